"""The shipped referentials: what an auditor and an editor may count on in every criterion."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from aplomb.domain.referentials.edition import Criterion
from aplomb.formats.library import find, shipped
from aplomb.formats.referential import check_referential

CODES = ("teleradiologie", "imagerie")
both = pytest.mark.parametrize("code", CODES)

# Essential criteria that may be "not applicable", and nothing else: each says in its guidance when.
MAY_NOT_APPLY = {
    "teleradiologie": {
        "3.3.3",  # every examination is preceded by a call
        "3.11.5",  # only inpatients
        "3.11.6",
    },
    "imagerie": {
        "4.3.1",  # only inpatients
        "4.3.2",
        "5.1.2",  # neither CT nor MRI
        "6.3.2",  # nobody to monitor
        "9.1.2",  # no radiographer
        "9.4.1",  # no employee
    },
}
# Indispensable documents that no essential criterion names: an auditor reads them to prepare the visit.
READ_BEFORE_THE_VISIT = {
    "teleradiologie": {"DOC-219", "DOC-233", "DOC-326", "DOC-416", "DOC-501"},
    "imagerie": {"DOC-001", "DOC-002", "DOC-024", "DOC-030", "DOC-031", "DOC-067"},
}
# Below this a dimension's score would hang on a handful of answers.
FLOOR = {"teleradiologie": 7, "imagerie": 12}
# Equal questions that are essential on one side only.
ESSENTIAL_ON_ONE_SIDE = {
    ("4.2.1", "3.10.2"),  # that a report exists is essential, in both; its plan is not
    ("5.1.4", "1.7.1"),  # 9.1.1 already holds every physician's file
    ("5.2.2", "3.4.2"),  # 1.4.1 already holds the patient's information
    ("6.1.2", "3.7.1"),  # the physicist's appointment, 4.1.7, is the essential half there
}


def texts(node: Any) -> Iterator[str]:
    """Every French string of a referential's data, and the titles of its references."""
    if isinstance(node, list | tuple):
        for item in node:
            yield from texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "fr" or (key == "title" and isinstance(value, str)):
                yield value
            else:
                yield from texts(value)


