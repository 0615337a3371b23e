"""Why not, in words, for improvement plans."""

from django.utils.translation import gettext_lazy as _

_PROPOSES = _("A consultant proposes; somebody of the site decides.")

SENTENCES = {
    "plan.read.not-yours": _("Only the site’s people, and whoever accompanies them, read its plan."),
    "plan.read.none-yet": _("The site has no improvement plan yet: it is made from a closed evaluation."),
    "plan.read.figures-only": _("The site shows the figures of its plan, and keeps the themes to itself."),
    "plan.write.not-yours": _("Only the site’s quality manager and its steering committee change the plan."),
    "plan.write.only-proposes": _PROPOSES,
    "plan.write.patient-data": _(
        "The text seems to hold a social-security number: no patient data is kept here."
    ),
    "plan.write.owner-not-of-the-site": _(
        "Only people of the site or of its committee can be put in charge."
    ),
    "plan.write.not-closed": _("A plan is made from a closed evaluation of the site."),
    "plan.write.there-already": _("The site has its plan already."),
    "plan.write.other-referential": _(
        "This evaluation is of another referential: the plan’s themes aim at criteria that it does not have."
    ),
    "plan.write.validated-tomorrow": _("What the committee validated, it validated today or before."),
    "plan.write.mock-audit-after": _("The mock audit comes before the official audit."),
    "plan.write.no-title": _("Give the theme a title."),
    "plan.write.no-text": _("Say what is to be done."),
    "plan.write.no-reason": _("Say why this proposal is not taken."),
    "plan.write.not-waiting": _("This proposal has been answered meanwhile: look at the list again."),
    "plan.write.theme-closed": _("This theme is closed: take it up again first."),
    "plan.write.ends-before": _("An action cannot end before it starts."),
    "plan.write.done-tomorrow": _("What is done was done today or before."),
    "plan.write.criterion-unknown": _("The referential has no such criterion: {criteria}."),
    "plan.write.level-unknown": _("Levels go from 0 to {top}: look at {criteria}."),
    "plan.write.document-unknown": _("The referential expects no such document: {documents}."),
    "plan.write.circle": _(
        "Theme {themes} waits for this one already: two themes cannot wait for each other."
    ),
    "plan.move.only-proposes": _PROPOSES,
    "plan.move.wrong-state": _("A theme does not go from its present state to that one."),
    "plan.move.no-objective": _("The theme has no objective yet: say what will be true once it is done."),
    "plan.move.no-owner": _("Nobody is in charge of the theme yet: choose a person."),
    "plan.move.no-due-date": _("The theme has no deadline yet: give it a day."),
    "plan.move.no-means": _("The theme’s means are not said yet: time, people, tools, money."),
    "plan.move.no-effectiveness-measure": _(
        "The theme’s evaluation method is not said yet: how will one know that it has worked?"
    ),
    "plan.move.limit-reached": _(
        "{limit} themes are under way, which is the most: write why one more must start now; the plan shows it."
    ),
    "plan.move.no-reason": _("Say why the theme is dropped."),
    "plan.move.no-verdict": _("Say whether the theme was effective."),
    "plan.move.no-finding": _("Say what the evaluation of the theme found."),
}
