"""A person's standing: what each role gives, where, and until when."""

from datetime import date

import pytest

from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NOBODY, NotAllowed
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


def seen(person, action="organisation.read", on=factories.TODAY):
    return set(Organisation.objects.visible_to(factories.standing(person, on), action))


def test_a_quality_manager_sees_their_own_site_and_no_other():
    site, _other = factories.organisation(), factories.organisation()

    assert seen(factories.quality_manager(site)) == {site}


def test_a_role_lasts_from_its_first_day_to_its_last_both_included():
    site, person = factories.organisation(), factories.user()
    factories.membership(person, site, Role.QUALITY_MANAGER, since=date(2026, 3, 1), until=date(2026, 3, 31))

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [bool(seen(person, on=day)) for day in days] == [False, True, True, False]


def test_a_consultant_reaches_a_site_while_the_engagement_that_it_accepted_lasts():
    consultancy = factories.organisation(kind=Kind.CONSULTANCY)
    consultant = factories.member(consultancy, Role.CONSULTANT)
    proposed, accepted, ended = (factories.organisation() for _ in range(3))
    factories.engagement(consultancy, proposed, accepted=False)
    factories.engagement(consultancy, accepted)
    factories.engagement(consultancy, ended, until=date(2026, 5, 31))

    assert seen(consultant) == {accepted}
    assert seen(consultant, on=date(2026, 5, 31)) == {accepted, ended}


def test_a_reader_sees_what_is_below_their_group_through_accepted_affiliations_alone():
    region, group = (factories.organisation(kind=kind) for kind in (Kind.REGION, Kind.GROUP))
    direct, through_group, not_accepted = (factories.organisation() for _ in range(3))
    factories.affiliation(direct, region)
    factories.affiliation(group, region)
    factories.affiliation(through_group, group, shares_detail=True)
    factories.affiliation(not_accepted, group, accepted=False)
    reader = factories.member(region, Role.READER)

    assert seen(reader) == {direct, group, through_group}


def test_the_detail_of_a_site_is_shown_only_where_each_link_of_the_way_up_agrees():
    region, group, site = (factories.organisation(kind=k) for k in (Kind.REGION, Kind.GROUP, Kind.SITE))
    factories.affiliation(site, group, shares_detail=True)
    link = factories.affiliation(group, region)
    reader = factories.member(region, Role.READER)
    before = factories.standing(reader).detailed

    link.shares_detail = True
    link.save()

    assert (before, factories.standing(reader).detailed) == (frozenset(), {site.pk, group.pk})


def test_affiliations_in_a_circle_end():
    one, two = (factories.organisation(kind=Kind.GROUP) for _ in range(2))
    factories.affiliation(one, two)
    factories.affiliation(two, one)

    assert seen(factories.member(one, Role.READER)) == {one, two}


def test_two_roles_in_two_organisations_never_add_up():
    consultancy, site, other = (
        factories.organisation(kind=kind) for kind in (Kind.CONSULTANCY, Kind.SITE, Kind.SITE)
    )
    person = factories.member(consultancy, Role.CONSULTANT)
    factories.membership(person, site, Role.QUALITY_MANAGER)
    factories.engagement(consultancy, other)
    standing = factories.standing(person)

    assert standing.may("evaluation.close", site.pk)
    assert not standing.may("evaluation.close", other.pk)
    assert standing.may("evaluation.read", other.pk)


def test_the_journal_names_the_role_under_which_the_act_is_allowed():
    site = factories.organisation()
    person = factories.evaluator(site)
    factories.membership(person, site, Role.QUALITY_MANAGER)

    actor = factories.standing(person).actor("evaluation.close", site.pk)

    assert (actor.id, actor.role) == (str(person.public_id), Role.QUALITY_MANAGER)


def test_an_act_refused_by_the_matrix_says_so():
    site = factories.organisation()

    with pytest.raises(NotAllowed) as refused:
        factories.standing(factories.evaluator(site)).actor("evaluation.close", site.pk)

    assert [refusal.code for refusal in refused.value.refusals] == ["evaluation.close.not-yours"]


def test_who_is_deactivated_or_nobody_stands_nowhere():
    site = factories.organisation()
    person = factories.quality_manager(site, is_active=False)

    assert factories.standing(person) is NOBODY
    assert factories.standing(None) is NOBODY
    assert NOBODY.may("referential.read")
    assert not seen(person)


def test_a_standing_takes_three_queries_at_most(django_assert_max_num_queries):
    region, consultancy = (factories.organisation(kind=k) for k in (Kind.REGION, Kind.CONSULTANCY))
    person = factories.member(region, Role.READER)
    factories.membership(person, consultancy, Role.CONSULTANT)
    for _ in range(5):
        site = factories.organisation()
        factories.affiliation(site, region)
        factories.engagement(consultancy, site)
        factories.membership(person, site, Role.EVALUATOR)

    with django_assert_max_num_queries(3):
        factories.standing(person)
