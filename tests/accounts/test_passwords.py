"""What a password must be: long, not common, not built on names; any character, and nothing else asked."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from aplomb.apps.accounts import passwords
from aplomb.apps.accounts.hashers import Argon2id
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne():
    site = factories.organisation("Centre d’imagerie de Clairvaldieu", short_name="CIC")
    return factories.quality_manager(
        site, email="a.royevre@example.org", first_name="Anne", last_name="Royèvre"
    )


def codes(password, user):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return sorted(found.code for found in error.error_list)
    return []


@pytest.mark.parametrize(
    "password",
    [
        "quatre lampes sous la neige",
        "brouette-violette-tarte",
        "Ж☃ß漢字 et encore trois",
        "            espaces            ",
        "x7!pQ2#vL9@mZ4",
        "mon chat anne dort sur le radiateur",
    ],
)
def test_fourteen_characters_of_any_kind_do(anne, password):
    assert codes(password, anne) == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("treizesignes!", "password_too_short"),
        ("x" * 7 + "y" * 122, "password_too_long"),
        ("password123456!!", "password_too_common"),
        ("Azertyuiop123456", "password_too_common"),
        ("azertyuiopqsdfgh", "password_too_common"),
        ("12345678901234567", "password_too_common"),
        ("abcabcabcabcabcabc", "password_too_common"),
        ("aaaaaaaaaaaaaaaaaa", "password_too_common"),
        ("Clairvaldieu2026!", "password_built_on_names"),
        ("Royevre-Royevre-1", "password_built_on_names"),
        ("R0yèvr3@2026!!!", "password_built_on_names"),
        ("aplombaplomb2026", "password_built_on_names"),
        ("centre-imagerie-26", "password_built_on_names"),
    ],
)
def test_each_way_to_be_refused(anne, password, code):
    assert code in codes(password, anne)


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.ASSOCIATION_PRESIDENT, Kind.ASSOCIATION),
        (Role.COMMISSION_PRESIDENT, Kind.ASSOCIATION),
    ],
)
def test_whoever_signs_takes_sixteen(role, kind):
    person = factories.member(factories.organisation(kind=kind), role)

    assert codes("quinze signes !", person) == ["password_too_short"]
    assert codes("seize signes ici", person) == []


def test_an_administrator_takes_sixteen():
    assert codes("quinze signes !", factories.administrator()) == ["password_too_short"]


def test_the_role_to_come_counts():
    person = factories.user()
    person.roles_to_come = [Role.COMMISSION_PRESIDENT]

    assert codes("quinze signes !", person) == ["password_too_short"]


def test_a_name_of_three_letters_is_in_too_many_words_to_count():
    assert not passwords.is_built_on("lune et soleil dehors", ["Éva", "Luc"])


def test_hashes_are_argon2id_and_take_their_turn():
    hasher = Argon2id()
    encoded = hasher.encode("quatre lampes sous la neige", hasher.salt())

    assert encoded.startswith("argon2$argon2id$")
    assert hasher.verify("quatre lampes sous la neige", encoded)
    assert not hasher.verify("cinq lampes sous la neige", encoded)
