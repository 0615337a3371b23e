"""A label's rules: what the shipped ones say, and each slip told at its line."""

from fractions import Fraction
from pathlib import Path

import pytest

from aplomb.domain.applications.conditions import Condition
from aplomb.domain.applications.scheme import Scheme
from aplomb.formats.problems import BadFile, all_sentences, describe
from aplomb.formats.scheme import SCHEMES, read_scheme

IMAGING = (SCHEMES / "label-imagerie.yaml").read_text(encoding="utf-8")
DOCUMENTS = [f"DOC-{number:03}" for number in range(1, 100)]


def read(text: str) -> Scheme:
    return read_scheme(text.encode(), "scheme.yaml", documents=DOCUMENTS)


def told(text: str) -> list[tuple[str, int | None]]:
    """The code and line of each problem; nothing where the file is sound."""
    try:
        read(text)
    except BadFile as error:
        return [(problem.code, problem.place.line) for problem in error.problems]
    return []


def test_a_scheme_is_read_with_its_exact_figures():
    scheme = read(IMAGING)

    assert scheme.name == "label-imagerie@2026.1"
    assert scheme.award_unit == "legal_entity"
    assert scheme.readiness.overall == Fraction(4, 5)
    assert scheme.plan.months_per_extra_site == Fraction(3, 2)
    assert scheme.sampling.of is None
    assert scheme.sampling.factor == {
        "initial": Fraction(1),
        "follow_up": Fraction(3, 5),
        "renewal": Fraction(4, 5),
    }
    assert [row.half_days_up_to for row in scheme.sizing.table] == [2, 4, None]
    assert scheme.steps["official_audit"].after == ("implementation", "mock_audit")
    assert scheme.decision["granted"].letter_follow_up == "decision-maintained"


def test_its_thresholds_win_over_the_editions_and_say_so():
    thresholds = read(IMAGING).thresholds()

    assert (thresholds.overall, thresholds.family) == (Fraction(4, 5), Fraction(7, 10))
    assert (thresholds.essential_minimum, thresholds.completion) == (2, 1)
    assert thresholds.source == "scheme"


def test_a_condition_keeps_what_it_counts_among():
    heavy = read(IMAGING).sizing.additions[0].when

    assert heavy == Condition(
        "modalities", "count_gt", 2, among=("ct", "mri", "interventional", "mammography")
    )


def test_a_condition_on_several_answers_names_all_the_questions_that_it_needs():
    both = Condition.of(
        {
            "all": [
                {"question": "kind", "op": "eq", "value": "centre"},
                {"question": "readers", "op": "gt", "value": 20},
            ]
        }
    )

    assert list(both.questions) == ["kind", "readers"]


