"""What a letter may name: the same list as in content/letters/README.md, which a test holds to this one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class Text(Enum):
    """A formatted text, or a list of them."""

    ONE = "text"
    MANY = "texts"


@dataclass(frozen=True, slots=True)
class Records:
    """A list of groups with these keys, each a text."""

    keys: tuple[str, ...]


Kind = Text | Records

SITE = Records(("name", "city", "siret"))
DATED = Records(("text", "due_on"))
_SCHEME = (
    "title validity_months follow_up_months follow_up_window_months renewal_opens_months max_active_themes "
    "plan_base_months plan_extra_site_months plan_cap_months mock_audit_min_weeks mock_audit_max_weeks "
    "lookback_months documents_weeks contradictory_days notification_days reconsideration_days reapply_months "
    "hearing_days overall_percent family_percent"
)
_AUDIT = (
    "body_name lead_name first_day last_day days confirm_before documents_before mock_from mock_to "
    "answers_before report_on"
)
_CERTIFICATE = (
    "number valid_from valid_until verify_url follow_up_on follow_up_from follow_up_to renewal_opens_on "
    "suspended_on suspended_until withdrawn_on"
)


def _texts(names: str) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), Text.ONE)


# By group; a group that is a value or a list by itself has it under the empty name.
GROUPS: Mapping[str, Mapping[str, Kind]] = {
    "association": _texts("name address email secretary_name fees_reference"),
    "commission": _texts("president_name categories"),
    "committee": _texts("members"),
    "scheme": _texts(_SCHEME),
    "referential": _texts("title edition requirement_count criteria_count essential_count"),
    "applicant": _texts("name siren address"),
    "contact": _texts("name title email"),
    "quality_manager": _texts("name email"),
    "sites": {"": SITE},
    "site": _texts("name city siret"),
    "application": {**_texts("number received_on complete_before sites_count"), "missing": Text.MANY},
    "evaluation": _texts("closes_on score completion"),
    "plan": {
        **_texts("themes_total themes_active themes_done ready_on"),
        "highlights": Text.MANY,
        "next_dates": Records(("date", "text")),
    },
    "audit": {**_texts(_AUDIT), "auditors": Records(("name", "profile")), "sites": SITE},
    "session": _texts("date time place files_count"),
    "decision": {
        **_texts("date due_on notice_on measure"),
        "reasons": Text.MANY,
        "strengths": Text.MANY,
        "conditions": DATED,
        "requests": DATED,
    },
    "certificate": _texts(_CERTIFICATE),
    "letter": _texts("date place"),
    "recipient": _texts("name"),
    "sender": _texts("name title"),
    "link": {"": Text.ONE},
}


def _paths() -> Iterator[tuple[str, Kind]]:
    for group, fields in GROUPS.items():
        for name, kind in fields.items():
            yield f"{group}.{name}".rstrip("."), kind


# The same by path: `association.name`, `sites`, `link`.
FIELDS: Mapping[str, Kind] = dict(_paths())
