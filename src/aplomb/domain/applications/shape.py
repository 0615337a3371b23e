"""The shape of a label's rules, as a table: which keys there are and what each is made of (interfaces.md §7)."""

from collections.abc import Mapping
from typing import Any

from aplomb.domain.applications import vocabulary as words_of
from aplomb.domain.shared.bounds import ANYTHING, formed, nullable, number, whole
from aplomb.domain.shared.shapes import (
    ADDRESS,
    CODE,
    FLAG,
    SHARE,
    TEXT,
    WORD,
    Findings,
    Kind,
    Path,
    many,
    one_of,
    record,
)

DAYS, WEEKS, MONTHS = whole(0, 366), whole(0, 104), whole(0, 240)
COUNT = whole(0, 1000)
CODES = many(CODE, different=True)
LETTER = formed("[a-z]+(-[a-z]+)*", "decision-granted")


def _of(value: Any, path: Path, found: Findings) -> None:
    if value != "all_sites":
        CONDITION.check(value, path, found)


def _condition(value: Any, path: Path, found: Findings) -> None:
    if isinstance(value, Mapping) and "all" in value:
        EVERY.check(value, path, found)
    else:
        ONE.check(value, path, found)


CONDITION = Kind(_condition, "{question: …, op: eq, value: …}")
EVERY = record({"all": many(CONDITION, at_least=1)})
ONE = record({"question": CODE, "op": one_of(tuple(words_of.OPERATORS)), "value": ANYTHING}, {"among": CODES})
SPAN = record({"min": WEEKS, "max": WEEKS})
OPTION = record({"value": CODE, "label": TEXT})

