"""Pages as their reader gets them: parsed, and checked in passing for what no page may hold."""

import gzip
import re
from pathlib import Path
from typing import Any

import brotli
from lxml import html

SPRITE = Path(__file__).resolve().parents[2] / "src/aplomb/web/templates/web/sprite.svg"
DRAWN = set(re.findall(r'id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
UNRENDERED = re.compile(r"{{|{%|⟪[^⟫]*⟫")


def content(response: Any) -> str:
    """The text of an answer, whatever it is compressed with."""
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
        response.headers.get("Content-Encoding"), bytes
    )
    return unpack(response.content).decode()


def page(response: Any, status: int = 200) -> html.HtmlElement:
    """The page, once it has been found to hold nothing inline, nothing unrendered, one title, and known icons."""
    assert response.status_code == status
    text = content(response)
    assert UNRENDERED.findall(text) == []
    tree = html.document_fromstring(text)
    check(tree)
    assert len(tree.xpath("//h1")) == 1
    assert tree.get("lang") in ("fr", "en")
    assert tree.findtext(".//title").strip()
    return tree


def fragment(response: Any) -> html.HtmlElement:
    """A piece of a page, held to the same."""
    assert response.status_code == 200
    text = content(response)
    assert "<html" not in text
    assert UNRENDERED.findall(text) == []
    tree = html.fragment_fromstring(text, create_parent="div")
    check(tree, drawn=DRAWN)
    return tree


def check(tree: html.HtmlElement, drawn: set[str] | None = None) -> None:
    """Nothing inline (the content policy would refuse it), every icon drawn, every identifier once."""
    assert not tree.xpath("//*[@style]")
    assert not tree.xpath("//style")
    assert not tree.xpath(
        "//script[not(@src)][not(@type='importmap' or @type='application/json')]"
    )  # data is inert
    assert not [name for name in tree.xpath("//@*/..") for name in name.attrib if name.startswith("on")]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted(name for name in set(ids) if ids.count(name) > 1)
    used = {link.removeprefix("#") for link in tree.xpath("//*[local-name()='use']/@href")}
    assert used <= (drawn or set(ids))


INLINE = frozenset(("a", "abbr", "b", "code", "del", "em", "i", "ins", "mark", "small", "strong"))


def words(element: html.HtmlElement) -> str:
    """The text of an element as it is read: pieces that stand apart on the page are apart, blanks folded."""
    return " ".join(_text(element).split())


def _text(element: html.HtmlElement) -> str:
    if not isinstance(element.tag, str):  # a comment
        return ""
    inside = (element.text or "") + "".join(_text(child) + (child.tail or "") for child in element)
    return inside if element.tag in INLINE else f" {inside} "


def of_class(tree: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    """The elements of a class, in the page's order."""
    return tree.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")


def of_id(tree: html.HtmlElement, name: str) -> html.HtmlElement:
    (found,) = tree.xpath(f"//*[@id='{name}']")
    return found


def all_words(tree: html.HtmlElement, name: str) -> list[str]:
    """What the elements of a class say."""
    return [words(element) for element in of_class(tree, name)]
