"""Why not, in words, for committees, their meetings and the communication plan."""

from django.utils.translation import gettext_lazy as _

_PATIENT = _("The text seems to hold a social-security number: no patient data is kept here.")
_OWNER = _("Only people of the site or of its committee can be put in charge.")
_PROPOSES = _("A consultant proposes; somebody of the site decides.")

SENTENCES = {
    "committee.make-up.no-manager": _("Nobody leads quality: invite a quality manager, or a pair."),
    "committee.make-up.no-medical": _("No medical member: add a radiologist."),
    "committee.make-up.no-paramedical": _("No paramedical member: add a radiographer."),
    "committee.make-up.no-administrative": _(
        "No administrative member: add a secretary or somebody of the management."
    ),
    "committee.make-up.no-logistic": _("No logistic member: add one, or say why the site has no such staff."),
    "committee.update.not-yours": _(
        "Only the site’s quality manager and its steering committee change this."
    ),
    "committee.update.only-proposes": _PROPOSES,
    "committee.update.patient-data": _PATIENT,
    "committee.update.nobody": _("Choose a person, or write a name."),
    "committee.update.not-of-the-site": _("This person has no role at the site: invite them first."),
    "committee.update.there-already": _("This person is on the committee already."),
    "committee.update.owner-not-of-the-site": _OWNER,
    "committee.update.absent-without-reason": _("Say why the site has no logistic staff."),
    "committee.update.logistic-is-there": _("The committee has a logistic member: the staff exists."),
    "committee.update.logistic-declared-absent": _(
        "The site says that it has no logistic staff: take that back first."
    ),
    "committee.meeting.owner-does-not-write": _(
        "An evaluator does not write minutes: choose somebody of the committee."
    ),
    "committee.minutes.not-held": _("The meeting has not been held yet."),
    "committee.minutes.nobody-there": _("Say who was there: the minutes name them."),
    "committee.decision.no-text": _("Write what was decided."),
    "committee.decision.owner-without-date": _("Give the task a due date."),
    "committee.decision.date-without-owner": _("Put somebody in charge of the task."),
    "committee.decision.due-before-meeting": _("A task cannot be due before the meeting that decides it."),
    "committee.decision.done-already": _("The task is done: it keeps its owner and its date."),
    "committee.decision.not-a-task": _("This decision is no task: nobody is in charge of it."),
    "committee.decision.done-tomorrow": _("What is done was done today or before."),
    "task.close.not-yours": _(
        "Only whoever is in charge of it, the quality manager and the steering committee say that it is done."
    ),
    "communication.plan.empty": _("No action yet: the plan needs one at least."),
    "communication.update.not-yours": _(
        "Only the site’s quality manager and its steering committee change the communication plan."
    ),
    "communication.update.only-proposes": _PROPOSES,
    "communication.update.patient-data": _PATIENT,
    "communication.update.owner-not-of-the-site": _OWNER,
    "communication.update.only-a-proposal": _("This action is a proposal: accept it first."),
    "communication.update.done-tomorrow": _("What is done was done today or before."),
    "communication.update.nothing-chosen": _("Tick the actions to put in the plan."),
}
