"""An indicator's signal begins a theme of the plan."""

from decimal import Decimal

import pytest
from django.utils import timezone

from aplomb.apps.indicators import services
from aplomb.apps.indicators.models import Indicator
from aplomb.apps.plans.models import Theme
from aplomb.formats.measures import Line
from tests import factories
from tests.indicators.cases import DEFINED, past_months
from tests.plans.cases import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(settings) -> Case:
    settings.DEMO = True
    return Case()


def indicator(c: Case, *criteria: str) -> Indicator:
    """One that jumps at its last measure."""
    standing, at = factories.standing(c.anne), timezone.now()
    code = c.evaluation.referential
    said = {**DEFINED, "criteria": [f"{code}/{one}" for one in criteria] + ["autre/9.9.9"]}
    row = services.create(c.site, said, standing=standing, at=at)
    values = [30, 32] * 10 + [60]
    lines = [Line(on, Decimal(value)) for on, value in zip(past_months(len(values)), values, strict=True)]
    services.measure(row, lines, replace=False, standing=standing, at=at)
    return row


def test_a_theme_begins_with_the_indicator_s_name_its_signal_and_what_can_still_rise(c: Case, client) -> None:
    low = next(code for code, score in c.scores.items() if score < 3)
    full = next(code for code, score in c.scores.items() if score == 3)
    row = indicator(c, low, full)
    client.force_login(c.anne)

    answer = client.post(f"/o/{c.site.pk}/indicators/{row.pk}/theme/")

    theme = Theme.objects.get()
    assert answer.headers["Location"] == c.url(f"themes/{theme.pk}/change/")
    assert (theme.title, theme.origin, theme.origin_ref) == (row.name, "indicator", f"indicator/{row.pk}")
    assert list(theme.targets.values_list("criterion", "level")) == [(low, 3)]
    assert "60" in theme.root_cause
    assert (theme.objective, theme.means, theme.owner, theme.due_date) == ("", "", None, None)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_what_a_consultant_begins_is_proposed(c: Case, client) -> None:
    row = indicator(c)
    client.force_login(c.hugo)

    client.post(f"/o/{c.site.pk}/indicators/{row.pk}/theme/")

    assert Theme.objects.get().state == "proposed"


def test_whoever_may_not_write_the_plan_neither_sees_nor_does_it(c: Case, client) -> None:
    row = indicator(c)
    client.force_login(c.marc)

    page = client.get(f"/o/{c.site.pk}/indicators/{row.pk}/")
    answer = client.post(f"/o/{c.site.pk}/indicators/{row.pk}/theme/")

    assert page.status_code == 200
    assert f"indicators/{row.pk}/theme/" not in page.content.decode()
    assert answer.status_code in (403, 404)
    assert not Theme.objects.exists()
