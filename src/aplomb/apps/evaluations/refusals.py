"""Why not, in words, for evaluations and answers."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "evaluation.create.not-yours": _("Only the site's quality manager starts an evaluation of it."),
    "consultant_evaluation.create.not-yours": _("Only a consultant whom the site has engaged may do this."),
    "consultant_evaluation.write.not-yours": _("Only the consultant engaged by the site may do this."),
    "consultant_evaluation.close.not-yours": _(
        "Only the consultant engaged by the site closes this evaluation."
    ),
    "evaluation.create.kind-not-here": _("An evaluation of kind “{kind}” is not started here."),
    "evaluation.create.not-a-site": _("Only a site is evaluated."),
    "evaluation.create.edition-not-published": _("The edition {edition} is not published."),
    "evaluation.create.unknown-facts": _("This edition does not know these facts: {facts}."),
    "evaluation.create.solution-not-here": _(
        "This solution cannot be evaluated here: the site neither owns it nor takes part in it today."
    ),
    "evaluation.create.whole-is-the-owner-s": _("Only its owner has a solution evaluated as such."),
    "evaluation.create.unknown-selection": _("This edition has no selection “{selection}”."),
    "evaluation.form.stale": _(
        "Somebody has changed the evaluation since this page was shown: here is how it stands now."
    ),
    "evaluation.profile.closed": _("The evaluation is closed: its profile no longer changes."),
    "evaluation.assign.not-yours": _("Only the quality manager assigns families."),
    "evaluation.assign.closed": _("The evaluation is closed: nothing is assigned any more."),
    "evaluation.assign.unknown-part": _("This edition has no family or requirement {parts}."),
    "evaluation.assign.not-a-member": _("Only people of the site can be given a part to answer."),
    "evaluation.move.not-yours": _("Only the quality manager changes the state of this evaluation."),
    "evaluation.move.wrong-status": _("An evaluation in state “{status}” does not go to “{to}”."),
    "evaluation.reopen.not-yours": _("Only the quality manager reopens this evaluation."),
    "evaluation.reopen.no-reason": _("Write why the evaluation is reopened: the journal keeps the reason."),
    "evaluation.reopen.rested-upon": _("A later decision rests on this evaluation: it stays closed."),
    "evaluation.close.not-yours": _("Only the quality manager closes this evaluation."),
    "evaluation.close.wrong-status": _("An evaluation in state “{status}” cannot be closed."),
    "evaluation.close.unanswered": _("Criteria without an answer: {criteria}."),
    "evaluation.close.unjustified-na": _("Criteria answered NA without a reason: {criteria}."),
    "evaluation.close.conflicts": _("Two answers stand side by side, to be settled: {criteria}."),
    "evaluation.close.uncommented": _("Criteria below compliant without a comment: {criteria}."),
    "entry.write.closed": _("The evaluation is closed: answers no longer change."),
    "entry.write.draft": _("The evaluation is still a draft: it takes answers once it is open."),
    "entry.write.not-yours": _("You may read this evaluation, not answer it."),
    "entry.write.in-review": _("The evaluation is in review: only the quality manager answers."),
    "entry.write.not-assigned": _("This part is not assigned to you: ask the quality manager."),
    "sync.id-reused": _("This identifier already served for another answer."),
    "sync.unknown-criterion": _("The evaluation does not ask criterion {criterion}."),
    "sync.unknown-requirement": _("The referential has no requirement {requirement}."),
    "sync.na-not-allowed": _("Criterion {criterion} cannot be answered NA."),
    "sync.na-needs-reason": _("NA needs its justification: write why criterion {criterion} does not apply."),
    "sync.score-out-of-scale": _("{score} is not a level of the scale."),
    "sync.text-too-long": _("The text is longer than {most} characters."),
    "sync.text-not-text": _("The text holds a character that is not text."),
    "sync.patient-data": _("The text seems to hold a social-security number: no patient data is kept here."),
    "sync.bad-id": _("The answer has no identifier of its own."),
    "sync.bad-operation": _("The answer is not written as it should be."),
    "sync.one-target": _("An answer is about one criterion, or about one requirement."),
    "sync.unknown-field": _("An answer has no field “{field}”."),
    "sync.other-conflict": _("These two answers are not those that it settles."),
    "conflict.resolve.not-yours": _(
        "Only the quality manager, or one of the two people, chooses between them."
    ),
    "sync.bad-base": _("The answer does not say on which revision it was made."),
    "sync.nothing-to-write": _("The answer holds nothing to write."),
}