SLIPS = {
    "a key of no meaning": ("validity_months: 48", "validity_years: 4", ["key.missing", "key.unknown"]),
    "a word misspelt": ("kind: documentary", "kind: documentry", ["value.not-among"]),
    "a share above one": ("  overall: 0.80", "  overall: 80", ["share.outside"]),
    "months that are no number": ("validity_months: 48", "validity_months: four years", ["whole.expected"]),
    "months without end": ("validity_months: 48", "validity_months: 480", ["number.too-large"]),
    "a step that is none of the eight": ("code: organisation\n", "code: preparation\n", None),
    "a guard that nobody wrote": ("code: contact_named,", "code: contact_nominated,", ["code.unknown"]),
    "a parameter that the guard has not": ("params: {min: 1}}", "params: {least: 1}}", ["key.unknown"]),
    "a parameter of another kind": ("params: {min: 1}}", "params: {min: one}}", ["whole.expected"]),
    "a step after nothing": ("after: [synthesis_plan]\n", "after: [synthesis]\n", ["code.unknown"]),
    "a letter of the path that is not listed": ("letters: [note-progress]", "letters: [note-news]", None),
    "a letter of a decision that is not listed": (
        "certificate: false, letter: decision-refused}",
        "certificate: false, letter: decision-denied}",
        ["code.unknown"],
    ),
    "a letter without a file": (
        "{code: poster-labelled, kind: poster",
        "{code: poster-labeled, kind: poster",
        ["code.unknown"],
    ),
    "a letter of another kind": (
        "{code: prior-notice, kind: letter",
        "{code: prior-notice, kind: email",
        ["letter.other-kind"],
    ),
    "a question that is not asked": (
        "question: staff_fte, op: gt, value: 15",
        "question: staff, op: gt, value: 15",
        None,
    ),
    "an operator that the answers do not have": (
        "question: staff_fte, op: gt, value: 15",
        "question: staff_fte, op: contains, value: 15",
        ["condition.operator"],
    ),
    "an operator that does not exist": (
        "question: staff_fte, op: gt, value: 15",
        "question: staff_fte, op: above, value: 15",
        ["value.not-among"],
    ),
    "a number compared with a word": (
        "question: staff_fte, op: gt, value: 15",
        "question: staff_fte, op: gt, value: many",
        ["condition.number"],
    ),
    "a yes or no compared with a word": (
        "question: headquarters, op: eq, value: true",
        "question: headquarters, op: eq, value: oui",
        ["condition.flag"],
    ),
    "an option that cannot be chosen": (
        "op: contains, value: interventional",
        "op: contains, value: surgery",
        ["code.unknown"],
    ),
    "a list that is a word": ("op: only, value: [mri]", "op: only, value: mri", ["condition.list"]),
    "a count among nothing": (
        "value: 2, among: [ct, mri, interventional, mammography]}",
        "value: 2}",
        ["condition.no-among"],
    ),
    "a count among options that are none": (
        "value: 2, among: [ct, mri, interventional, mammography]}",
        "value: 2, among: [ct, irm]}",
        ["code.unknown"],
    ),
    "among where nothing is counted": (
        "op: contains, value: interventional",
        "op: contains, value: interventional, among: [ct]",
        ["condition.among"],
    ),
    "options of a number": (
        "{code: devices, scope: site, type: integer, unit: appareil, min: 1,",
        "{code: devices, scope: site, type: integer, options: "
        "[{value: a, label: {fr: A}}, {value: b, label: {fr: B}}],",
        ["question.options"],
    ),
    "a choice without options": (
        "{code: headquarters, scope: site, type: boolean,",
        "{code: headquarters, scope: site, type: choice,",
        None,
    ),
    "a bound of a text": (
        "{code: planned_changes, scope: entity, type: text,",
        "{code: planned_changes, scope: entity, type: text, max: 3,",
        ["question.bound"],
    ),
    "bounds the wrong way round": (
        'unit: "%", min: 0, max: 100',
        'unit: "%", min: 100, max: 0',
        ["bounds.crossed"],
    ),
    "a table that stops": ("half_days_up_to: null", "half_days_up_to: 6", ["table.bound"]),
    "a table out of order": ("{half_days_up_to: 4, days: 2", "{half_days_up_to: 1, days: 2", ["table.order"]),
    "a document that nobody needs": ("{document: DOC-001,", "{document: DOC-901,", ["code.unknown"]),
    "a document twice": ("{document: DOC-002,", "{document: DOC-001,", ["code.twice"]),
    "a grade that no finding has": ("grade: minor}", "grade: serious}", ["value.not-among"]),
    "a decision that is none": (
        "blocks: [granted, granted_with_conditions]",
        "blocks: [accepted]",
        ["value.not-among"],
    ),
    "a quorum beyond the seats": ("minimum: 3}", "minimum: 30}", ["quorum.unreachable"]),
    "a number without its check": ("{sequence}-{check}", "{sequence}", ["certificate.pattern"]),
    "signatories out of order": ("order: 2, role", "order: 3, role", ["certificate.order"]),
    "a follow-up after the end": ("at_months: 24", "at_months: 48", ["months.after-validity"]),
    "a window said in two ways": (
        "params: {weeks_before: {min: 6, max: 10}}",
        "params: {weeks_before: {min: 6, max: 12}}",
        ["figures.differ"],
    ),
    "one signature where two are drawn": ("signatures: 2", "signatures: 1", ["figures.differ"]),
    "a title in English only": ('title: {fr: "Candidature", en', "title: {en", ["text.no-french"]),
    "a prefix in small letters": ("prefix: IMA", "prefix: ima", ["text.form"]),
    "a reminder of nothing": ("event: condition_date", "event: full_moon", ["value.not-among"]),
    "another format": ("aplomb/scheme/1\ncode", "aplomb/referential/1\ncode", ["scheme.expected"]),
}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_each_slip_is_told_at_its_line(slip):
    good, bad, codes = SLIPS[slip]
    assert IMAGING.count(good) >= 1, "the shipped scheme no longer holds what this example changes"
    text = IMAGING.replace(good, bad, 1)
    line = IMAGING[: IMAGING.index(good)].count("\n") + 1

    found = told(text)

    assert found, "nothing was said"
    assert line in [where for _, where in found]
    if codes is not None:
        assert [code for code, _ in found] == codes


