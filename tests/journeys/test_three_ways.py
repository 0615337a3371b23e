"""One site, the same answers three ways: by keyboard, by the API, in a workbook. The figures are the same."""

import json
import re
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from aplomb.apps.accounts import outbox
from aplomb.apps.evaluations import tasks
from aplomb.apps.evaluations.models import Evaluation, Report
from aplomb.apps.journal.queries import faults
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.services import import_edition
from aplomb.cli.program import main
from aplomb.domain.access.matrix import Role
from aplomb.domain.referentials.edition import Edition
from aplomb.formats import library
from tests import factories
from tests.api.calling import program
from tests.evaluations.cases import NOW
from tests.evaluations.test_results_exchange import edited
from tests.journeys.scoring import focused, saved, scores
from tests.journeys.test_signing_in import CHOSEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What says where the figures come from, not what they are.
ABOUT = ("subject", "status", "date", "evaluation", "revision")
REASON = "Sans objet sur ce site."


def answer(edition: Edition, place: int) -> int | str:
    """An answer a criterion: the four levels in turn, not applicable once in twenty where it may be."""
    criterion = edition.criteria[place]
    return "NA" if place % 20 == 19 and criterion.na_allowed else (place * 7 + place // 4) % 4


def figures(results: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in results.items() if name not in ABOUT}


@pytest.fixture
def edition() -> Edition:
    stored, _ = import_edition(library.find("teleradiologie"), publish=True, at=NOW)
    return compiled(stored.pk)


@pytest.fixture
def site(settings: Any) -> Organisation:
    settings.DEMO = True  # a second factor is offered, not demanded
    return factories.organisation("Centre d’imagerie de Clairvaldieu", short_name="Clairvaldieu")


def join(page: Page, site: Organisation, origin: str, box: Any) -> None:
    """Invited by mail, a quality manager makes an account."""
    boss = factories.quality_manager(site)
    standing = factories.standing(boss, timezone.localdate())
    services.invite(
        site,
        ["zoe@example.org"],
        Role.QUALITY_MANAGER,
        standing=standing,
        origin=origin,
        at=timezone.now(),
    )
    outbox.send_waiting()
    link = re.search(r"https?://\S+", box.text_of())
    assert link is not None
    page.goto(link.group(0))
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=True).fill("Malvois")
    page.get_by_label("Mot de passe").fill(CHOSEN)
    page.get_by_role("button", name="Créer le compte et rejoindre").click()
    expect(page).to_have_url(re.compile("/home/$"))


def score_by_keyboard(page: Page, edition: Edition, wanted: dict[str, int | str]) -> None:
    """Every criterion, one key each, an arrow to the next."""
    page.keyboard.press("s")
    for criterion in edition.criteria:
        assert focused(page) == criterion.code
        score = wanted[criterion.code]
        if score == "NA":
            page.keyboard.press("n")
            page.keyboard.type(REASON)
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press(str(score))
        page.keyboard.press("ArrowDown")
    saved(page)


def by_page(page: Page, site: Organisation, edition: Edition, wanted: dict[str, int | str]) -> Evaluation:
    page.goto("/home/")
    page.get_by_role("link", name="Commencer la première évaluation").click()
    for fact in page.locator(".fact input[value=yes]").all():
        fact.check()
    page.locator("main button.solid").click()
    expect(page.locator("score-grid[data-ready]")).to_be_visible()
    score_by_keyboard(page, edition, wanted)
    page.get_by_role("link", name="Clore la cotation").click()
    expect(page.locator("h1")).to_have_text("Clore l’évaluation")
    page.locator("main button.solid").click()
    expect(page).to_have_url(re.compile("/results/$"))
    return Evaluation.objects.get(organisation=site)


def report_from(page: Page, evaluation: Evaluation, kind: str) -> bytes:
    """The PDF as the page gives it once the worker has made it."""
    tasks.make_report(report_id=Report.objects.get(evaluation=evaluation, kind=kind).pk)
    link = page.locator(f"#report-{kind} a")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def by_api(person: Any, site: Organisation, edition: Edition, wanted: dict[str, int | str]) -> dict[str, Any]:
    api = program(person)
    facts = {fact.code: True for fact in edition.profile}
    body = {"referential": "teleradiologie", "organisation": site.pk, "profile": facts}
    evaluation = api.post("/evaluations", body).json()["id"]
    operations = [
        {"id": str(uuid.uuid4()), "criterion": code, "base": 0, "score": score}
        | ({"na_reason": REASON} if score == "NA" else {})
        for code, score in wanted.items()
    ]
    sent = api.post(
        f"/evaluations/{evaluation}/sync", {"device": "essai", "since": 0, "operations": operations}
    )
    assert {one["status"] for one in sent.json()["results"]} == {"applied"}
    assert api.post(f"/evaluations/{evaluation}/close").status_code == 200
    found: dict[str, Any] = api.get(f"/evaluations/{evaluation}/results").json()
    return found


def by_workbook(folder: Path, edition: Edition, wanted: dict[str, int | str]) -> dict[str, Any]:
    grid, out = folder / "g.xlsx", folder / "out"
    profile = ",".join(fact.code for fact in edition.profile)
    assert main(["grid", "teleradiologie", "-o", str(grid), "--profile", profile]) == 0
    typed = {(code, "Score actuel"): score for code, score in wanted.items()}
    typed |= {(code, "Justification NA"): REASON for code, score in wanted.items() if score == "NA"}
    grid.write_bytes(edited(grid.read_bytes(), typed))
    assert main(["evaluate", str(grid), "--out", str(out), "--organisation", "Clairvaldieu"]) == 0
    assert {one.name for one in out.iterdir()} == {
        "results.json", "performance.pdf", "documents.pdf", "plan.xlsx", "grid.xlsx",
    }  # fmt: skip
    found: dict[str, Any] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return found


def test_keyboard_api_and_workbook_give_the_same_figures(
    page: Page,
    live_server: Any,
    mailbox: Any,
    site: Organisation,
    edition: Edition,
    tmp_path: Path,
) -> None:
    wanted = {one.code: answer(edition, place) for place, one in enumerate(edition.criteria)}
    join(page, site, live_server.url, mailbox)

    evaluation = by_page(page, site, edition, wanted)
    zoe = evaluation.closed_by
    assert zoe is not None
    seen = program(zoe).get(f"/evaluations/{evaluation.pk}/results").json()
    performance = report_from(page, evaluation, "performance")
    page.goto(f"/evaluations/{evaluation.pk}/reports/documents/")
    documents = report_from(page, evaluation, "documents")
    told = by_api(zoe, site, edition, wanted)
    written = by_workbook(tmp_path, edition, wanted)

    assert scores(evaluation) == wanted
    assert seen["completion"] == 1
    assert figures(seen) == figures(told) == figures(written)
    assert list(faults()) == []
    summary = PdfReader(BytesIO(performance)).pages[1].extract_text()
    assert re.search(rf"Score global\s*{round(seen['score'] * 100)}\s*%", summary), summary
    assert len(PdfReader(BytesIO(documents)).pages) > 2
