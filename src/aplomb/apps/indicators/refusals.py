"""Why not, in words, for indicators and their measures."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "indicator.read.not-yours": _("Your role does not show the indicators of this place."),
    "indicator.write.not-yours": _(
        "Only the site’s quality manager and its steering committee change indicators; "
        "whoever is in charge of one writes its measures."
    ),
    "indicator.write.only-proposes": _(
        "A consultant proposes indicators; once one is accepted, somebody of the site changes it."
    ),
    "indicator.write.patient-data": _(
        "The text seems to hold a social-security number: no patient data is kept here."
    ),
    "indicator.write.same-name": _("The site follows an indicator of this name already: give it another."),
    "indicator.write.followed-already": _("The site follows this indicator under another line already."),
    "indicator.write.owner-not-of-the-site": _("Only people of the site can be put in charge."),
    "indicator.write.nothing-chosen": _("Tick the indicators to follow."),
    "indicator.write.target-not-a-share": _("The target of a share lies between 0 and 100 %."),
    "indicator.write.per-out-of-range": _("A rate is for 1 to 1,000,000 examinations: correct the number."),
    "indicator.write.kind-is-measured": _("The indicator has measures: its kind stays. Define another one."),
    "indicator.write.archived": _("The indicator is no longer followed: follow it again first."),
    "indicator.write.to-come": _("The day is still to come: correct the date."),
    "indicator.write.too-old": _("The day is before 1990: correct the year."),
    "indicator.write.too-large": _("The figure is too large: correct it, or choose a larger unit."),
    "indicator.write.no-size": _("Say what the figure is out of."),
    "indicator.write.size-not-positive": _("What the figure is out of must be above zero."),
    "indicator.write.negative": _("A count cannot be below zero."),
    "indicator.write.more-than-all": _("The figure is larger than what it is out of."),
    "indicator.write.twice": _("{day} comes twice: keep one of the two."),
    "indicator.write.same-day": _(
        "There is another measure on the same day ({days}): tick “Replace” to put the new one in its place."
    ),
    "indicator.write.day-taken": _("There is a measure on {day} already: change that one."),
    "indicator.write.no-reason": _("Say why the measure is taken back."),
}
