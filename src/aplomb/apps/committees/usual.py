"""The words of the actions that a communication plan usually begins with; their dates are the domain's."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

USUAL: Mapping[str, tuple[Any, Any, Any]] = {
    "commitment": (
        _("The whole team"),
        _("The site works towards the label: why, with whom, by when, and what is expected of each of us."),
        _("Team meeting"),
    ),
    "committee": (
        _("The whole team"),
        _(
            "Who leads quality, who sits on the steering committee, when it meets, how to bring it a question."
        ),
        _("Notice in the staff room"),
    ),
    "clinical": (
        _("Radiologists and radiographers"),
        _("What the referential asks of each profession, who scores which part, and how to attach proof."),
        _("Department meeting"),
    ),
    "reception": (
        _("Secretaries and reception"),
        _(
            "The part of reception in the patient’s path, the requirements concerned, where to report a difficulty."
        ),
        _("Service note"),
    ),
    "patients": (
        _("Patients"),
        _("The centre evaluates the quality of its practice; how to give one’s opinion or make a complaint."),
        _("Poster in the waiting room"),
    ),
    "referrers": (
        _("Referring doctors"),
        _("The site’s commitment, and what changes in appointments and in the sending of reports."),
        _("Letter by secure messaging"),
    ),
    "results": (
        _("The whole team"),
        _("Results of the self-evaluation: strengths, points to improve, themes chosen for the plan."),
        _("Team meeting"),
    ),
    "management": (
        _("Management and partners"),
        _("Progress of the improvement plan, the means that it needs, date foreseen for the audit."),
        _("Summary note"),
    ),
}


def usual(code: str) -> dict[str, str]:
    """What a usual action says, in the language of whoever takes it: from then on the site’s own words."""
    audience, message, channel = USUAL[code]
    return {"audience": str(audience), "message": str(message), "channel": str(channel)}
