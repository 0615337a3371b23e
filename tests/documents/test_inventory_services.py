"""Saying what there is of a document: all or nothing, under the version that the person saw, with one event."""

from datetime import date

import pytest

from aplomb.apps.documents import services
from aplomb.apps.documents.models import DocumentRecord
from aplomb.apps.documents.queries import inventory_data, records
from aplomb.apps.documents.services import Stale
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.journal.models import Entry as Event
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.domain.documents.inventory import Record, State
from tests import factories
from tests.evaluations.cases import NOW, Case
from tests.support import scored

pytestmark = pytest.mark.django_db
FIRST, SECOND = "essai/DOC-001", "essai/DOC-002"
NIR = "2 84 05 88 451 089 45"


@pytest.fixture
def c() -> Case:
    return scored.case()


def write(c: Case, *wanted: Wanted, by: object = None) -> list[DocumentRecord]:
    return services.write(c.site, wanted, standing=factories.standing(by or c.anne), at=NOW)  # type: ignore[arg-type]


def told(c: Case) -> list[tuple[str, dict]]:
    events = Event.objects.filter(stream=c.site.stream).select_related("value").order_by("seq")
    return [(event.action, event.value.data) for event in events]


def refused(c: Case, *wanted: Wanted, by: object = None) -> list[str]:
    with pytest.raises(NotAllowed) as error:
        write(c, *wanted, by=by)
    return [refusal.code for refusal in error.value.refusals]


def test_a_line_says_its_state_its_place_and_its_validity_to_the_rules(c: Case) -> None:
    until = date(2027, 3, 1)

    write(c, Wanted(FIRST, {"state": "present", "kept_at": "Qualiscope", "valid_until": until}, 0))

    assert records(c.site.pk, "essai", NOW.date()) == {"DOC-001": Record(State.PRESENT, "Qualiscope", until)}
    assert records(c.site.pk, "imagerie", NOW.date()) == {}


def test_a_change_is_one_event_that_tells_what_was_and_what_is(c: Case) -> None:
    write(c, Wanted(FIRST, {"state": "partial", "owner": c.marc.pk}))
    write(c, Wanted(FIRST, {"state": "present"}), Wanted(SECOND, {"state": "missing"}))

    first, second = told(c)
    assert first == (
        "document.changed",
        {
            "documents": [
                {
                    "document": FIRST,
                    "before": {"state": "missing", "owner": None},
                    "after": {"state": "partial", "owner": c.marc.actor_id},
                }
            ]
        },
    )
    assert [one["document"] for one in second[1]["documents"]] == [FIRST, SECOND]
    assert second[1]["documents"][1] == {
        "document": SECOND,
        "before": {"state": None},
        "after": {"state": "missing"},
    }
    assert list(faults()) == []


def test_saying_the_same_again_writes_nothing(c: Case) -> None:
    (row,) = write(c, Wanted(FIRST, {"state": "present"}))

    (again,) = write(c, Wanted(FIRST, {"state": "present"}, row.version))

    assert again.version == row.version == 1
    assert len(told(c)) == 1


def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(c: Case) -> None:
    write(c, Wanted(FIRST, {"state": "present"}, 0))

    with pytest.raises(Stale) as stale:
        write(c, Wanted(SECOND, {"state": "present"}, 0), Wanted(FIRST, {"state": "missing"}, 0))

    assert [record.code for record in stale.value.changed] == ["DOC-001"]
    assert list(DocumentRecord.objects.values_list("code", "state", "version")) == [("DOC-001", "present", 1)]
    assert len(told(c)) == 1


def test_one_wrong_line_and_none_is_written(c: Case) -> None:
    codes = refused(c, Wanted(SECOND, {"state": "present"}), Wanted("essai/DOC-999", {"state": "present"}))

    assert codes == ["document.write.unknown"]
    assert not DocumentRecord.objects.exists()
    assert told(c) == []


