"""What can be wrong in the data of a referential, whatever file they come from."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aplomb.domain.referentials.checks import problems
from aplomb.domain.referentials.edition import compile_edition
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.shapes import Listed, in_order, is_web_address, shown
from tests.support import small
from tests.support.referentials import written_data


def found(data: object) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.path) for finding in problems(data)]


FIRST = ("families", 0, "requirements", 0, "criteria", 0)


def with_criterion(**more: Any) -> dict[str, Any]:
    data = written_data()
    data["families"][0]["requirements"][0]["criteria"][0] |= more
    return data


def test_sound_data_have_no_problem() -> None:
    assert found(written_data()) == []
    assert (
        found(small.data(profile=[], selections=[], dimensions=[{"code": "D01", "title": {"fr": "Une"}}]))
        == []
    )


@pytest.mark.parametrize("data", [None, [], "texte", 3, True, [{"format": "aplomb/referential/1"}]])
def test_what_is_no_group_of_keys_is_no_referential(data: object) -> None:
    assert found(data) == [("referential.expected", ())]


def test_another_format_is_told_alone() -> None:
    assert found({"format": "aplomb/scheme/1", "anything": 1}) == [("format.unknown", ("format",))]


def test_everything_missing_is_told_at_once() -> None:
    missing = [finding.facts["key"] for finding in problems({})]

    assert missing == ["format", "code", "edition", "title", "scale", "rules", "families"]


def test_problems_come_in_the_order_of_the_data() -> None:
    data = with_criterion(weight=0, essential="oui", dimensions=["D02"])
    data["rules"]["ready"]["overall"] = 2

    paths = [path for _, path in found(data)]

    assert paths == [
        ("rules", "ready", "overall"),
        (*FIRST, "essential"),
        (*FIRST, "weight"),
        (*FIRST, "dimensions", 0),
    ]


def test_the_second_of_two_equal_codes_is_told_with_the_place_of_the_first() -> None:
    data = small.data({"1.1": [small.criterion("1.1.1")], "2.1": [small.criterion("1.1.1")]})

    twice = [finding for finding in problems(data) if finding.code == "code.twice"]

    assert [(finding.path, finding.other) for finding in twice] == [
        (("families", 1, "requirements", 0, "criteria", 0, "code"), (*FIRST, "code"))
    ]


@pytest.mark.parametrize(
    "key", ["dimensions", "profile", "selections", "document_categories", "documents", "families"]
)
def test_codes_are_unique_in_every_list(key: str) -> None:
    data = written_data()
    data[key] = [*data[key], copy.deepcopy(data[key][0])]

    assert ("code.twice", (key, 1, "code")) in found(data)


def test_requirements_are_unique_in_the_whole_edition() -> None:
    data = small.data({"1.1": [small.criterion("1.1.1")]})
    data["families"].append(copy.deepcopy(data["families"][0]) | {"code": "2"})

    codes = [finding.path for finding in problems(data) if finding.code == "code.twice"]

    assert codes == [
        ("families", 1, "requirements", 0, "code"),
        ("families", 1, "requirements", 0, "criteria", 0, "code"),
    ]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0, "weight.outside"),
        (-1, "weight.outside"),
        (Decimal("0.0"), "weight.outside"),
        (1001, "weight.outside"),
        (Decimal("1E+999999"), "number.expected"),
        (10**400, "number.expected"),
        (float("nan"), "number.expected"),
        (float("inf"), "number.expected"),
        (True, "number.expected"),
        ("1", "number.expected"),
        (Decimal("1.00000000000000000001"), "number.too-precise"),
    ],
)
def test_a_weight_is_a_number_above_zero_that_everybody_reads_the_same(value: object, code: str) -> None:
    assert found(with_criterion(weight=value)) == [(code, (*FIRST, "weight"))]


@pytest.mark.parametrize("value", [1, 0.5, Decimal("0.10"), Decimal("2.00"), 1000])
def test_a_weight_may_have_decimals(value: object) -> None:
    assert found(with_criterion(weight=value)) == []


def test_defaults_must_fit_the_scale_too() -> None:
    data = small.data(top=1, profile=[], selections=[], dimensions=[{"code": "D01", "title": {"fr": "Une"}}])
    del data["scale"]["compliant_from"], data["rules"]["essential_minimum"]

    assert [(finding.code, finding.path, finding.facts["key"]) for finding in problems(data)] == [
        ("level.default-outside", ("scale", "compliant_from"), "compliant_from"),
        ("level.default-outside", ("rules", "essential_minimum"), "essential_minimum"),
    ]


def test_what_supersedes_names_is_checked_where_the_edition_before_is_known() -> None:
    data = with_criterion(supersedes=["0.1", "0.2"])

    assert problems(data) == []
    assert problems(data, ["0.1", "0.2"]) == []
    assert [finding.path for finding in problems(data, ["0.1"])] == [(*FIRST, "supersedes", 1)]
    assert [finding.code for finding in problems(data, [])] == ["code.no-list", "code.no-list"]


@pytest.mark.parametrize(
    ("address", "sound"),
    [
        ("https://example.org", True),
        ("http://example.org/a?b=c#d", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///chemin", False),
        ("https://exa mple.org", False),
        ("//example.org", False),
        ("https://[::1", False),
        ("example.org", False),
    ],
)
def test_an_address_is_of_the_web(address: str, sound: bool) -> None:
    assert is_web_address(address) is sound


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("D1", "D01"),
        ("d-01", "D01"),
        ("D011", "D11"),
        ("D99", "D01, D02, D10, D11, D12, …"),
        ("rien", "D01, D02, D10, D11, D12, …"),
    ],
)
def test_a_wrong_code_gets_those_that_it_may_have_meant(code: str, known: str) -> None:
    listed = Listed("dimensions", ["D01", "D02", "D10", "D11", "D12", "D13"])

    assert listed.missing((), code).facts["known"] == known


def test_values_are_shown_short_and_without_what_nobody_sees() -> None:
    assert [shown(value) for value in (None, True, [1], {"a": 1}, "a\u202e\nb", "x" * 99)] == [
        "null",
        "true",
        "[…]",
        "{…}",
        "a\ufffd b",
        "x" * 59 + "…",
    ]


def test_a_file_full_of_errors_is_checked_in_a_moment() -> None:
    data = with_criterion(documents=[f"X{n}" for n in range(20_000)], dimensions=["D01"] * 20_000)

    assert len(problems(data)) == 20_000 + 19_999


# --- whatever the data -------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    return [path, *(inner for key, item in items for inner in places(item, (*path, key)))]


PLACES = places(written_data())[1:]


@given(st.sampled_from(PLACES), JSON)
@settings(max_examples=300, deadline=None)
def test_data_of_any_shape_are_told_or_taken_and_never_fail(
    path: tuple[str | int, ...], value: object
) -> None:
    data: Any = written_data()
    item = data
    for key in path[:-1]:
        item = item[key]
    item[path[-1]] = value

    findings = problems(data)

    assert findings == in_order(data, findings)
    if all(finding.warning for finding in findings):
        assert len(compile_edition(data).criteria) == 2


@given(st.sampled_from(PLACES))
@settings(max_examples=100, deadline=None)
def test_any_part_left_out_is_told_or_does_without(path: tuple[str | int, ...]) -> None:
    data: Any = written_data()
    item = data
    for key in path[:-1]:
        item = item[key]
    del item[path[-1]]

    if all(finding.warning for finding in problems(data)):
        compile_edition(data)


@given(st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_keys_changes_no_hash(random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            items = [(key, shuffled(item)) for key, item in value.items()]
            random.shuffle(items)
            return dict(items)
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    data = written_data()
    edition, other = compile_edition(data), compile_edition(shuffled(data))

    assert other.content_hash == edition.content_hash == canonical_hash(data)
    assert [item.wording_hash for item in other.criteria] == [item.wording_hash for item in edition.criteria]
