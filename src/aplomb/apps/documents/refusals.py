"""Why not, in words, for the inventory of documents."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "document.write.not-yours": _(
        "Only the site’s quality manager, its committee, or whoever is in charge of it."
    ),
    "document.write.unknown": _("The site is not asked for document {code}."),
    "document.write.of-the-group": _("This document is kept by the group: its own people change it."),
    "document.write.not-a-group": _("Only a group or a network keeps documents for its sites."),
    "document.write.nothing-shared": _("No group keeps this document for the site: look at the page again."),
    "document.write.no-title": _("Give the document a title."),
    "document.write.patient-data": _(
        "The text seems to hold a social-security number: no patient data is kept here."
    ),
    "document.write.valid-before-approved": _("The document would be out of date before it is approved."),
    "document.write.owner-not-of-the-site": _("Only people of the site can be in charge of a document."),
    "document.write.unknown-criteria": _("The referential has no criterion {criteria}."),
    "document.write.unknown-category": _("The referential has no category “{category}”."),
    "document.write.unknown-state": _("“{state}” is not a state of a document."),
    "document.write.too-long": _("This text is too long: {most} characters at most."),
    "document.write.evaluation-closed": _(
        "The evaluation is closed: its inventory is that of the day of closing."
    ),
    "evidence.upload.not-yours": _(
        "Only the site’s quality manager, its committee, its consultant, or whoever is in charge of the document."
    ),
    "evidence.upload.gone": _("These files no longer wait to be filed: look at the page again."),
    "evidence.upload.too-many": _("{most} files at once, no more: send the others after these."),
    "evidence.upload.not-ticked": _("Say that you have checked: no patient data in what you send."),
    "evidence.upload.no-file": _("Choose a file."),
    "evidence.download.not-yours": _(
        "Only the site’s quality manager, its committee, its consultant, or whoever is in charge of the document."
    ),
    "evidence.purge.not-yours": _("Only the site’s quality manager can remove a file."),
    "evidence.purge.gone": _("This file is no longer there."),
    "evidence.purge.no-reason": _("Say why the file is removed."),
    "document.write.ends-before-it-begins": _("The document would be out of date before it is valid."),
    "document.approve.not-yours": _("Only the site’s quality manager approves a version."),
    "document.approve.not-the-latest": _("Only the latest version can be approved: look at the page again."),
    "document.approve.already": _("This version is approved already."),
    "document.approve.not-yet": _(
        "This file cannot be approved while it is set aside or waits for the antivirus."
    ),
    "document.request.not-of-the-site": _("Only people of the site can be asked."),
    "document.request.already": _("This person is asked for this document already."),
    "document.request.past": _("This day is past: choose another one."),
    "document.request.over": _("This request is over: look at the page again."),
    "document.request.reminded-today": _("They have been written to today: wait until tomorrow."),
    "document.reading.nobody": _("Choose who has to read it."),
    "document.reading.no-file": _("There is no file to read."),
    "document.reading.not-asked-of-you": _("You are not asked to read this version."),
    "evidence.report.not-yours": _("Whoever may download a file may report it."),
    "evidence.report.already": _("This file is set aside already."),
    "evidence.report.not-set-aside": _("This file is not set aside any more."),
    "evidence.release.not-yours": _("Only the site’s quality manager can release a false alarm."),
    "evidence.release.not-oneself": _(
        "You sent this file yourself: another person has to release it. The other quality manager can; or a colleague"
        " sends the file and asks, and you release it."
    ),
    "evidence.release.not-asked": _("Nobody asks for this file to be released."),
    "evidence.release.not-your-file": _("Only whoever sent the file can say that it is a false alarm."),
    "document.write.not-own": _(
        "An expected document stays in the inventory: say that it is not applicable."
    ),
}