def titled(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every title, label and definition, with where it stands; the criteria's own texts are left out."""
    if isinstance(node, list | tuple):
        for item in node:
            yield from titled(
                item, f"{path} {item.get('code', item.get('value'))}" if isinstance(item, dict) else path
            )
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "criteria":
                continue
            if key in ("title", "label", "definition"):
                yield f"{path} {key}", value
            else:
                yield from titled(value, path)


def plain(text: str) -> str:
    """A text without what two wordings of the same sentence may differ by."""
    return " ".join(re.findall(r"\w+", text.lower()))


def may_not_apply(criterion: Criterion) -> bool:
    return "Critère non applicable" in str(criterion.guidance)


@both
def test_a_shipped_referential_reads_without_a_remark(code: str) -> None:
    [path] = [item.path for item in shipped() if item.code == code]
    checked = check_referential(path)
    assert [str(problem) for problem in checked.problems] == []


def test_teleradiology_has_its_five_families_fifteen_dimensions_and_four_levels() -> None:
    edition = find("teleradiologie")
    assert [family.code for family in edition.families] == ["1", "2", "3", "4", "5"]
    assert [dimension.code for dimension in edition.dimensions] == [f"D{n:02}" for n in range(1, 16)]
    assert [level.value for level in edition.scale.levels] == [0, 1, 2, 3]
    assert len(edition.criteria) > 130


@both
def test_no_two_criteria_of_a_referential_ask_in_the_same_words(code: str) -> None:
    counted = Counter(plain(str(criterion.text)) for criterion in find(code).criteria)
    assert [text for text, times in counted.items() if times > 1] == []


@both
def test_every_criterion_tells_what_makes_a_three_a_one_which_proof_and_which_sample(code: str) -> None:
    for criterion in find(code).criteria:
        guidance = str(criterion.guidance)
        marks = ("Coter\u00a03 si ", "Coter\u00a01 s", "Preuve\u00a0: ", "Sondage\u00a0: ")
        places = [guidance.find(mark) for mark in marks]
        assert -1 not in places, (criterion.code, guidance)
        assert places == sorted(places), criterion.code
        assert all(guidance.count(mark) == 1 for mark in marks), criterion.code


@both
def test_every_dimension_has_enough_criteria_for_its_score_to_mean_something(code: str) -> None:
    edition = find(code)
    counted = Counter(name for criterion in edition.criteria for name in criterion.dimensions)
    few = {item.code: counted[item.code] for item in edition.dimensions if counted[item.code] < FLOOR[code]}
    assert few == {}


@both
def test_every_document_is_asked_for_by_a_criterion_and_bears_a_title_of_its_own(code: str) -> None:
    edition = find(code)
    assert [name for name, asking in edition.criteria_by_document.items() if not asking] == []
    counted = Counter(plain(str(document.title)) for document in edition.documents)
    assert [title for title, times in counted.items() if times > 1] == []
    used = {document.category for document in edition.documents}
    assert used == {category.code for category in edition.document_categories}


def test_a_document_code_means_one_document_in_all_that_ships() -> None:
    counted = Counter(document.code for code in CODES for document in find(code).documents)
    assert [name for name, times in counted.items() if times > 1] == []


@both
def test_an_indispensable_document_serves_an_essential_criterion_or_prepares_the_visit(code: str) -> None:
    edition = find(code)
    apart = {
        document.code
        for document in edition.documents
        if document.indispensable
        and not any(criterion.essential for criterion in edition.criteria_by_document[document.code])
    }
    assert apart == READ_BEFORE_THE_VISIT[code]


@both
def test_an_essential_criterion_is_not_applicable_only_where_its_guidance_says_when(code: str) -> None:
    essential = [criterion for criterion in find(code).criteria if criterion.essential]
    assert {criterion.code for criterion in essential if criterion.na_allowed} == MAY_NOT_APPLY[code]
    assert {criterion.code for criterion in essential if may_not_apply(criterion)} == MAY_NOT_APPLY[code]


@both
def test_guidance_never_offers_an_na_that_the_criterion_forbids(code: str) -> None:
    offered = [criterion for criterion in find(code).criteria if may_not_apply(criterion)]
    assert offered
    assert [criterion.code for criterion in offered if not criterion.na_allowed] == []


@both
def test_essential_criteria_and_weights_stay_exceptions(code: str) -> None:
    edition = find(code)
    assert 0.2 < sum(criterion.essential for criterion in edition.criteria) / len(edition.criteria) < 0.35
    assert {criterion.weight for criterion in edition.criteria} == {1, 2}
    heavy = [criterion for criterion in edition.criteria if criterion.weight == 2]
    assert all(criterion.essential for criterion in heavy)
    assert len(heavy) <= 10


def test_nobody_but_an_outside_provider_is_never_the_only_one_to_answer_for_a_solution() -> None:
    """Without a provider among its participants a solution would not be asked these at all (domain.md §2)."""
    for criterion in find("teleradiologie").criteria:
        if criterion.answered_by == ("provider",):
            assert criterion.applies_if == ("external_provider",), criterion.code


# What a criterion says, and the profile facts of which it then needs one.
SPEAKS_OF = {
    "teleradiologie": {
        r"\binject|contraste": {"injection"},
        r"\bIRM\b": {"mri", "single_modality"},
        r"irradiant|rayons X|radioprotection|exposition|\bdoses?\b": {
            "ct",
            "xray",
            "mammography",
            "injection",
        },
        r"enfant": {"paediatrics"},
        r"intelligence artificielle|aide à la lecture": {"ai"},
        r"\bexpert|télé-expertise": {"tele_expertise"},
        r"mammographie": {"mammography"},
        r"étranger": {"reading_outside_france"},
    },
    "imagerie": {
        r"\binject|contraste": {"injection", "invasive"},
        r"aimant|\bIRM\b": {"mri"},
        r"irradiant|zones réglementées|dosimétr|radioprotection|\bdoses\b": {"irradiating"},
        r"\bun geste\b|gestes? invasif": {"invasive"},
        r"intelligence artificielle|d’aide à la lecture": {"ai"},
        r"téléradiologue|lecture à distance|lu à distance": {"remote_reading", "external_reading"},
        r"\bsondes?\b": {"ultrasound"},
        r"\benfant": {"paediatrics", "irradiating"},
    },
}
# These speak of it in passing and make sense without it.
SPEAKS_IN_PASSING = {
    "teleradiologie": {
        "1.7.4",  # every place of reading, abroad among others
        "3.3.2",  # a non-irradiating examination instead
    },
    "imagerie": {
        "1.5.1",  # agreement before any examination
        "2.4.3",  # one indication a year, irradiating or not
        "7.5.2",  # leftovers of contrast, among others
        "8.5.1",  # diagnostic software, reading aids included
    },
}


@both
def test_a_criterion_about_what_not_everybody_does_is_asked_only_of_those_who_do(code: str) -> None:
    apart = {
        criterion.code
        for criterion in find(code).criteria
        for said, facts in SPEAKS_OF[code].items()
        if re.search(said, str(criterion.text)) and not facts & set(criterion.applies_if)
    }
    assert apart == SPEAKS_IN_PASSING[code]


def test_a_source_has_one_wording_one_address_and_one_state_everywhere() -> None:
    known: dict[str, set[tuple[str, str | None, bool]]] = defaultdict(set)
    for code in CODES:
        for criterion in find(code).criteria:
            assert criterion.references, criterion.code
            titles = [reference.title for reference in criterion.references]
            assert len(titles) == len(set(titles)), criterion.code
            for reference in criterion.references:
                # Two wordings of a source differ in what they say between brackets.
                name = plain(re.sub(r"\([^)]*\)", "", reference.title))
                known[name].add((reference.title, reference.url, reference.to_verify))
    several = {name: found for name, found in known.items() if len(found) > 1}
    # One decision, cited for two of its rules whose article numbers nobody has confirmed.
    assert set(several) == {plain("Décision ASN 2019-DC-0660 du 15 janvier 2019")}


@pytest.mark.parametrize("said", ["à vérifier", "art.\u00a09 (habilitation"])
def test_a_reference_that_says_it_is_to_be_verified_is_marked_so(said: str) -> None:
    references = [
        item for code in CODES for criterion in find(code).criteria for item in criterion.references
    ]
    saying = [reference for reference in references if said in reference.title]
    assert saying
    assert all(reference.to_verify for reference in saying)


def test_addresses_are_of_the_state_the_union_or_the_profession() -> None:
    hosts = re.compile(
        r"https://(www\.legifrance\.gouv\.fr|www\.cnil\.fr|ansm\.sante\.fr|www\.senat\.fr|www\.cnpg4-radiologie\.fr)/"
    )
    references = [
        item for code in CODES for criterion in find(code).criteria for item in criterion.references
    ]
    assert [item.url for item in references if item.url and not hosts.match(item.url)] == []


def test_equal_criteria_point_to_each_other_both_ways() -> None:
    pairs = {
        code: {
            (criterion.code, other) for criterion in find(code).criteria for _, other in criterion.equivalent
        }
        for code in CODES
    }
    assert len(pairs["imagerie"]) > 60
    assert pairs["imagerie"] == {(theirs, ours) for ours, theirs in pairs["teleradiologie"]}


def test_equal_criteria_are_essential_in_both_or_in_neither() -> None:
    imaging, tele = find("imagerie"), find("teleradiologie")
    apart = {
        (criterion.code, other)
        for criterion in imaging.criteria
        for name, other in criterion.equivalent
        if name == tele.code and criterion.essential != tele.by_code[other].essential
    }
    assert apart == ESSENTIAL_ON_ONE_SIDE


@both
def test_everything_but_the_criteria_has_its_english(code: str) -> None:
    found = list(titled(find(code).data))
    assert len(found) > 100
    assert [where for where, text in found if not (text.get("fr") and text.get("en"))] == []


BREAKS = "\u00a0\u202f"
FAULTS = {
    "straight quotes": r"['\"]",
    "a space missing, or one that breaks, before ; ? !": r"[^\u202f][;?!]",
    "a colon without its no-break space": r"[^\u00a0\d](?<!NF S99-300):(?!\d)",
    "quotation marks without their no-break spaces": r"«[^\u00a0\u202f]|[^\u00a0\u202f]»",
    "n° or art. cut off from its number": r"\b[nN]°[^\u00a0]|\bart\. ",
    "a number cut off from its unit": r"\d (?:%|M€|€|ml|mm|h\b)",
    "a score cut off from its verb": r"\b(?:[Cc]oter|vaut|cotes?) \d",
    "two spaces": r"[ \u00a0\u202f]{2}",
    "a space at the wrong place": r" [,.)]|\( |^\s|\s$",
    "three full stops": r"\.\.\.",
    "English quotation marks": r"[“”]",
}


@both
@pytest.mark.parametrize("fault", FAULTS)
def test_french_is_set_as_printers_set_it(code: str, fault: str) -> None:
    assert [text for text in texts(find(code).data) if re.search(FAULTS[fault], text)] == []


@both
def test_sentences_are_whole_and_speak_in_the_present(code: str) -> None:
    for criterion in find(code).criteria:
        text = str(criterion.text)
        assert re.match(r"[A-ZÀÂÉÈÊÎÔ]", text), criterion.code
        assert text.endswith("."), criterion.code
        assert text.count(".") == 1, criterion.code
        assert str(criterion.guidance).endswith("."), criterion.code
        assert not re.search(
            r"\b(doit|doivent|devra|devront|il faut)\b", text.removesuffix("lorsqu’elle doit l’être.")
        ), text
        assert len(text.split()) <= 34, (criterion.code, len(text.split()))


FOREIGN = (
    "prescripteur",  # médecin demandeur
    "technicien en radiologie",  # manipulateur
    "radiophysicien",  # physicien médical
    "télé-radiologue",
    "autoévaluation",
    "reporting",
    "workflow",
    "backup",
    "feedback",
    "check-list",
    "process",
    "tickets?",
)


@both
def test_the_trade_speaks_its_own_words(code: str) -> None:
    foreign = re.compile(rf"\b({'|'.join(FOREIGN)})\b", re.IGNORECASE)
    assert [text for text in texts(find(code).data) if foreign.search(text)] == []
