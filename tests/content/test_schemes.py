"""The shipped labels: the rules that the mission gives them, and nothing that contradicts itself."""

from fractions import Fraction

import pytest

from aplomb.domain.applications.vocabulary import GUARDS, STEPS
from aplomb.formats.library import find
from aplomb.formats.scheme import SCHEMES, read_scheme, shipped_schemes

both = pytest.mark.parametrize("scheme", shipped_schemes().values(), ids=lambda scheme: scheme.code)


def test_each_shipped_label_is_sound():
    names = [read_scheme(path, path.name).code for path in sorted(SCHEMES.glob("*.yaml"))]

    assert names == ["label-imagerie", "label-teleradiologie"] == list(shipped_schemes())


def test_the_imaging_label_keeps_the_rules_of_the_mission():
    label = shipped_schemes()["label-imagerie"]

    assert label.validity_months == 48
    assert (label.follow_up.at_months, label.follow_up.window_months, label.follow_up.kind) == (
        24,
        2,
        "documentary",
    )
    assert label.renewal_opens_months_before == 12
    assert (label.plan.max_active_themes, label.plan.base_months, label.plan.cap_months) == (10, 6, 18)
    assert label.plan.months_per_extra_site == Fraction(3, 2)
    assert (label.mock_audit.min, label.mock_audit.max) == (6, 10)
    assert (label.contradictory_days, label.independence.lookback_months) == (15, 36)
    assert label.thresholds().overall == Fraction(4, 5)
    assert {row.days for row in label.sizing.table} == {1, 2}
    assert [seat.category for seat in label.commission.seats] == [
        *("imaging_federation", "audit_bodies", "consultancies", "scientific_society", "patients"),
        *("health_insurance_fund", "insurers"),
    ]
    assert [signatory.role for signatory in label.certificate.signatories] == [
        "commission_president",
        "association_president",
    ]


@both
def test_a_label_walks_the_eight_steps_and_uses_guards_that_exist(scheme):
    assert tuple(scheme.steps) == STEPS
    assert {guard.code for step in scheme.path for guard in step.guards} <= set(GUARDS)


def test_every_guard_that_the_program_knows_is_used_by_a_shipped_label():
    used = {
        guard.code for scheme in shipped_schemes().values() for step in scheme.path for guard in step.guards
    }

    assert used == set(GUARDS)


@both
def test_each_indispensable_document_has_a_rule_that_says_what_makes_it_sound(scheme):
    edition = find("@".join(scheme.referential))
    indispensable = [document.code for document in edition.documents if document.indispensable]

    assert sorted(rule.document for rule in scheme.documents.rules) == sorted(indispensable)


@both
def test_what_a_site_may_not_have_is_asked_under_a_condition(scheme):
    conditional = {rule.document for rule in scheme.documents.rules if rule.only_if is not None}

    for document in find("@".join(scheme.referential)).documents:
        if document.indispensable and (
            "IRM" in str(document.title) and "scanners" not in str(document.title)
        ):
            assert document.code in conditional, document.code


@both
def test_reminders_fall_while_there_is_time_to_act(scheme):
    renewal = next(reminder for reminder in scheme.reminders if reminder.code == "renewal_open")
    follow_up = next(reminder for reminder in scheme.reminders if reminder.code == "follow_up_due")

    assert max(renewal.months_before) == scheme.renewal_opens_months_before
    assert -min(follow_up.months_before) <= scheme.follow_up.window_months + scheme.follow_up.grace_months


@both
def test_titles_are_there_in_french_and_the_labels_in_english_too(scheme):
    assert scheme.title.has("fr")
    assert scheme.title.has("en")
    assert all(step.title.has("fr") and step.title.has("en") for step in scheme.path)
    assert all(rule.title.has("fr") and rule.title.has("en") for rule in scheme.decisions)


@both
def test_a_maintained_label_has_a_letter_with_or_without_conditions(scheme):
    letters = {
        code: scheme.decision[code].letter_follow_up for code in ("granted", "granted_with_conditions")
    }

    assert letters == {"granted": "decision-maintained", "granted_with_conditions": "decision-maintained"}
