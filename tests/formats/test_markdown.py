"""Markdown on a page: what it may bring in, and what never passes."""

import pytest
from lxml import html

from aplomb.formats.markdown import on_one_line, to_html


def test_headings_start_below_the_title_of_the_page():
    assert to_html("## Pourquoi\n\n### Comment\n") == (
        '<h2 id="pourquoi">Pourquoi</h2>\n<h3 id="comment">Comment</h3>\n'
    )
    assert to_html("# Titre\n\n## Partie\n") == '<h2 id="titre">Titre</h2>\n<h3 id="partie">Partie</h3>\n'


def test_each_heading_has_an_anchor_of_its_own_made_of_its_words():
    page = html.fromstring(to_html("## Ce que l’auditeur regarde\n\n## Œuvre\n\n## Œuvre\n\n## …\n"))

    anchors = [heading.get("id") for heading in page.iter("h2")]
    assert anchors == ["ce-que-l-auditeur-regarde", "oeuvre", "oeuvre-2", "section"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](//mal.example)",
        "[x](/internal)",
        "<javascript:alert(1)>",
        "![image](https://mal.example/x.png)",
        "[x](vbscript:x)",
    ],
)
def test_nothing_active_and_nothing_loaded_passes(text):
    page = html.fromstring(f"<div>{to_html(text)}</div>")

    assert [element.tag for element in page.iter("script", "img", "a", "iframe")] == []
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize("address", ["https://a.example/x", "http://a.example", "mailto:a@b.example"])
def test_links_to_the_web_and_to_mailboxes_lend_no_credit(address):
    (link,) = html.fromstring(f"<div>{to_html(f'[ici]({address})')}</div>").iter("a")

    assert link.get("href") == address
    assert link.get("rel") == "nofollow noopener noreferrer"


def test_an_image_leaves_the_words_that_stand_for_it():
    assert to_html("Voir ![le plan](https://a.example/p.png).") == "<p>Voir le plan.</p>\n"


def test_sheets_and_tools_named_in_a_text_become_links_where_there_is_an_address():
    addresses = {"F-012": "/sheets/F-012/"}

    shown = to_html("Voir F-012 et T-004, `F-012`, XF-0123, [F-012](https://a.example).", addresses.get)

    links = [(link.text, link.get("href")) for link in html.fromstring(shown).iter("a")]
    assert links == [("F-012", "/sheets/F-012/"), ("F-012", "https://a.example")]


def test_without_addresses_a_text_is_left_as_it_is():
    assert to_html("Voir F-012.") == "<p>Voir F-012.</p>\n"


def test_the_header_of_a_table_says_that_it_heads_columns():
    page = html.fromstring(to_html("| A | B |\n|---|---|\n| 1 | 2 |\n"))

    assert [(cell.text, cell.get("scope")) for cell in page.iter("th")] == [("A", "col"), ("B", "col")]
    assert [cell.text for cell in page.iter("td")] == ["1", "2"]


def test_a_form_without_header_has_its_questions_head_its_rows():
    page = html.fromstring(to_html("| | |\n|---|---|\n| Nom | |\n| Date | ☐ |\n"))

    assert [(cell.text, cell.get("scope")) for cell in page.iter("th")] == [("Nom", "row"), ("Date", "row")]
    assert [cell.text for cell in page.iter("td")] == [None, "☐"]
    assert not list(page.iter("thead"))


def test_characters_that_turn_the_direction_of_a_text_do_not_pass():
    assert to_html("a\u202eb\u2067c\u200f") == "<p>abc</p>\n"


def test_no_break_spaces_are_typography_and_stay():
    assert on_one_line("Objet\u00a0: 12\u202f000 \t\n fin") == "Objet\u00a0: 12\u202f000 fin"
