"""Plans for programs: what they say is what the page says; figures alone where the site keeps its themes."""

import pytest

from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.api.calling import program
from tests.plans.cases import Case, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return Case()


def test_a_plan_its_themes_and_what_they_would_give(c):
    """8 of 18 today; 1.2.1 (weight 2) from 1 to 3: 12 of 18."""
    theme = c.active(targets={"1.2.1": 3}, due_date=days(20))
    caller = program(c.anne)

    [plan] = caller.send("GET", "/plans").json()["items"]
    [listed] = caller.send("GET", f"/plans/{c.plan.pk}/themes").json()["items"]
    said = caller.send("GET", f"/plans/{c.plan.pk}/projection").json()
    nothing = caller.send("GET", f"/plans/{c.plan.pk}/projection?themes=0").json()

    assert (plan["id"], plan["active_themes"], plan["most_active_themes"]) == (c.plan.pk, 1, 10)
    assert (listed["state"], listed["targets"]) == ("active", [{"criterion": "1.2.1", "level": 3, "then": 1}])
    assert caller.send("GET", f"/themes/{theme.pk}").json() == listed
    assert (said["themes"], said["now"], said["then"]) == ([theme.pk], 0.4444, 0.6667)
    assert said["essential_failing_then"] == ["1.1.1"]
    assert said["ready_on"]["low"] <= said["ready_on"]["high"]
    assert (nothing["themes"], nothing["then"]) == ([], 0.4444)


def test_a_reader_gets_no_theme_of_a_site_that_keeps_them(c):
    group = factories.organisation("Groupe", Kind.GROUP)
    factories.affiliation(c.site, group, shares_detail=False)
    theme = c.theme()
    caller = program(factories.member(group, Role.READER))

    assert [one["id"] for one in caller.send("GET", "/plans").json()["items"]] == [c.plan.pk]
    for path in (f"/plans/{c.plan.pk}/themes", f"/plans/{c.plan.pk}/projection", f"/themes/{theme.pk}"):
        assert caller.send("GET", path).status_code == 404
