"""Which rows look like one organisation, and which do not."""

import pytest

from aplomb.domain.organisations.doubles import Known, doubles, near, why_not_merge

SIRET, OTHER_SIRET = "73282932000074", "35600000000048"


def row(key, name="Centre du Lac", city="Ternoy", siret="", finess="", kind="site"):
    return Known(key, kind, name, city, siret, finess)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"siret": SIRET}, {"name": "Autre", "city": "Ailleurs", "siret": SIRET}, ["siret"]),
        ({"finess": "750712184"}, {"name": "Autre", "city": "Ailleurs", "finess": "750712184"}, ["finess"]),
        ({"siret": SIRET}, {"siret": SIRET}, ["siret", "name"]),
        ({}, {"name": "CENTRE DU LAC"}, ["name"]),
        ({"name": "Centre d’imagerie de la Grève"}, {"name": "Cabinet de radiologie La Greve"}, ["name"]),
        ({}, {"city": "Valbrune"}, None),
        ({"name": "Clinique du Nord"}, {"name": "Clinique de l’Ouest"}, None),
        ({"siret": SIRET}, {"siret": OTHER_SIRET}, None),
        ({}, {"kind": "group"}, None),
        ({"city": ""}, {"city": ""}, None),
    ],
)
def test_a_number_or_a_near_name_in_one_town_makes_a_likely_double(one, other, reasons):
    found = [list(why) for _one, _other, why in doubles([row(1, **one), row(2, **other)])]

    assert found == ([reasons] if reasons else [])


def test_the_surest_pair_comes_first():
    rows = [row(1), row(2), row(3, "Autre", siret=SIRET), row(4, "Autre", siret=SIRET)]

    assert [(one.key, other.key) for one, other, _why in doubles(rows)] == [(3, 4), (1, 2)]


def test_words_that_everybody_has_tell_nobody_apart():
    assert near("Centre d’imagerie médicale de Valdieu", "Imagerie Valdieu")
    assert not near("Centre d’imagerie de Valdieu", "Centre d’imagerie de Malroche")


def test_why_two_may_not_become_one():
    def codes(one, other, tied=False):
        return [refusal.code for refusal in why_not_merge(one, other, tied=tied)]

    assert codes(row(1), row(2)) == []
    assert codes(row(1), row(1)) == ["organisation.merge.itself"]
    assert codes(row(1), row(2, kind="group")) == ["organisation.merge.other-kind"]
    assert codes(row(1), row(2), tied=True) == ["organisation.merge.tied"]
