"""The words that a label's rules may use: what the program knows how to do (interfaces.md §7, domain.md §7–10).

A new word here is a promise that some rule keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

AWARD_UNITS = ("legal_entity", "site", "solution")
FOLLOW_UPS = ("documentary", "remote", "on_site")
ON_MISSED = ("warn_then_suspend",)
RENEWALS = ("full",)
LINKS = (
    "engagement_with_applicant",
    "employment_with_applicant",
    "consultancy_of_applicant",
    "same_group",
    "reading_for_applicant",
    "provider_of_applicant",
)

# The eight steps of domain.md §7, in the order in which people name them.
STEPS = (
    "application",
    "organisation",
    "self_evaluation",
    "synthesis_plan",
    "implementation",
    "mock_audit",
    "official_audit",
    "decision",
)
EFFECTS = ("block", "warn")

QUESTION_TYPES = ("integer", "decimal", "percent", "boolean", "choice", "multi_choice", "text")
NUMERIC = ("integer", "decimal", "percent")
CHOICES = ("choice", "multi_choice")
SCOPES = ("entity", "site")
# What each operator of a condition can be asked of.
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "eq": (*NUMERIC, "boolean", "choice", "text"),
    "ne": (*NUMERIC, "boolean", "choice", "text"),
    "gt": NUMERIC,
    "gte": NUMERIC,
    "lt": NUMERIC,
    "lte": NUMERIC,
    "in": ("choice",),
    "contains": ("multi_choice",),
    "only": ("multi_choice",),
    "count_gt": ("multi_choice",),
}
AUDITOR_PROFILES = ("auditor", "radiologist", "radiographer", "information_security")
AUDIT_KINDS = ("initial", "follow_up", "renewal")

GRADES = ("strength", "remark", "minor", "major")
PROPOSED_WHEN = ("essential_below_minimum", "below_compliant")
EVIDENCE = ("document", "visit", "remote_demonstration")

DECISIONS = ("granted", "granted_with_conditions", "deferred", "refused")
DECISION_PARTS = ("conditions", "due_date", "requests", "reasons")
BLOCKED_WHEN = ("major_open",)
TIES = ("commission_president", "deferred")

CERTIFICATE_STATES = ("valid", "suspended", "withdrawn", "expired", "replaced")
SIGNATORIES = ("commission_president", "association_president")

EVENTS = ("follow_up_date", "validity_end", "condition_date")
RECIPIENTS = ("quality_manager", "association_secretary", "association_president")
LETTER_KINDS = ("letter", "email", "note", "poster")


@dataclass(frozen=True, slots=True)
class Param:
    """What a guard's parameter is made of; `values` closes the list of a code or of codes."""

    kind: Literal["count", "flag", "code", "codes", "weeks"]
    values: tuple[str, ...] = ()


_COUNT, _FLAG, _WEEKS = Param("count"), Param("flag"), Param("weeks")
_NUCLEI = ("medical", "paramedical", "administrative", "logistic", "information_system")
_PARTICIPANTS = ("requesting_site", "reading_centre", "provider")
_CONSULTANCY = ("approved", "other", "none")
_THEME = ("objective", "owner", "due_date", "means", "effectiveness_measure")
_NOTES = ("what_we_do", "how_we_progress", "how_we_measure")

# What must be there to leave a step, with the parameters that each guard takes.
GUARDS: Mapping[str, Mapping[str, Param]] = {
    "applicant_identified": {"identifiers": Param("codes", ("siren", "siret", "finess"))},
    "sites_in_scope": {"min": _COUNT},
    "solution_participants": {
        "requesting_sites_min": _COUNT,
        "reading_centres_min": _COUNT,
        "each_accepts": _FLAG,
    },
    "referential_chosen": {},
    "contact_named": {},
    "request_signed": {},
    "quality_manager_named": {"min": _COUNT, "max": _COUNT},
    "committee_covers": {
        "required": Param("codes", _NUCLEI),
        "unless_declared_absent": Param("codes", _NUCLEI),
        "participants": Param("codes", _PARTICIPANTS),
    },
    "communication_actions": {"min": _COUNT},
    "consultancy_choice_stated": {
        "values": Param("codes", _CONSULTANCY),
        "recommended": Param("code", _CONSULTANCY),
    },
    "self_evaluation_closed": {"every_site": _FLAG, "every_participant": _FLAG, "max_age_months": _COUNT},
    "requirement_notes_complete": {"questions": Param("codes", _NOTES)},
    "synthesis_validated": {"by": Param("code", ("steering_committee",))},
    "themes_complete": {"fields": Param("codes", _THEME)},
    "no_serious_dysfunction_without_theme": {},
    "readiness_reached_or_shortfall_accepted": {"reason_required": _FLAG},
    "mock_audit_closed": {},
    "mock_findings_have_actions": {},
    "mock_audit_in_window": {"weeks_before": _WEEKS},
    "audit_body_independent_and_accepted": {"lookback_months": _COUNT},
    "sizing_answered": {},
    "indispensable_documents_verified": {"weeks_before": _COUNT},
    "audit_report_submitted": {},
    "decision_notified": {},
    "certificate_signed": {"if": Param("code", DECISIONS), "signatures": _COUNT},
}
