"""The public home: what Aplomb is, and what can be done with it at once."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import open_editions, tree_of
from aplomb.apps.referentials.reading import Figures, figures
from aplomb.domain.referentials.edition import Selection
from aplomb.formats.sheets import sheet_titles
from aplomb.web.public import answer


@dataclass(frozen=True, slots=True)
class Step:
    """One of the eight steps from the first letter to the certificate (domain.md §7)."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A referential in its newest edition, with its figures."""

    row: Edition
    figures: Figures
    selections: tuple[Selection, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public home; every figure on it is counted in what is published."""
    newest: dict[str, Edition] = {}
    for row in open_editions():
        newest.setdefault(row.code, row)
    rows = list(newest.values())

    def build() -> HttpResponse:
        shown = [_shown(row) for row in rows]
        context = {
            "nav": "home",
            "steps": _steps(),
            "shown": shown,
            "criteria": sum(item.figures.criteria for item in shown),
            "essential": sum(item.figures.essential for item in shown),
            "documents": sum(item.figures.documents for item in shown),
            "indispensable": sum(item.figures.indispensable for item in shown),
            "sheets": len(sheet_titles()),
        }
        return render(request, "home/home.html", context)

    version = "-".join(row.content_hash[:12] for row in rows) or "empty"
    changed_at = max((row.changed_at for row in rows), default=None)
    return answer(request, build, version=version, changed_at=changed_at)


def _shown(row: Edition) -> Shown:
    tree = tree_of(row.pk, row.content_hash)
    return Shown(row, figures(tree), tree.selections)


def _steps() -> list[Step]:
    return [
        Step(_("Application"), _("a letter")),
        Step(pgettext("step", "Organisation"), _("a manager, a committee")),
        Step(_("Self-evaluation"), _("criterion by criterion")),
        Step(_("Synthesis and plan"), _("ten themes at most")),
        Step(_("Implementation"), _("6 to 18 months")),
        Step(_("Mock audit"), _("two months before")),
        Step(_("Official audit"), _("one or two days")),
        Step(_("Decision"), _("a label for 4 years")),
    ]
