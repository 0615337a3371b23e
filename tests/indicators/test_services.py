"""What people do with indicators: the rules, the rights, the journal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from aplomb.apps.indicators import queries, reminding, services
from aplomb.apps.indicators.models import Annotation, Indicator, Measurement
from aplomb.apps.journal.models import Entry
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.services import Stale
from aplomb.formats.measures import Line
from tests import factories
from tests.committees.cases import today
from tests.indicators.cases import DEFINED, Case, past_months

pytestmark = pytest.mark.django_db


@pytest.fixture
def c() -> Case:
    return Case()


def refused(act) -> list[str]:
    with pytest.raises(NotAllowed) as no:
        act()
    return [refusal.code.rpartition(".")[2] for refusal in no.value.refusals]


def standing(person):
    return factories.standing(person)


def test_a_definition_is_written_with_its_event_and_bounded(c):
    row = c.indicator()

    assert c.events() == ["indicator.added"]
    assert (row.is_proposed, row.begins_on, row.target_value) == (False, today(), 60.0)
    assert refused(lambda: c.indicator(name="délai des URGENCES")) == ["same-name"]
    assert refused(lambda: c.indicator(name="Autre", kind="share", target=Decimal(120))) == [
        "target-not-a-share"
    ]
    assert refused(lambda: c.indicator(name="Autre", owner=str(c.zoe.pk))) == ["owner-not-of-the-site"]
    assert refused(lambda: c.indicator(name="Autre", definition="NIR 2 69 05 49 588 157 80")) == [
        "patient-data"
    ]
    assert Indicator.objects.count() == 1


def test_who_may_define_and_who_may_measure(c):
    mine = c.indicator(owner=str(c.marc.pk))
    other = c.indicator(name="Réclamations")

    assert refused(lambda: c.indicator(by=c.marc, name="X")) == ["not-yours"]
    assert c.measure(mine, (today(), 50), by=c.marc).added == 1
    assert refused(lambda: c.measure(other, (today(), 5), by=c.marc)) == ["not-yours"]
    assert refused(lambda: c.measure(mine, (today(), 5), by=c.zoe)) == ["not-yours"]
    assert refused(lambda: c.measure(mine, (today(), 5), by=c.hugo)) == ["only-proposes"]


def test_a_consultant_proposes_and_the_site_accepts(c):
    row = c.indicator(by=c.hugo)

    assert row.is_proposed
    assert refused(lambda: services.accept(row, version=1, standing=standing(c.hugo), at=timezone.now())) == [
        "only-proposes"
    ]
    services.accept(row, version=1, standing=standing(c.anne), at=timezone.now())
    row.refresh_from_db()
    assert not row.is_proposed
    assert c.events() == ["indicator.proposed", "indicator.added"]


def test_the_same_measures_again_change_nothing_and_other_ones_ask(c):
    row = c.indicator()
    days = past_months(2)

    assert c.measure(row, (days[0], 50), (days[1], 52)) == services.Brought(added=2)
    assert c.measure(row, (days[0], 50), (days[1], 52)) == services.Brought(unchanged=2)
    assert refused(lambda: c.measure(row, (days[0], 51))) == ["same-day"]
    assert Measurement.objects.get(on=days[0]).count == 50
    assert c.measure(row, (days[0], 51), replace=True) == services.Brought(replaced=1)
    assert Measurement.objects.get(on=days[0]).count == 51
    assert c.events() == ["indicator.added", "indicator.measured", "indicator.measured"]


def test_one_bad_measure_keeps_all_out(c):
    row = c.indicator(kind="share", unit="", target=None)
    good, bad = Line(today(), Decimal(3), Decimal(10)), Line(past_months(1)[0], Decimal(11), Decimal(10))

    assert refused(lambda: c.measure(row, good, bad)) == ["more-than-all"]
    assert not Measurement.objects.exists()


def test_a_measure_is_put_right_taken_back_and_put_back(c):
    row = c.indicator()
    first, second = past_months(2)
    c.measure(row, (first, 50), (second, 60))
    stored = Measurement.objects.get(on=first)
    at = timezone.now()

    assert refused(
        lambda: services.change_measure(
            stored, Line(second, Decimal(5)), version=1, standing=standing(c.anne), at=at
        )
    ) == ["day-taken"]
    services.change_measure(stored, Line(first, Decimal(55)), version=1, standing=standing(c.anne), at=at)
    with pytest.raises(Stale):
        services.change_measure(stored, Line(first, Decimal(1)), version=1, standing=standing(c.anne), at=at)
    assert refused(
        lambda: services.remove_measure(stored, "  ", version=2, standing=standing(c.anne), at=at)
    ) == ["no-reason"]
    services.remove_measure(stored, "Compté deux fois", version=2, standing=standing(c.anne), at=at)
    assert [one.on for one in queries.reading(row).measures] == [second]
    c.measure(row, (first, 40))
    stored.refresh_from_db()
    assert refused(lambda: services.restore_measure(stored, version=3, standing=standing(c.anne), at=at)) == [
        "day-taken"
    ]
    other = Measurement.objects.get(on=first, removed_at=None)
    services.remove_measure(other, "Essai", version=1, standing=standing(c.anne), at=at)
    services.restore_measure(stored, version=3, standing=standing(c.anne), at=at)
    assert [float(one.count) for one in queries.reading(row).measures] == [55, 60]
    removals = Entry.objects.filter(stream=c.site.stream, action="indicator.measure-removed").order_by("seq")
    removal = removals.select_related("value").last()
    assert removal.value.data["was"] == [first.isoformat(), "40", "", ""]


def test_a_change_of_process_begins_a_phase_from_the_first_measure_after_it(c):
    row = c.indicator()
    c.months(row, *[50, 52] * 4, *[30, 31] * 4)
    change = past_months(8)[0] - timedelta(days=3)

    note = services.annotate(
        row, change, "Nouveau logiciel", restarts=True, standing=standing(c.anne), at=timezone.now()
    )
    phases = queries.reading(row).chart.phases
    assert [(phase.first, phase.last, phase.centre) for phase in phases] == [(0, 7, 51), (8, 15, 30.5)]
    services.remove_annotation(note, standing=standing(c.anne), at=timezone.now())
    assert len(queries.reading(row).chart.phases) == 1
    assert not Annotation.objects.exists()
    assert c.events()[-2:] == ["indicator.annotated", "indicator.annotation-removed"]


def test_a_kind_that_is_measured_stays_and_an_archived_indicator_takes_nothing(c):
    row = c.indicator()
    c.measure(row, (today(), 50))
    at = timezone.now()

    assert refused(
        lambda: services.change(
            row, {**DEFINED, "kind": "share"}, version=1, standing=standing(c.anne), at=at
        )
    ) == ["kind-is-measured"]
    services.archive(row, over=True, version=1, standing=standing(c.anne), at=at)
    row.refresh_from_db()
    assert refused(lambda: c.measure(row, (today(), 5), replace=True)) == ["archived"]
    services.archive(row, over=False, version=2, standing=standing(c.anne), at=at)
    assert c.events()[-2:] == ["indicator.archived", "indicator.resumed"]


def test_who_is_reminded_of_a_late_measure(c):
    Indicator.objects.filter(pk=c.indicator(owner=str(c.marc.pk)).pk).update(begins_on=date(2026, 1, 5))
    unowned = c.indicator(name="Réclamations")
    Indicator.objects.filter(pk=unowned.pk).update(begins_on=date(2026, 1, 5))
    c.indicator(name="Proposé", by=c.hugo)
    c.indicator(name="Du jour")

    on = date(2026, 2, 11)  # January's measure was waited for until 10 February
    assert not list(reminding.due(on - timedelta(days=1)))
    assert {(due.user, due.words(2)) for due in reminding.due(on)} == {
        (c.marc, "2 indicateurs dont les mesures tardent"),
        (c.anne, "2 indicateurs dont les mesures tardent"),
    }
    assert not list(reminding.due(on + timedelta(days=40)))


def test_what_is_read_does_not_ask_more_of_the_database_as_it_grows(c, django_assert_num_queries):
    for number in range(3):
        c.months(c.indicator(name=f"Indicateur {number}"), *range(10, 22))

    with django_assert_num_queries(3):
        found = queries.readings(c.site.pk)
        assert [len(one.chart.points) for one in found] == [12, 12, 12]
