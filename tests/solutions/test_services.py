"""What people do with a solution, and what is left when they may not."""

from datetime import date, time

import pytest
from django.utils import timezone

from aplomb.apps.journal.models import Value
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.services import Stale
from aplomb.apps.solutions import queries, services
from aplomb.apps.solutions.models import Contract, Participant, Solution
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.solutions.cases import FIRST, STATED, Case

pytestmark = pytest.mark.django_db
NIR = "1 84 12 76 451 089 46"


@pytest.fixture
def c() -> Case:
    return Case()


def refused(act) -> list[str]:
    with pytest.raises(NotAllowed) as error:
        act()
    return [refusal.code for refusal in error.value.refusals]


def change(c, row, by=None, **values):
    services.change(
        row,
        {**STATED, **values},
        version=row.version,
        standing=factories.standing(by or c.anne),
        at=timezone.now(),
    )


def test_a_solution_is_written_with_its_participants_and_contracts(c):
    found = c.full()

    assert [(one.name, one.part) for one in queries.participants(found)] == [
        ("Centre de Clairvaldieu", "requesting_site"),
        ("Centre de Ternoy", "reading_centre"),
        ("Passerelle SA", "provider"),
    ]
    assert c.events() == [
        "solution.created",
        *["solution.participant-added"] * 3,
        "solution.contract-added",
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"ends_on": date(2025, 12, 31)}, "solution.update.ends-before"),
        ({"evening_from": time(7)}, "solution.update.bounds"),
        ({"purpose": f"Pour {NIR}"}, "solution.update.patient-data"),
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(c, values, code):
    assert refused(lambda: c.solution(**values)) == [code]
    assert not Solution.objects.exists()
    assert c.events() == []


def test_two_solutions_of_a_place_do_not_bear_the_same_name(c):
    c.solution()

    assert refused(lambda: c.solution(name="permanence de nuit")) == ["solution.update.same-name"]


def test_a_form_made_from_an_older_version_writes_nothing(c):
    row = c.solution()
    change(c, row, name="Permanence")
    row.version = 1

    with pytest.raises(Stale):
        change(c, row, name="Autre")

    assert Solution.objects.get().name == "Permanence"


def test_a_consultant_proposes_and_the_site_accepts(c):
    row = c.solution(by=c.hugo)
    c.participant(row, "reading_centre", by=c.hugo, written_name="Lecteurs réunis")
    assert row.is_proposed
    assert refused(
        lambda: services.accept(row, version=1, standing=factories.standing(c.hugo), at=timezone.now())
    ) == ["solution.update.only-proposes"]

    services.accept(row, version=1, standing=factories.standing(c.anne), at=timezone.now())

    assert refused(lambda: change(c, row, by=c.hugo)) == ["solution.update.only-proposes"]
    assert refused(lambda: c.participant(row, "provider", by=c.hugo, written_name="X")) == [
        "solution.update.only-proposes"
    ]
    assert c.events() == ["solution.proposed", "solution.participant-added", "solution.accepted"]


def test_a_proposal_can_be_dropped_and_an_accepted_solution_cannot(c):
    proposed, mine = c.solution(by=c.hugo), c.solution(name="Mienne")
    anne = factories.standing(c.anne)

    services.remove_proposal(proposed, version=1, standing=anne, at=timezone.now())

    assert refused(lambda: services.remove_proposal(mine, version=1, standing=anne, at=timezone.now())) == [
        "solution.update.not-a-proposal"
    ]
    assert list(Solution.objects.all()) == [mine]


@pytest.mark.parametrize("who", ["marc", "leo", "zoe"])
def test_only_the_owner_s_quality_people_write(c, who):
    row = c.full()
    before = c.events()

    assert refused(lambda: change(c, row, by=getattr(c, who))) == ["solution.update.not-yours"]
    assert c.events() == before


def test_a_participant_is_chosen_among_those_known_or_written_by_name(c):
    row = c.solution()
    provider = factories.organisation("Hébergeur", Kind.PROVIDER)
    stranger = factories.organisation("Centre inconnu")

    known = queries.known_to(factories.standing(c.anne), c.site, FIRST)

    assert {one.pk for one in known} == {c.site.pk, c.centre.pk, provider.pk}
    assert refused(lambda: c.participant(row, "reading_centre", stranger)) == ["solution.update.not-known"]
    assert refused(lambda: c.participant(row, "reading_centre")) == ["solution.update.nobody"]
    assert not Participant.objects.exists()


def test_a_part_is_not_played_twice_on_the_same_days(c):
    row = c.solution()
    c.participant(row, "reading_centre", c.centre, ends_on=date(2026, 3, 31))

    assert refused(lambda: c.participant(row, "reading_centre", c.centre, starts_on=date(2026, 3, 31))) == [
        "solution.update.there-already"
    ]
    c.participant(row, "reading_centre", c.centre, starts_on=date(2026, 4, 1))
    assert queries.parts_of(row, c.centre.pk, date(2026, 5, 1)) == ("reading_centre",)


def test_a_contract_names_a_document_of_the_owner_s_own_inventory(c):
    row = c.solution()

    assert refused(lambda: c.contract(row, document="999999")) == ["solution.update.document-not-here"]
    c.contract(row)
    assert refused(lambda: c.contract(row, reference="conv-2026-04")) == ["solution.update.same-reference"]
    assert Contract.objects.count() == 1


def test_who_reads_a_solution(c):
    row = c.full()

    def reads(person) -> bool:
        return Solution.objects.visible_to(factories.standing(person)).filter(pk=row.pk).exists()

    readers = (c.anne, c.marc, c.leo, c.hugo, c.zoe)
    assert [reads(person) for person in readers] == [True, True, True, True, False]


def test_whoever_takes_part_sees_nothing_of_a_mere_proposal(c):
    row = c.solution(by=c.hugo)
    c.participant(row, "reading_centre", c.centre)

    assert not Solution.objects.visible_to(factories.standing(c.leo)).exists()


def test_the_journal_names_organisations_by_their_identifier(c):
    c.participant(c.solution(), "reading_centre", c.centre)

    said = Value.objects.get(entry__action="solution.participant-added").data
    assert (said["place"], said["part"], said["starts_on"]) == (
        str(c.centre.public_id),
        "reading_centre",
        "2026-01-01",
    )
