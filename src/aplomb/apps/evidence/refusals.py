"""Why not, in words, for evidence."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "evidence.upload.not-asked": _("This evaluation does not ask this criterion."),
    "evidence.upload.criterion-not-yours": _(
        "Evidence is put with the criteria that were given to you; the quality manager and the committee may put it"
        " with all of them."
    ),
    "evidence.upload.closed": _("The evaluation is closed: its evidence changes no more."),
    "evidence.upload.too-many-files": _(
        "The evaluation has {most} files already, which is the most: remove some, or send them together as a zip."
    ),
    "evidence.upload.too-heavy": _(
        "The files of the evaluation would weigh more than {most} GB, which is the most: remove some first."
    ),
    "evidence.upload.no-title": _("Give it a title."),
    "evidence.upload.too-long": _("This text is too long: {most} characters at most."),
    "evidence.upload.not-an-address": _("This is no web address: it begins with https:// or http://."),
    "evidence.upload.empty-note": _("Write the note."),
    "evidence.upload.patient-data": _(
        "The text seems to hold a social-security number: no patient data is kept here."
    ),
    "evidence.upload.not-a-file": _("Only a file has versions: add a new piece instead."),
    "evidence.upload.gone-piece": _("This piece is no longer there: look at the page again."),
}