def test_a_document_of_a_referential_that_the_site_does_not_answer_is_unknown(c: Case) -> None:
    assert refused(c, Wanted("imagerie/DOC-001", {"state": "present"})) == ["document.write.unknown"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"state": "almost"}, "document.write.unknown-state"),
        ({"kept_at": f"dossier {NIR}"}, "document.write.patient-data"),
        ({"kept_at": "x" * 301}, "document.write.too-long"),
        (
            {"approved_on": date(2026, 5, 2), "valid_until": date(2026, 5, 1)},
            "document.write.valid-before-approved",
        ),
        ({"owner": 999_999}, "document.write.owner-not-of-the-site"),
    ],
)
def test_what_a_line_may_not_say(c: Case, values: dict, code: str) -> None:
    assert refused(c, Wanted(FIRST, {"state": "present", **values})) == [code]
    assert not DocumentRecord.objects.exists()


def test_a_document_may_be_approved_and_run_out_the_same_day(c: Case) -> None:
    day = date(2026, 5, 2)

    (row,) = write(c, Wanted(FIRST, {"state": "present", "approved_on": day, "valid_until": day}))

    assert (row.approved_on, row.valid_until) == (day, day)


def test_an_evaluator_changes_only_what_is_in_their_charge(c: Case) -> None:
    assert refused(c, Wanted(FIRST, {"state": "present"}), by=c.marc) == ["document.write.not-yours"]

    write(c, Wanted(FIRST, {"state": "missing", "owner": c.marc.pk}))
    (row,) = write(c, Wanted(FIRST, {"state": "present"}), by=c.marc)

    assert (row.state, row.changed_by) == ("present", c.marc)


def test_a_person_of_another_site_writes_nothing_here(c: Case) -> None:
    stranger = factories.quality_manager(factories.organisation())

    assert refused(c, Wanted(FIRST, {"state": "present"}), by=stranger) == ["document.write.not-yours"]


def test_the_site_adds_changes_and_removes_a_document_of_its_own(c: Case) -> None:
    standing = factories.standing(c.anne)
    values = {"title": "Charte locale", "state": "present", "referential": "essai", "criteria": ["1.1.1"]}

    made = services.add_own(c.site, values, standing=standing, at=NOW)
    key = f"own/{made.pk}"
    write(c, Wanted(key, {"title": "Charte du service"}, 1))
    with pytest.raises(Stale):
        services.remove_own(c.site, made.pk, 1, standing=standing, at=NOW)
    services.remove_own(c.site, made.pk, 2, standing=standing, at=NOW)

    assert not DocumentRecord.objects.exists()
    assert [action for action, _data in told(c)] == [
        "document.changed",
        "document.changed",
        "document.removed",
    ]
    assert told(c)[-1][1]["documents"][0]["before"]["title"] == "Charte du service"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "  "}, "document.write.no-title"),
        ({"criteria": ["1.1.1", "9.9.9"]}, "document.write.unknown-criteria"),
        ({"category": "nothing"}, "document.write.unknown-category"),
    ],
)
def test_what_a_document_of_ones_own_may_not_say(c: Case, values: dict, code: str) -> None:
    said = {"title": "Charte", "state": "present", "referential": "essai", **values}

    with pytest.raises(NotAllowed) as error:
        services.add_own(c.site, said, standing=factories.standing(c.anne), at=NOW)

    assert [refusal.code for refusal in error.value.refusals] == [code]
    assert not DocumentRecord.objects.exists()


def test_an_expected_document_is_never_removed(c: Case) -> None:
    (row,) = write(c, Wanted(FIRST, {"state": "present"}))

    with pytest.raises(NotAllowed):
        services.remove_own(c.site, row.pk, 1, standing=factories.standing(c.anne), at=NOW)

    assert DocumentRecord.objects.filter(pk=row.pk).exists()


def test_closing_freezes_the_whole_inventory_in_a_stable_order(c: Case) -> None:
    write(c, Wanted(SECOND, {"state": "present"}), Wanted(FIRST, {"state": "partial", "owner": c.marc.pk}))

    frozen = c.close().frozen

    assert frozen is not None
    assert frozen["documents"] == inventory_data(c.site.pk, NOW.date())
    assert [(line["code"], line["state"], line["owner"]) for line in frozen["documents"]] == [
        ("DOC-001", "partial", c.marc.actor_id),
        ("DOC-002", "present", ""),
    ]
