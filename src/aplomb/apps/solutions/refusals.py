"""Why not, in words, for solutions; and what a solution still lacks."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "solution.lacks.requesting_site": _("No requesting site: say who has the examinations read."),
    "solution.lacks.reading_centre": _("No reading centre: say who reads."),
    "solution.read.not-yours": _("Your role does not show the solutions of this place."),
    "solution.update.not-yours": _(
        "Only the owner’s quality manager and its steering committee change a solution."
    ),
    "solution.update.only-proposes": _(
        "A consultant proposes; once a solution is accepted, somebody of the site changes it."
    ),
    "solution.update.patient-data": _(
        "The text seems to hold a social-security number: no patient data is kept here."
    ),
    "solution.update.bounds": _("The day begins before the evening, and the evening before the night."),
    "solution.update.ends-before": _("The last day comes before the first: put the days right."),
    "solution.update.same-name": _("You have a solution of this name already: give it another."),
    "solution.update.same-reference": _("The solution has a contract of this reference already."),
    "solution.update.there-already": _("They play this part on these days already: change that line."),
    "solution.update.not-known": _("Choose an organisation of the list, or write a name."),
    "solution.update.nobody": _("Choose an organisation, or write a name."),
    "solution.update.document-not-here": _("Choose a document of the owner’s inventory."),
    "solution.update.owner-not-here": _("Choose somebody who has an account at the owner’s."),
    "solution.update.does-not-read": _("Only a reading centre has hours at which it reads."),
    "solution.update.not-a-proposal": _(
        "This solution is accepted: it is not dropped. Say that it is over instead."
    ),
}