def test_steps_that_wait_for_one_another_are_named_in_a_circle():
    text = IMAGING.replace("after: []", "after: [decision]", 1)

    with pytest.raises(BadFile) as refused:
        read(text)

    (problem,) = refused.value.problems
    assert problem.code == "path.circle"
    assert str(problem.facts["steps"]).startswith("application → decision → official_audit")
    assert str(problem.facts["steps"]).endswith("→ application")


def test_several_slips_are_told_at_once_in_the_order_of_the_lines():
    text = (
        IMAGING.replace("tie: commission_president", "tie: coin")
        .replace("code: contact_named,", "code: contact,")
        .replace("validity_months: 48", "validity_months: none")
    )

    found = told(text)

    assert [code for code, _ in found] == ["whole.expected", "code.unknown", "value.not-among"]
    assert [line for _, line in found] == sorted(line for _, line in found)


@pytest.mark.parametrize(
    "junk", ["path: 3", "sizing: []", "letters: {a: b}", "findings: null", "decisions: [1, x]"]
)
def test_parts_of_another_shape_are_told_and_never_break_the_checks(junk):
    key = junk.partition(":")[0]
    start = IMAGING.index(f"\n{key}:") + 1
    following = IMAGING.find("\n\n", start)
    text = IMAGING[:start] + junk + IMAGING[following:]

    assert told(text)


def test_a_referential_that_does_not_ship_is_told():
    text = IMAGING.replace("referential: {code: imagerie,", "referential: {code: imagery,", 1)

    with pytest.raises(BadFile) as refused:
        read_scheme(text.encode(), "scheme.yaml")

    (problem,) = refused.value.problems
    assert problem.code == "code.unknown"
    assert "imagerie@2026.1" in str(problem.facts["known"])


def test_a_scheme_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(BadFile) as refused:
        read_scheme(tmp_path / "none.yaml", "none.yaml")

    assert [problem.code for problem in refused.value.problems] == ["yaml.missing"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_problem_can_be_said(lang):
    for slip in SLIPS.values():
        try:
            read(IMAGING.replace(slip[0], slip[1], 1))
        except BadFile as error:
            for problem in error.problems:
                what, mend = describe(problem, lang)
                assert what
                assert mend
                assert "{" not in what.replace("{prefix}", "").replace("{year}", "")


def test_every_sentence_of_ours_has_a_mend():
    ours = ("question.", "condition.", "table.", "certificate.", "letter.", "sheet.", "tool.", "column.")
    ours += ("formula.", "row.", "cell.", "knowledge.", "path.", "head.", "figures.", "quorum.", "months.")

    assert [code for code, (_, mend) in all_sentences().items() if code.startswith(ours) and not mend] == []