OWNER = record({"configurable": FLAG, "name": WORD, "address": WORD, "email": WORD, "website": WORD})
READINESS = record(
    {
        "overall": SHARE,
        "family": SHARE,
        "not_applicable_family": one_of(("met", "not_met")),
        "essential_minimum": whole(0, 10),
        "completion": SHARE,
        "indispensable_documents": one_of(("present_and_in_date", "present")),
    }
)
FOLLOW_UP = record(
    {
        "at_months": MONTHS,
        "window_months": MONTHS,
        "kind": one_of(words_of.FOLLOW_UPS),
        "on_missed": one_of(words_of.ON_MISSED),
        "grace_months": MONTHS,
    }
)
PLAN = record(
    {
        "max_active_themes": whole(1, 1000),
        "above_maximum": one_of(("reason_required", "refused")),
        "months": record({"base": number(0, 240), "per_extra_site": number(0, 240), "cap": number(0, 240)}),
    }
)
INDEPENDENCE = record(
    {
        "lookback_months": MONTHS,
        "checked_at": many(one_of(("assignment", "submission")), at_least=1, different=True),
        "excludes": many(one_of(words_of.LINKS), at_least=1, different=True),
    }
)
GUARD = record({"code": CODE, "effect": one_of(words_of.EFFECTS)}, {"params": ANYTHING})
STEP = record(
    {
        "code": one_of(words_of.STEPS),
        "title": TEXT,
        "after": CODES,
        "guards": many(GUARD),
        "letters": many(LETTER, different=True),
    }
)
QUESTION = record(
    {
        "code": CODE,
        "scope": one_of(words_of.SCOPES),
        "type": one_of(words_of.QUESTION_TYPES),
        "label": TEXT,
        "required": FLAG,
    },
    {
        "unit": WORD,
        "min": number(-1_000_000, 1_000_000_000),
        "max": number(-1_000_000, 1_000_000_000),
        "options": many(OPTION, at_least=2),
    },
)
ADDITION = record({"code": CODE, "half_days": whole(1, 100), "when": CONDITION, "label": TEXT})
ROW = record({"half_days_up_to": nullable(whole(1, 1000)), "days": whole(1, 100), "auditors": whole(1, 20)})
PROFILE = one_of(words_of.AUDITOR_PROFILES)
RULE = record(
    {
        "unit": one_of(("half_day",)),
        "per_site": record({"base": whole(0, 100), "additions": many(ADDITION)}),
        "table": many(ROW, at_least=1),
        "team": record({"lead_profile": PROFILE, "required_profiles_if_two": many(PROFILE, different=True)}),
        "off_site_days": record(
            {"preparation": number(0, 100), "report": record({"min": number(0, 100), "max": number(0, 100)})}
        ),
        "follow_up": record({"days": number(0, 100), "auditors": whole(1, 20)}),
        "renewal": one_of(("same_as_initial",)),
    }
)
SAMPLING = record(
    {
        "count": record(
            {
                "of": Kind(_of, "all_sites"),
                "formula": one_of(("ceil_factor_sqrt_n",)),
                "factor": record({kind: number(0, 10) for kind in words_of.AUDIT_KINDS}),
                "minimum": whole(1, 1000),
            }
        ),
        "always_include": many(record({"code": CODE, "when": CONDITION})),
        "always_included": one_of(("within", "on_top")),
        "random_share": SHARE,
        "not_visited_since": record({"cycles": whole(1, 10), "priority": FLAG}),
        "record_seed": FLAG,
    }
)
DOCUMENTS = record(
    {
        "source": one_of(("referential",)),
        "verified_weeks_before_audit": WEEKS,
        "default_max_age_months": MONTHS,
        "rules": many(
            record({"document": CODE, "max_age_months": MONTHS, "check": TEXT}, {"only_if": CONDITION})
        ),
    }
)
GRADE = record(
    {"code": one_of(words_of.GRADES), "title": TEXT, "needs_action": FLAG},
    {"action_days": DAYS, "lift_days": DAYS, "blocks_granting_until_lifted": FLAG},
)
FINDINGS = record(
    {
        "grades": many(GRADE, at_least=1),
        "proposal": many(
            record({"when": one_of(words_of.PROPOSED_WHEN), "grade": one_of(words_of.GRADES)}), at_least=1
        ),
        "lifting": record(
            {
                "by": one_of(("lead_auditor",)),
                "evidence": many(one_of(words_of.EVIDENCE), at_least=1, different=True),
                "recorded_reason": FLAG,
            }
        ),
        "definitions": record({}, dict.fromkeys(words_of.GRADES, TEXT)),
    }
)
COMMISSION = record(
    {
        "seats": many(record({"category": CODE, "title": TEXT, "count": whole(1, 100)}), at_least=1),
        "term_months": MONTHS,
        "confidentiality_undertaking": one_of(("required",)),
        "quorum": record({"share": SHARE, "of": one_of(("filled_not_recused",)), "minimum": whole(1, 100)}),
        "ballot": record({"secret": FLAG, "changeable_until_closed": FLAG}),
        "majority": record(
            {
                "kind": one_of(("simple",)),
                "of": one_of(("votes_cast",)),
                "abstentions": one_of(("not_counted",)),
            }
        ),
        "tie": one_of(words_of.TIES),
        "notice_days": DAYS,
        "reports": many(one_of(words_of.AUDIT_KINDS), at_least=1, different=True),
    }
)
DECISION = record(
    {
        "code": one_of(words_of.DECISIONS),
        "title": TEXT,
        "requires": many(one_of(words_of.DECISION_PARTS), different=True),
        "certificate": FLAG,
        "letter": LETTER,
    },
    {"max_months": MONTHS, "reapply_after_months": MONTHS, "letter_follow_up": LETTER},
)
CERTIFICATE = record(
    {
        "prefix": formed("[A-Z0-9]{2,6}", "IMA"),
        "number": record(
            {
                "pattern": WORD,
                "sequence_digits": whole(3, 9),
                "yearly": FLAG,
                "gap_free": FLAG,
                "reuse": one_of(("never",)),
                "check": one_of(("iso7064_mod37_2",)),
            }
        ),
        "signatories": many(
            record({"order": whole(1, 9), "role": one_of(words_of.SIGNATORIES), "title": TEXT}), at_least=1
        ),
        "validity_from": one_of(("decision_date",)),
        "states": many(one_of(words_of.CERTIFICATE_STATES), at_least=1, different=True),
        "suspension": record({"max_months": MONTHS, "hearing_days": DAYS, "letter": LETTER}),
        "withdrawal": record({"hearing_days": DAYS, "letter": LETTER}),
    }
)
REMINDER = record(
    {
        "code": CODE,
        "event": one_of(words_of.EVENTS),
        "months_before": many(whole(-24, 120), at_least=1),
        "to": many(one_of(words_of.RECIPIENTS), at_least=1, different=True),
        "letter": LETTER,
    }
)
SCHEME = record(
    {
        "format": ANYTHING,  # looked at first, by `problems`
        "code": ADDRESS,
        "edition": ADDRESS,
        "title": TEXT,
        "owner": OWNER,
        "referential": record({"code": ADDRESS, "edition": ADDRESS}),
        "award_unit": one_of(words_of.AWARD_UNITS),
        "readiness": READINESS,
        "validity_months": whole(1, 240),
        "follow_up": FOLLOW_UP,
        "renewal": record({"opens_months_before": MONTHS, "kind": one_of(words_of.RENEWALS)}),
        "plan": PLAN,
        "mock_audit": record({"weeks_before": SPAN, "outside_window": one_of(("warn", "block"))}),
        "contradictory": record({"days": DAYS}),
        "independence": INDEPENDENCE,
        "path": many(STEP, at_least=1),
        "sizing": record({"questions": many(QUESTION, at_least=1), "rule": RULE}),
        "sampling": SAMPLING,
        "indispensable_documents": DOCUMENTS,
        "findings": FINDINGS,
        "commission": COMMISSION,
        "decisions": many(DECISION, at_least=1),
        "blocked_decisions": many(
            record(
                {
                    "when": one_of(words_of.BLOCKED_WHEN),
                    "blocks": many(one_of(words_of.DECISIONS), at_least=1, different=True),
                }
            )
        ),
        "notification": record({"days": DAYS}),
        "reconsideration": record({"days": DAYS, "kept_by": one_of(("association",))}),
        "certificate": CERTIFICATE,
        "reminders": many(REMINDER),
        "letters": many(
            record({"code": LETTER, "kind": one_of(words_of.LETTER_KINDS), "title": TEXT}), at_least=1
        ),
    }
)
