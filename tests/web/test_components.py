"""The page of components, the tags behind it, and the sheets that paint it."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from aplomb.domain.shared.text import Text
from tests.support.pages import DRAWN, of_class, page, words

CSS = sorted(Path(finders.find("aplomb/css/tokens.css")).parent.glob("*.css"))
SOURCE = Path(__file__).resolve().parents[2] / "src" / "aplomb"


def rendered(template: str, **context: object) -> str:
    return Template("{% load aplomb %}" + template).render(Context(context))


SHOWN = """
agenda anchors avatar ballot btn callout card cert chart check chip count crit crumbs delta dl empty enc ess field figs
files finding glyph heat hero-score keys late legend list lvl menu meta net panel path rail rate read rows search seats
seg sheet skel slots steps-h sync tabs tag tbl theme thread thread-msgs tile toast version
"""


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("theme", ["", "light", "dark"])
def test_every_component_is_on_view_in_both_languages_and_themes(
    client: Client, language: str, theme: str
) -> None:
    client.cookies["theme"] = theme

    client.cookies["language"] = language
    tree = page(client.get("/components/"))

    for name in SHOWN.split():
        assert of_class(tree, name), name
    assert len(of_class(tree, "icon-list")[0]) == sum(name.startswith("i-") for name in DRAWN)
    assert {level.get("data-n") for level in of_class(tree, "tile")} == {"0", "1", "2", "3", "na"}


def test_nothing_english_is_left_on_the_french_page(client: Client) -> None:
    said = words(page(client.get("/components/")))

    assert not re.findall(r"\b(?:the|and|score of|answers|nothing)\b", said, re.IGNORECASE)


def test_a_level_carries_glyph_digit_and_word() -> None:
    assert rendered('{% level "2" "Bon" %}') == (
        '<span class="lvl" data-n="2"><svg class="glyph" aria-hidden="true"><use href="#n-2"/></svg>2'
        '<span class="vh">, Bon</span></span>'
    )
    assert '<span class="lib">Bon</span>' in rendered('{% level "2" "Bon" shown=True %}')
    assert ">4<" in rendered('{% level "3" "Exemplaire" digit="4" %}')
    with override("fr"):
        assert ">NA<" in rendered('{% tile "na" "Non applicable" %}')


def test_the_score_control_is_a_named_group_of_radio_buttons() -> None:
    levels = [
        {"value": "0", "step": "0", "digit": "0", "word": "Non"},
        {"value": "1", "step": "3", "digit": "1", "word": "Oui"},
    ]

    with override("fr"):
        made = rendered('{% rate "c1" levels criterion="1.1.1" chosen=1 %}', levels=levels)

    assert '<legend class="vh">Cotation du critère 1.1.1</legend>' in made
    assert made.count('type="radio"') == 2
    assert re.search(r'value="1" checked', made)
    assert "missing" not in made
    assert 'class="rate missing"' in rendered('{% rate "c1" levels criterion="1.1.1" %}', levels=levels)


@pytest.mark.parametrize(("sign", "shown"), [(1, "up"), (-1, "down")])
def test_a_change_says_its_way_by_arrow_and_sign(sign: int, shown: str) -> None:
    made = rendered("{% delta sign '2' %}", sign=sign)

    assert f"delta {shown}" in made
    assert ("+2" if sign > 0 else "−2") in made


def test_what_a_component_is_given_is_escaped() -> None:
    nasty = '"><script>'

    for template in (
        "{% icon x %}",
        "{% glyph x %}",
        "{% level x x shown=True %}",
        "{% tile x x %}",
        "{% essential x %}",
        "{% delta 1 x %}",
        "{% chart 'bar' 'u' share title=x %}",
    ):
        assert "<script>" not in rendered(template, x=nasty, share=None)


def test_a_text_without_the_pages_language_is_marked_as_french() -> None:
    both, french = Text.of({"fr": "Oui", "en": "Yes"}), Text.of({"fr": "Non & oui"})

    with override("en"):
        assert rendered("{% content text %}", text=both) == "Yes"
        assert rendered("{% content text %}", text=french) == '<span lang="fr">Non &amp; oui</span>'
        assert rendered("{{ text|words_of }} {{ text|lang_of }}", text=french) == "Non &amp; oui fr"
    with override("fr"):
        assert rendered("{% content text %}", text=french) == "Non &amp; oui"


def test_every_icon_that_a_template_asks_for_is_drawn() -> None:
    asked = {
        name
        for path in SOURCE.rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }

    assert {f"i-{name}" for name in asked} <= DRAWN


# — Style sheets —————————————————————————————————————————————————————————————————————————————————————————————

RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|(?<![\w-])(?:white|black|red|green|blue)(?![\w-])",
    re.IGNORECASE,
)
ALLOWED_RAW = ("tokens.css", "print.css", "reader-print.css")  # paper is white and ink black


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/|url\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_sheets_fill_a_layer_and_take_their_colours_from_the_tokens(path: Path) -> None:
    text = without_comments(path)

    assert "!important" not in text
    if path.name not in ALLOWED_RAW:
        assert RAW_COLOUR.findall(text) == []
    outside = re.sub(r"@layer [\w, ]+;", "", text).strip()
    assert re.match(r"@layer (?:reset|tokens|base|layout|components|charts|utilities|print) \{", outside)


def test_every_token_that_is_used_is_defined() -> None:
    texts = [without_comments(path) for path in CSS]
    defined = set(re.findall(r"(--[\w-]+):", "".join(texts)))
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join(texts)))

    assert used <= defined


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/referentials/compare/", "/components/"])
def test_the_sheets_of_a_page_weigh_little(client: Client, address: str) -> None:
    sheets = page(client.get(address)).xpath("//link[@rel='stylesheet']/@href")

    weights = [
        len(brotli.compress(Path(finders.find(sheet.removeprefix("/static/"))).read_bytes()))
        for sheet in sheets
    ]
    assert len(weights) <= 9
    assert sum(weights) < 25_000
