"""The rights matrix: complete, and read one standing at a time."""

from aplomb.domain.access.matrix import MATRIX, Relation, Role, role_allowed


def test_nobody_but_the_site_writes_its_answers():
    assert set(MATRIX["entry.write"]) == {Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER, Role.EVALUATOR}


def test_the_platforms_administrator_reads_no_content():
    content = [
        a for a in MATRIX if a.startswith(("evaluation.", "entry.", "document.", "consultant_evaluation."))
    ]
    assert content
    assert not [action for action in content if Role.ADMINISTRATOR in MATRIX[action]]


def test_a_role_is_allowed_by_its_own_relation_alone():
    engaged = (Role.CONSULTANT, {Relation.ANY, Relation.ENGAGED})
    owner = (Role.QUALITY_MANAGER, {Relation.ANY, Relation.OWN})
    assert role_allowed("evaluation.read", [engaged]) is Role.CONSULTANT
    assert role_allowed("evaluation.close", [engaged]) is None
    assert role_allowed("evaluation.close", [engaged, owner]) is Role.QUALITY_MANAGER


def test_relations_of_two_standings_never_add_up():
    site_elsewhere = (Role.QUALITY_MANAGER, {Relation.ANY})
    consultant_here = (Role.CONSULTANT, {Relation.ANY, Relation.ENGAGED, Relation.OWN})
    assert role_allowed("evaluation.close", [site_elsewhere, consultant_here]) is None
