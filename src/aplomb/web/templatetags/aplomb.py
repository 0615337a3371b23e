"""The components that templates call by name: small pieces of markup with named inputs, and no query.

`{% load aplomb %}`, then `{% icon "search" %}`, `{% level "2" "Bon" %}`, `{% rate … %}`. All are on view, with
their states, on the page of components.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aplomb import charts
from aplomb.charts import control
from aplomb.domain.shared.text import FRENCH, Text
from aplomb.web import modules

register = template.Library()

NOT_APPLICABLE = "na"
# What a page may draw; each function escapes the texts that it is given.
DRAWN: Mapping[str, Callable[..., str]] = {
    "bar": charts.bar,
    "composition": charts.composition,
    "control": control.control,
    "dumbbell": charts.dumbbell,
    "gantt": charts.gantt,
    "gantt_feet": charts.gantt_feet,
    "gantt_months": charts.gantt_months,
    "radar": charts.radar,
    "rule": charts.rule,
    "spark": control.spark,
    "stack": charts.stack,
    "swatch": charts.swatch,
    "thread": charts.thread,
}
_SPEAKING = frozenset(DRAWN) - {"swatch"}  # those whose words follow the page's language


# — Marks ————————————————————————————————————————————————————————————————————————————————————————————————————
# A page repeats a few of them hundreds of times: the latest are kept. `typed`, because a text that is safe already
# and the same text that is not are equal, and are not written alike.

KEPT_MARKS = 512


@register.simple_tag
@lru_cache(KEPT_MARKS, typed=True)
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, decorative: the button or the text beside it says what it means."""
    css = f"icon {size}".rstrip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', css, name)


@register.simple_tag
@lru_cache(KEPT_MARKS, typed=True)
def glyph(step: str, size: str = "") -> SafeString:
    """The sign of a level: a bob that fills with lead from its tip."""
    css = f"glyph {size}".rstrip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="#n-{}"/></svg>', css, step)


@register.simple_tag
def level(step: str, word: str, digit: object = None, *, shown: bool = False) -> SafeString:
    """A level quoted in a line. `shown`: its word too; else the word is for screen readers."""
    return _level(step, word, _digit(step, digit), shown)


@lru_cache(KEPT_MARKS, typed=True)
def _level(step: str, word: str, digit: object, shown: bool) -> SafeString:
    kept = ' <span class="lib">{}</span>' if shown else '<span class="vh">, {}</span>'
    return format_html(
        '<span class="lvl" data-n="{}">{}{}' + kept + "</span>", step, glyph(step), digit, word
    )


@register.simple_tag
def tile(step: str, word: str, digit: object = None) -> SafeString:
    """A recorded result, filled."""
    return _tile(step, word, _digit(step, digit))


@lru_cache(KEPT_MARKS, typed=True)
def _tile(step: str, word: str, digit: object) -> SafeString:
    mark = '<span class="tile" data-n="{}">{}{}<span class="vh">, {}</span></span>'
    return format_html(mark, step, glyph(step), digit, word)


def _digit(step: str, digit: object) -> object:
    if digit is not None:
        return digit
    return _("NA") if step == NOT_APPLICABLE else step


@register.simple_tag
def essential(word: str = "") -> SafeString:
    return format_html('<span class="ess">{}{}</span>', icon("essential"), word or _("Essential"))


@register.simple_tag
def delta(sign: int, text: str = "") -> SafeString:
    """A change against before: `sign` says which way, `text` how much, as people read it."""
    if not sign:
        return format_html('<span class="delta">=<span class="vh">{}</span></span>', _("unchanged"))
    way, arrow = ("up", "rise") if sign > 0 else ("down", "fall")
    return format_html(
        '<span class="delta {}">{}{}{}</span>', way, icon(arrow), "+" if sign > 0 else "−", text
    )


@register.inclusion_tag("components/rate.html")
def rate(
    name: str,
    levels: Sequence[Mapping[str, Any]],
    *,
    criterion: str,
    chosen: object = None,
    big: bool = False,
    disabled: bool = False,
) -> dict[str, Any]:
    """The entry of one answer. `levels`: mappings with `value`, `step`, `digit` and `word`, NA among them."""
    return {
        "name": name,
        "levels": levels,
        "legend": _("Score of criterion %(code)s") % {"code": criterion},
        "chosen": None if chosen is None else str(chosen),
        "big": big,
        "disabled": disabled,
        "missing": chosen is None and not big and not disabled,
    }


# — Charts ———————————————————————————————————————————————————————————————————————————————————————————————————


@register.simple_tag
def chart(kind: str, uid: str, *args: Any, **options: Any) -> SafeString:
    """A chart of `aplomb.charts` by its name, in the page's language. The only output that is taken as it is."""
    if kind in _SPEAKING:
        options.setdefault("lang", language())
    return mark_safe(DRAWN[kind](uid, *args, **options))  # noqa: S308 -- charts escape their own texts


# — Texts of the content —————————————————————————————————————————————————————————————————————————————————————


@register.simple_tag
def content(text: Text) -> SafeString | str:
    """A text of the content in the page's language; where it has none, in French, marked as such for readers' ears."""
    lang = language()
    if lang == FRENCH or text.has(lang):
        return text.in_(lang)
    return format_html('<span lang="{}">{}</span>', FRENCH, text.in_(FRENCH))


@register.filter
def words_of(text: Text) -> str:
    """A text of the content as plain words, for an attribute or a title."""
    return text.in_(language())


@register.filter
def lang_of(text: Text) -> str:
    """The language in which `words_of` gives it."""
    lang = language()
    return lang if text.has(lang) else FRENCH


def language() -> str:
    return (get_language() or FRENCH)[:2]


# — The head of a page ———————————————————————————————————————————————————————————————————————————————————————


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Links to style sheets of ours, by name; print sheets say so, so that a screen does not wait for them."""
    links = [
        format_html(
            '<link rel="stylesheet" href="{}"{}>',
            staticfiles_storage.url(f"aplomb/css/{name}.css"),
            mark_safe(' media="print"') if name.endswith("print") else "",
        )
        for name in names
    ]
    return mark_safe("\n    ".join(links))  # noqa: S308 -- made of the lines above


@register.simple_tag
def script(name: str) -> SafeString:
    """An ES module of ours by its plain name; the import map leads to the same file when others import it."""
    return format_html(
        '<script type="module" src="{}"></script>', staticfiles_storage.url(f"{modules.FOLDER}{name}.js")
    )


@register.simple_tag
def importmap() -> SafeString:
    """The import map, where addresses are fingerprinted; the content policy knows it by its hash."""
    made = modules.importmap()
    return mark_safe(f'<script type="importmap">{made}</script>' if made else "")  # noqa: S308 -- our own file names
