"""Results before somebody's eyes: read, explained, tried out, compared, brought back; in both themes and on a phone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aplomb.apps.evaluations import exchange, report_child, services, tasks
from aplomb.apps.evaluations.models import Entry, Evaluation, Report
from tests import factories
from tests.evaluations.cases import NOW, Case
from tests.journeys.conftest import Visit, in_every_look, violations
from tests.journeys.people import open_session
from tests.support import scored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(report_child.typesetter, "make", report_child.typeset)


@pytest.fixture
def c(context: Any, live_server: Any) -> Case:
    """The second evaluation of a site, answered, its first one closed; its quality manager at the browser."""
    first = scored.case({**scored.SCORES, "1.1.1": 0, "2.1.1": 2})
    scored.paper(first, "DOC-001", "partial", kept_at="Classeur 3")
    first.close()
    evaluation = services.create(
        first.site,
        first.evaluation.edition,
        standing=factories.standing(first.anne),
        at=NOW + timedelta(days=90),
    )
    made = Case(first.site, first.anne, first.marc, evaluation)
    scored.answer(made, {code: score for code, score in scored.SCORES.items() if code != "1.2.1"})
    open_session(context, live_server.url, made.anne)
    return made


def address(c: Case, rest: str = "results/") -> str:
    return f"/evaluations/{c.evaluation.pk}/{rest}"


PAGES = {
    "results": "results/",
    "what if": "results/?raise=1.1.1:2",
    "recipe": "results/recipe/?of=family:1",
    "compare": "compare/",
    "earlier": "earlier/",
    "import": "import/",
    "report": "reports/performance/",
}


@pytest.mark.parametrize("rest", PAGES.values(), ids=PAGES)
def test_every_page_is_open_to_everybody_in_every_look(c: Case, visit: Visit, rest: str) -> None:
    assert in_every_look(visit(address(c, rest))) == []


@pytest.mark.parametrize("scores", [{}, dict.fromkeys(scored.SCORES, "NA")], ids=["nothing", "all NA"])
def test_with_nothing_to_show_the_page_still_stands(
    context: Any, live_server: Any, visit: Visit, scores: dict[str, Any]
) -> None:
    empty = scored.case(scores)
    open_session(context, live_server.url, empty.anne)

    page = visit(address(empty))

    assert violations(page) == []


def test_a_figure_explains_itself_in_a_dialog_and_gives_the_focus_back(c: Case, visit: Visit) -> None:
    page = visit(address(c))
    why = page.locator(".families .why").first

    why.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("D’où vient ce chiffre")
    expect(dialog).to_contain_text("4 / 6")
    assert violations(page) == []
    page.keyboard.press("Escape")

    expect(dialog).not_to_be_visible()
    expect(why).to_be_focused()


def test_without_scripts_a_figure_explains_itself_on_a_page_of_its_own(
    c: Case, plain_page: Page, live_server: Any
) -> None:
    open_session(plain_page.context, live_server.url, c.anne)
    plain_page.goto(address(c))

    plain_page.locator(".families .why").first.click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("D’où vient ce chiffre")
    expect(plain_page.locator(".sum")).to_contain_text("4 / 6")


def test_ticking_a_criterion_shows_what_it_would_give_at_once_and_keeps_the_focus(
    c: Case, visit: Visit
) -> None:
    page = visit(address(c))
    box = page.locator("#if-1-1-1")
    revision = Evaluation.objects.get(pk=c.evaluation.pk).revision

    box.focus()
    page.keyboard.press("Space")

    expect(page.locator("#what-if [role=status]")).to_contain_text("le score global serait de")
    expect(page.locator("#if-1-1-1")).to_be_focused()
    assert "raise=1.1.1" in page.url
    page.locator("#what-if").get_by_role("link", name="Réinitialiser").click()
    expect(page.locator("#what-if [role=status]")).to_contain_text("Cochez des critères")
    page.go_back()
    expect(page.locator("#what-if [role=status]")).to_contain_text("le score global serait de")
    assert Evaluation.objects.get(pk=c.evaluation.pk).revision == revision


def test_without_scripts_the_same_is_a_button_away(c: Case, plain_page: Page, live_server: Any) -> None:
    open_session(plain_page.context, live_server.url, c.anne)
    plain_page.goto(address(c))

    plain_page.check("#if-1-1-1")
    plain_page.get_by_role("button", name="Calculer").click()

    expect(plain_page.locator("#what-if [role=status]")).to_contain_text("le score global serait de")


def test_a_report_that_is_asked_for_is_followed_until_it_is_there(c: Case, visit: Visit) -> None:
    page = visit(address(c))

    page.get_by_role("button", name="Préparer le bilan en PDF").click()
    expect(page.locator("#report-performance")).to_contain_text("file d’attente")
    with page.expect_download() as download:
        tasks.make_report(report_id=Report.objects.get(evaluation=c.evaluation, kind="performance").pk)

    assert download.value.suggested_filename.startswith("bilan-de-performance-centre-de-clairvaldieu")


def test_an_answer_is_confirmed_with_one_key_and_the_page_says_so(c: Case, visit: Visit) -> None:
    page = visit(address(c, "earlier/"))

    page.locator("#ok-1-2-1").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#earlier")).to_contain_text("1 réponse confirmée.")
    expect(page.locator("#earlier")).to_contain_text("Plus rien à confirmer")
    assert Entry.objects.get(evaluation=c.evaluation, criterion="1.2.1").score == 2


def test_a_filled_grid_shows_its_differences_then_is_taken(c: Case, visit: Visit) -> None:
    from tests.evaluations.test_results_exchange import SCORE, edited

    evaluation = Evaluation.objects.select_related("organisation").get(pk=c.evaluation.pk)
    data = edited(exchange.grid_file(evaluation, timezone.localdate(), "fr"), {("1.2.1", SCORE): 3})
    page = visit(address(c, "import/"))

    page.set_input_files(
        "input[type=file]",
        {"name": "grille.xlsx", "mimeType": "application/octet-stream", "buffer": data},
    )
    page.get_by_role("button", name="Montrer les différences").click()
    expect(page.locator("#h-answers")).to_contain_text("1 réponse change")
    assert violations(page) == []
    page.get_by_role("button", name="Reprendre ce qui est coché").click()

    expect(page.locator("body")).to_contain_text("1 réponse reprise du fichier.")
    assert Entry.objects.get(evaluation=c.evaluation, criterion="1.2.1").score == 3


def test_printed_the_page_unfolds_its_tables(c: Case, visit: Visit) -> None:
    page = visit(address(c))
    table = page.locator("section[aria-labelledby=h-families] table")
    expect(table).not_to_be_visible()

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    expect(table).to_be_visible()
    expect(page.locator("#what-if form")).not_to_be_visible()
