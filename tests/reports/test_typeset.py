"""What people wrote, made fit to be set."""

import pytest

from aplomb.domain.shared.text import Text
from aplomb.reports.typeface import covered
from aplomb.reports.typeset import content, numbered, plain, shortened, typeset

NARROW, NO_BREAK, ZERO_WIDTH = "\u202f", "\u00a0", "\u200b"


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("Vu ? Oui ; non !", f"Vu{NARROW}? Oui{NARROW}; non{NARROW}!"),
        ("dit « oui » ici", f"dit «{NO_BREAK}oui{NARROW}» ici"),
        ("Preuve : registre", f"Preuve{NO_BREAK}: registre"),
        ("a\r\n\r\n\r\nb\rc", "a\nb\nc"),
        ("a\tb\x00c\x07", "a bc"),
        ("gauche\u202edroite\u2066", "gauchedroite"),
        ("e\u0301te\u0301", "été"),
        ("fin\u2009%", f"fin{NARROW}%"),
        ("", ""),
    ],
)
def test_french_is_spaced_as_printers_do_and_controls_go(written, set_as):
    assert typeset(written) == set_as


def test_english_keeps_its_spaces():
    assert typeset("Seen ? Yes", "en") == "Seen ? Yes"


@pytest.mark.parametrize(
    "written", ["#set page(fill: red)", "$x^2$", "*gras*", "<balise>", "@ref", "\\", "= titre"]
)
def test_markup_is_left_as_it_was_written(written):
    assert typeset(written) == written


def test_what_the_typeface_lacks_is_said_to_be_left_out():
    assert typeset("bien 👍🏽👍 fait 中文") == "bien […] fait […]"


def test_a_compatible_form_stands_in_for_what_the_typeface_lacks():
    assert typeset("Ａ Ⅷ") == "A VIII"


def test_everything_that_comes_out_is_in_the_typeface():
    every = "".join(map(chr, range(0x20, 0x3000)))

    assert {ord(character) for character in typeset(every)} - covered() <= {ord("\n"), ord(ZERO_WIDTH)}


def test_the_typeface_has_what_french_needs():
    assert {ord(character) for character in "àâçéèêëîïôùûüÿœæŒÆ«»’–—…°×→≥\u00a0\u202f"} <= covered()


def test_an_address_may_break_at_its_joints():
    address = "https://exemple.test/dossiers/teleradiologie/convention.pdf"

    parts = typeset(address).split(ZERO_WIDTH)
    assert "".join(parts) == address
    assert max(map(len, parts)) <= 14


def test_a_word_without_joints_may_break_too():
    assert max(map(len, typeset("W" * 200).split(ZERO_WIDTH))) <= 12


def test_content_falls_back_to_french_and_says_so():
    text = Text.of({"fr": "Convention", "en": "Agreement"})

    assert content(text, "en") == "Agreement"
    assert content(Text.of({"fr": "Convention"}), "en") == {"fr": "Convention"}
    assert content(Text.of({"fr": "Convention"}), "fr") == "Convention"


def test_a_number_belongs_to_every_language():
    assert plain(numbered("1.1", {"fr": "Projet"})).startswith("1.1")
    assert numbered("1.1", {"fr": "Projet"}).keys() == {"fr"}


def test_a_long_name_is_cut_at_a_space():
    assert shortened("Centre d’imagerie", 40) == "Centre d’imagerie"
    assert shortened("Centre d’imagerie de la Haute-Vallée", 20) == "Centre d’imagerie…"
    assert len(shortened("W" * 100, 20)) == 20
