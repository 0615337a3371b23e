"""Three ways to the same figures: the page, the API, and `aplomb evaluate` on the exported grid."""

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aplomb.apps.referentials.services import import_edition
from aplomb.cli import main
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.shares import half_up, share
from aplomb.formats import library
from tests.api.calling import program
from tests.evaluations.cases import NOW, Case
from tests.support import pages, scored

pytestmark = pytest.mark.django_db
KINDS = {"families": "family", "requirements": "requirement", "dimensions": "dimension"}


def varied(codes: Any, na_allowed: Any) -> dict[str, int | str]:
    """Answers that differ from one criterion to the next, some NA, one in eleven not given."""
    found: dict[str, int | str] = {}
    for at, code in enumerate(codes):
        if at % 11 == 5:
            continue
        found[code] = "NA" if at % 17 == 3 and code in na_allowed else (0, 1, 2, 3, 3, 2, 1)[at % 7]
    return found


@pytest.fixture
def c() -> Case:
    """The whole referential of 2026, three quarters of it answered, some documents in order."""
    edition = library.find("teleradiologie")
    row = import_edition(edition, publish=True, at=NOW)[0]
    made = scored.case({}, of=row)
    asked = edition.asked(made.evaluation.facts, None)
    allowed = {one.code for one in asked if one.na_allowed}
    scored.answer(made, varied((one.code for one in asked), allowed))
    papers = [one.code for one in edition.documents if one.indispensable]
    scored.paper(made, papers[0], "present", date(2035, 1, 31), kept_at="Qualiscope")
    scored.paper(made, papers[1], "partial")
    made.evaluation.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


def by_api(c: Case) -> dict[str, Any]:
    answer = program(c.anne, "read").get(f"/evaluations/{c.evaluation.pk}/results")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def by_command(client: Client, c: Case, folder: Path) -> dict[str, Any]:
    exported = client.get(f"/evaluations/{c.evaluation.pk}/grid.xlsx")
    assert exported.status_code == 200
    (folder / "grid.xlsx").write_bytes(exported.content)
    day = str(day_in_paris(timezone.now()))
    assert main(["evaluate", str(folder / "grid.xlsx"), "--out", str(folder / "out"), "--date", day]) == 0
    found: dict[str, Any] = json.loads((folder / "out" / "results.json").read_text(encoding="utf-8"))
    return found


def recipes(client: Client, c: Case, figures: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The recipe that the page gives of each figure: its division and its exact value."""
    named = [("all", figures)]
    for kind, word in KINDS.items():
        named += [(f"{word}:{group['code']}", group) for group in figures[kind]]
    for name, group in named:
        page = pages.page(client.get(f"/evaluations/{c.evaluation.pk}/results/recipe/?of={name}"))
        (said,) = pages.all_words(page, "sum")
        yield name, said, group


def division(said: str) -> tuple[Fraction, Fraction]:
    """The two numbers that a recipe divides, read from the page."""
    won, most = said.split(" = ")[0].split(" / ")
    return Fraction(won.replace(",", ".")), Fraction(most.replace(",", "."))


def printed(score: float, decimals: int) -> str:
    """A share of the API (four decimals) as the page prints it; its tenths of a percent lose nothing."""
    return f"{half_up(Fraction(str(score)) * 100, decimals):f}".replace(".", ",")


def test_page_api_and_command_agree_to_the_last_digit(c: Case, client: Client, tmp_path: Path) -> None:
    client.force_login(c.anne)
    figures = by_api(c)

    told = by_command(client, c, tmp_path)

    assert (figures["status"], told["status"]) == ("open", "file")
    assert {**figures, "status": ""} == {**told, "status": ""}
    assert 0 < figures["completion"] < 1


def test_each_figure_of_the_page_is_that_of_the_api(c: Case, client: Client) -> None:
    client.force_login(c.anne)
    figures = by_api(c)

    page = pages.page(client.get(f"/evaluations/{c.evaluation.pk}/results/?decimals=1"))

    hero = pages.words(pages.of_class(page, "hero-score")[0])
    assert hero.startswith(f"{printed(figures['score'], 1)} %")
    shown = [pages.words(one) for one in pages.of_class(page, "families")[0].xpath(".//article//b")]
    assert len(shown) == len(figures["families"]) + 1
    for said, family in zip(shown, figures["families"], strict=False):
        assert said.split()[-1] == printed(family["score"], 1)


def test_the_recipe_of_each_figure_divides_to_what_the_api_says(c: Case, client: Client) -> None:
    client.force_login(c.anne)
    figures = by_api(c)
    seen = 0

    for name, said, group in recipes(client, c, figures):
        won, most = division(said)
        score = share(won, most)
        assert won == Fraction(str(group["achieved"])), name
        assert (None if score is None else float(half_up(score, 4))) == group["score"], (name, said)
        seen += score is not None
    assert seen > 60
