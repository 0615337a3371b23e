"""A site scores itself: by keyboard, by thumb, alone and together, with the network and without."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Conflict, Entry, Evaluation, RequirementNote
from aplomb.apps.journal.queries import faults
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.referentials.services import import_edition
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.formats import library
from tests import factories
from tests.evaluations.cases import NOW, TABLET, Case, case, op
from tests.journeys.conftest import SMALLEST, in_every_look, overflow, violations
from tests.journeys.scoring import (
    enter,
    focused,
    grid,
    open_page,
    row,
    saved,
    scores,
    sign_in,
    status,
    tab_to,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., Page]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True  # a second factor is offered, not demanded


@pytest.fixture
def c() -> Case:
    return case()


@pytest.fixture
def browsers(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any
) -> Iterator[Callable[..., tuple[BrowserContext, Page]]]:
    """One browser a person, each with its own storage; whatever they complain of fails the test."""
    said: list[str] = []
    opened: list[BrowserContext] = []

    def open_for(person: User, **more: Any) -> tuple[BrowserContext, Page]:
        context = browser.new_context(**{**browser_context_args, "base_url": live_server.url, **more})
        opened.append(context)
        sign_in(context, live_server.url, person)
        return context, open_page(context, said)

    yield open_for
    for context in opened:
        context.close()
    assert said == []


@pytest.fixture
def of(browsers: Any, c: Case) -> Opened:
    """The grid of the case, before a person."""

    def opened(person: User, more: str = "", **context: Any) -> Page:
        return grid(browsers(person, **context)[1], c.evaluation, more)

    return opened


def fresh(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


# — By keyboard ——————————————————————————————————————————————————————————————


def test_a_whole_selection_is_scored_and_closed_by_keyboard_alone(browsers: Any) -> None:
    import_edition(library.find("teleradiologie"), publish=True, at=NOW)
    site = factories.organisation()
    anne = factories.quality_manager(site)
    page = browsers(anne)[1]

    def at(selector: str) -> Callable[[], bool]:
        return lambda: bool(page.evaluate("s => document.activeElement.matches(s)", selector))

    page.goto(f"/o/{site.pk}/evaluations/new/")
    tab_to(page, at("[name=selection]"))
    page.keyboard.press("ArrowRight")  # the discovery selection
    for fact in page.locator(".fact input[value=yes]").all():
        name = fact.get_attribute("name")
        tab_to(page, at(f"[name='{name}']"))
        page.keyboard.press("Space")
    tab_to(page, at("main button.solid"))
    page.keyboard.press("Enter")
    expect(page.locator("score-grid[data-ready]")).to_be_visible()
    evaluation = Evaluation.objects.get()
    edition = compiled(evaluation.edition_id)
    asked = edition.asked(evaluation.facts, "decouverte")
    assert evaluation.selection == "decouverte"
    assert len(asked) > 50

    page.keyboard.press("s")  # nothing has the focus yet: S leads into the list
    wanted: dict[str, Any] = {}
    na_left = 2
    for place in range(len(asked)):
        code = focused(page)
        criterion = edition.by_code[code]
        if na_left and criterion.na_allowed and place > 5:
            na_left -= 1
            page.keyboard.press("n")
            page.keyboard.type("Sans objet sur ce site.")
            page.keyboard.press("Control+Enter")
            wanted[code] = "NA"
        else:
            page.keyboard.press(str(place % 4))
            wanted[code] = place % 4
        if place == 3:
            page.keyboard.press("c")
            page.keyboard.type("Vu le matin même.")
            page.keyboard.press("Escape")
            assert focused(page) == code
        page.keyboard.press("s")
    saved(page)

    assert scores(evaluation) == wanted == dict.fromkeys([one.code for one in asked], None) | wanted
    assert Entry.objects.get(evaluation=evaluation, comment="Vu le matin même.").score == 3
    tab_to(page, at("[data-action=close]"), back=True)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Clore l’évaluation")
    expect(page.locator("#h-sure")).to_contain_text(f"{len(asked)} réponses seront figées")
    tab_to(page, at("main button.solid"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/evaluations/')[0]}/evaluations/{evaluation.pk}/results/")
    closed = fresh(evaluation)
    assert (closed.status, closed.closed_by) == ("closed", anne)
    assert closed.frozen_hash == canonical_hash(closed.frozen)
    assert list(faults()) == []


def test_letters_score_only_while_a_criterion_has_the_focus(of: Opened, c: Case) -> None:
    page = of(c.anne)

    page.keyboard.press("3")
    page.locator("[type=search]").first.press("2")
    enter(page, "1.1.2")
    page.keyboard.press("c")
    page.keyboard.type("012n")
    page.keyboard.press("Escape")
    saved(page)

    assert scores(c.evaluation) == {"1.1.2": None}
    assert Entry.objects.get().comment == "012n"


def test_the_letters_can_be_turned_off_and_arrows_still_move(c: Case, of: Opened) -> None:
    User.objects.filter(pk=c.anne.pk).update(keyboard_shortcuts=False)
    page = of(c.anne)
    enter(page, "1.1.1")

    page.keyboard.press("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")

    assert focused(page) == "1.1.2"
    assert scores(c.evaluation) == {}


def test_scoring_goes_on_to_the_next_one_where_the_person_wants_it(c: Case, of: Opened) -> None:
    User.objects.filter(pk=c.anne.pk).update(auto_advance=True)
    page = of(c.anne)
    enter(page, "1.1.1")

    for key in "0123":
        page.keyboard.press(key)
    saved(page)

    assert scores(c.evaluation) == {"1.1.1": 0, "1.1.2": 1, "1.2.1": 2, "2.1.1": 3}
    assert focused(page) == "2.2.1"


def test_an_answer_is_taken_back(of: Opened, c: Case) -> None:
    c.say(op("1.1.1", score="NA", na_reason="pas d’injection ici"))
    page = of(c.anne)
    enter(page, "1.1.1")

    page.keyboard.press("2")
    expect(page.locator(".toast")).to_contain_text("1.1.1")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+z")
    expect(row(page, "1.1.1").locator("input[value='2']")).to_be_checked()
    page.locator(".toast").get_by_role("button").or_(page.locator("body")).first.press("Control+z")
    page.keyboard.press("Control+z")
    saved(page)

    entry = Entry.objects.get()
    assert (entry.score, entry.na_reason) == ("NA", "pas d’injection ici")


def test_na_asks_for_its_reason_and_is_refused_where_it_may_not_be(of: Opened, c: Case) -> None:
    page = of(c.anne)
    enter(page, "1.1.1")
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Coter NA").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.keyboard.type("Aucune injection sur le site.")
    dialog.get_by_role("button", name="Coter NA").click()
    expect(dialog).to_have_count(0)
    enter(page, "1.1.2")
    page.keyboard.press("n")

    expect(page.locator(".toast")).to_contain_text("1.1.2 ne se cote pas NA")
    saved(page)
    assert scores(c.evaluation) == {"1.1.1": "NA"}


def test_a_requirement_is_analysed_in_five_texts(of: Opened, c: Case) -> None:
    page = of(c.anne)
    enter(page, "1.1.1")
    page.keyboard.press("a")
    page.keyboard.type("Nous vérifions l’identité deux fois.")
    page.locator("#r-1\\.1 textarea").nth(4).fill("Tracer le soir.")
    page.keyboard.press("Escape")
    saved(page)

    note = RequirementNote.objects.get()
    assert (note.what_we_do, note.to_improve) == ("Nous vérifions l’identité deux fois.", "Tracer le soir.")
    expect(page.locator("#r-1\\.1 summary .count")).to_have_text("2")


# — What is shown ————————————————————————————————————————————————————————————


def test_filters_live_in_the_address_and_what_is_answered_stays_until_chosen_again(
    of: Opened, c: Case
) -> None:
    c.say(op("1.1.2", score=0))
    page = of(c.anne, "?show=unanswered")
    codes = page.locator("li.crit:visible .n").all_inner_texts
    assert codes() == ["1.1.1", "1.2.1", "2.1.1", "2.2.1"]

    enter(page, "1.2.1")
    page.keyboard.press("1")
    assert codes() == ["1.1.1", "1.2.1", "2.1.1", "2.2.1"]
    page.get_by_role("button", name="Sans réponse").click()
    assert codes() == ["1.1.1", "2.1.1", "2.2.1"]
    page.get_by_role("button", name="Tous").click()
    page.get_by_label("Niveau").select_option("0")

    assert codes() == ["1.1.2"]
    assert page.url.endswith("?level=0#c-1.1.2")
    page.reload()
    expect(row(page, "1.1.2")).to_be_visible()
    assert codes() == ["1.1.2"]


def test_the_address_leads_to_a_criterion(of: Opened, c: Case) -> None:
    page = of(c.anne, "#c-2.1.1")

    expect(row(page, "2.1.1")).to_have_attribute("aria-current", "true")
    assert focused(page) == "2.1.1"


def test_an_evaluator_scores_what_is_given_and_reads_why_not_the_rest(c: Case, of: Opened) -> None:
    c.assign(_1_2=[c.marc], _2=[c.anne])
    page = of(c.marc)

    expect(row(page, "1.2.1").locator("input[value='2']")).to_be_enabled()
    expect(row(page, "1.1.1").locator("input")).to_have_count(0)
    expect(page.locator("#r-2\\.1 .why")).to_contain_text(f"Confié à {c.anne.get_full_name()}")
    expect(page.locator("[data-action=close]").first).to_be_hidden()
    page.get_by_role("button", name="Les miens").click()
    assert page.locator("li.crit:visible .n").all_inner_texts() == ["1.2.1"]


def test_the_history_says_who_answered_what(of: Opened, c: Case) -> None:
    c.assign(_1=[c.marc])
    base = c.say(op("1.1.1", score=1)).revision
    c.say(op("1.1.1", base=base, score=3, comment="revu ensemble"), by=c.marc, device=TABLET)
    page = of(c.anne)
    enter(page, "1.1.1")

    page.keyboard.press("h")

    history = page.locator(".drawer .hist > li")
    expect(history).to_have_count(2)
    expect(history.nth(0)).to_contain_text(c.marc.get_short_name())
    expect(history.nth(0)).to_contain_text("revu ensemble")
    expect(history.nth(1)).to_contain_text(c.anne.get_short_name())


def test_the_previous_score_is_shown_and_counts_only_once_confirmed(c: Case, browsers: Any) -> None:
    c.answer_all(2)
    c.say(op("1.2.1", base=99, score="NA", na_reason="sans objet alors"))
    Conflict.objects.all().delete()
    Evaluation.objects.update(open_conflicts=0)
    c.close()
    again = services.create(c.site, c.evaluation.edition, standing=factories.standing(c.anne), at=NOW)
    page = grid(browsers(c.anne)[1], again)
    expect(row(page, "1.1.1").locator(".prev .lvl")).to_contain_text("2")
    assert scores(again) == {}

    enter(page, "1.1.1")
    page.get_by_role("button", name="Confirmer 2").click()
    saved(page)

    assert scores(again) == {"1.1.1": 2}
    expect(page.get_by_role("button", name="À confirmer")).to_contain_text("4")


# — Together —————————————————————————————————————————————————————————————————


@pytest.fixture
def large() -> Case:
    """Eighty criteria, forty for each of two people."""
    from tests.support.small import criterion, data

    parts = {
        f"{family}.{part}": [criterion(f"{family}.{part}.{n}") for n in range(1, 11)]
        for family in (1, 2)
        for part in range(1, 5)
    }
    return case(factories.edition(data(parts)))


def test_two_people_save_hundreds_of_answers_at_once_and_nothing_is_lost(large: Case, browsers: Any) -> None:
    c = large
    c.assign(_2=[c.marc])
    edition = compiled(c.evaluation.edition_id)
    mine = {"1": c.anne, "2": c.marc}
    codes = {family: [one.code for one in edition.criteria if one.family == family] for family in mine}
    pages = {family: grid(browsers(person)[1], c.evaluation) for family, person in mine.items()}
    for family, page in pages.items():
        enter(page, codes[family][0])

    wanted: dict[str, int] = {}
    for turn in range(4):  # three hundred and twenty saves
        for place in range(40):
            for family, page in pages.items():
                code, score = codes[family][place], (place + turn + int(family)) % 4
                page.keyboard.press(str(score))
                wanted[code] = score
                if place < 39:
                    page.keyboard.press("ArrowDown")
        for family, page in pages.items():
            enter(page, codes[family][0])
    for page in pages.values():
        saved(page)

    assert scores(c.evaluation) == wanted
    assert (Conflict.objects.count(), list(faults())) == (0, [])
    for family, page in pages.items():  # each sees what the other answered, without reloading
        other = codes["2" if family == "1" else "1"]
        for code in (other[0], other[17], other[-1]):
            shown = row(page, code).locator("input:checked, .rate-shown .tile")
            expect(shown).to_have_count(1, timeout=15_000)
        expect(page.locator("[data-part=progress]")).to_contain_text("80 sur 80")


def test_two_answers_are_both_shown_and_a_person_chooses(c: Case, browsers: Any) -> None:
    c.assign(_1=[c.marc])
    page = browsers(c.marc)[1]
    for calls in ("**/changes?**", "**/sync"):  # Marc neither sees nor sends
        page.route(calls, lambda route: route.abort())
    grid(page, c.evaluation)
    c.say(op("1.1.1", score=3, comment="Médecin des urgences joignable. Présence écrite au planning."))
    enter(page, "1.1.1")

    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("Médecin des urgences joignable. Délai de six minutes.")
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=bars]")).to_contain_text("2 réponses gardées")
    page.unroute("**/sync")

    expect(page.locator("[data-part=bars]")).to_contain_text("1 désaccord à trancher", timeout=20_000)
    expect(row(page, "1.1.1").locator("input[value='3']")).to_be_checked()  # what is stored stays
    page.get_by_role("button", name="Trancher").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".version").first).to_contain_text("La vôtre")
    expect(sheet.locator(".version").nth(1)).to_contain_text(c.anne.get_short_name())
    assert violations(page) == []
    score, comment = sheet.locator("fieldset.dispute").nth(0), sheet.locator("fieldset.dispute").nth(1)
    expect(comment.locator("mark").first).to_contain_text("Délai de six minutes.")
    score.locator("[value=kept]").check()
    comment.locator("textarea").fill("Joignable en six minutes, présence au planning.")
    sheet.get_by_role("button", name="Garder mon choix").click()
    saved(page)

    expect(page.locator("[data-part=bars]")).to_be_empty()
    entry = Entry.objects.get()
    assert (entry.score, entry.comment) == (2, "Joignable en six minutes, présence au planning.")
    assert fresh(c.evaluation).open_conflicts == 0
    assert Conflict.objects.filter(resolved_by=c.marc).count() == 2


def test_leaving_it_open_is_a_choice_and_closing_waits(c: Case, of: Opened) -> None:
    c.answer_all()
    c.say(op("1.1.1", base=0, score=0), device=TABLET)
    page = of(c.anne)

    page.get_by_role("button", name="Trancher").click()
    page.get_by_role("button", name="Laisser en désaccord").click()
    page.get_by_role("link", name="Clore la cotation").first.click()

    expect(page.locator(".missing")).to_contain_text("Deux réponses, à trancher")
    page.locator(".missing .rows a").click()
    expect(row(page, "1.1.1")).to_have_attribute("aria-current", "true")


def test_a_page_open_while_somebody_closes_locks_itself_and_keeps_what_came_too_late(
    c: Case, browsers: Any
) -> None:
    c.answer_all()
    page = grid(browsers(c.anne)[1], c.evaluation)
    page.route("**/sync", lambda route: route.abort())
    enter(page, "1.1.1")
    page.keyboard.press("0")
    expect(status(page)).to_contain_text("1 réponse gardée ici")
    c.close()
    page.unroute("**/sync")

    expect(page.locator("[data-part=bars]")).to_contain_text("1 réponse refusée", timeout=20_000)
    expect(row(page, "1.1.1").locator("input")).to_have_count(0)
    expect(page.locator("[data-part=closed]")).to_be_visible()
    expect(row(page, "1.1.1").locator(".tile")).to_contain_text("2")
    page.locator("[data-part=bars]").get_by_role("button", name="Voir").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("L’évaluation est close")
    with page.expect_download() as download:
        sheet.get_by_role("button", name="Sauvegarder").click()
    kept = json.loads(download.value.path().read_text())
    assert [(one["criterion"], one["score"], one["refused"]["code"]) for one in kept["operations"]] == [
        ("1.1.1", 0, "closed")
    ]
    sheet.get_by_role("button", name="Abandonner").click()
    page.get_by_role("dialog").get_by_role("button", name="Abandonner").click()
    expect(page.locator("[data-part=bars]")).to_be_empty()
    assert scores(c.evaluation)["1.1.1"] == 2


# — Without the network ——————————————————————————————————————————————————————


def test_answers_given_without_the_network_leave_when_it_is_back(c: Case, browsers: Any) -> None:
    context, page = browsers(c.anne)
    grid(page, c.evaluation)
    enter(page, "1.1.1")
    page.keyboard.press("1")
    saved(page)

    context.set_offline(True)
    for key in "0123":
        page.keyboard.press("ArrowDown")
        page.keyboard.press(key)
    expect(status(page)).to_have_text("Hors connexion, 4 réponses gardées ici")
    expect(row(page, "2.1.1").locator(".waiting")).to_be_visible()
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("dialog").locator(".files li")).to_have_count(4)
    page.keyboard.press("Escape")
    assert scores(c.evaluation) == {"1.1.1": 1}

    context.set_offline(False)
    saved(page)
    assert scores(c.evaluation) == {"1.1.1": 1, "1.1.2": 0, "1.2.1": 1, "2.1.1": 2, "2.2.1": 3}
    expect(page.locator("[data-part=bars]")).to_be_empty()


SITUATIONS_SEEN = """
  window.situationsSeen = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { situation } = target.dataset;
      if (situationsSeen.at(-1) !== situation) situationsSeen.push(situation);
    }
  }).observe(document, { attributeFilter: ["data-situation"], subtree: true });
"""


def test_a_page_opened_again_sends_what_had_not_left(c: Case, browsers: Any) -> None:
    page = browsers(c.anne)[1]
    page.route("**/sync", lambda route: route.abort())
    grid(page, c.evaluation)
    enter(page, "1.1.1")
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("gardé sur l’appareil")
    page.keyboard.press("Escape")
    expect(status(page)).to_contain_text("gardées ici")
    assert scores(c.evaluation) == {}

    page.unroute("**/sync")
    page.add_init_script(SITUATIONS_SEEN)
    page.reload()
    saved(page)

    # Never "saved" before what this device had kept is known, and on the server.
    seen = page.evaluate("() => window.situationsSeen")
    assert (seen[0], seen[-1], seen.count("saved")) == ("opening", "saved", 1)
    entry = Entry.objects.get()
    assert (entry.score, entry.comment) == (2, "gardé sur l’appareil")


def test_a_lost_reply_is_answered_again_and_counts_once(c: Case, browsers: Any) -> None:
    page = browsers(c.anne)[1]
    lost: list[str] = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data)
        route.fetch()  # the server takes it; the page never hears of it
        route.abort()

    page.route("**/sync", lose_the_first)
    grid(page, c.evaluation)
    enter(page, "1.1.1")
    page.keyboard.press("3")
    expect(row(page, "1.1.1").locator("input[value='3']")).to_be_checked()
    saved(page)

    assert len(lost) == 1
    assert (scores(c.evaluation), fresh(c.evaluation).revision) == ({"1.1.1": 3}, 2)


def test_somebody_else_on_the_same_device_neither_sees_nor_sends_what_waits(
    c: Case, browsers: Any, live_server: Any
) -> None:
    c.assign(_1=[c.marc])
    context, page = browsers(c.anne)
    grid(page, c.evaluation)
    page.route("**/sync", lambda route: route.abort())
    enter(page, "1.1.1")
    page.keyboard.press("2")
    expect(status(page)).to_contain_text("1 réponse gardée ici")

    sign_in(context, live_server.url, c.marc)
    page.unroute("**/sync")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(status(page)).to_have_attribute("data-situation", "other-person", timeout=20_000)
    other = grid(open_page(context, []), c.evaluation)
    saved(other)
    assert scores(c.evaluation) == {}
    other.close()

    sign_in(context, live_server.url, c.anne)
    page.get_by_role("button", name="Réessayer").click()
    saved(page)
    assert scores(c.evaluation) == {"1.1.1": 2}
    assert Entry.objects.get().evaluator == c.anne


def test_a_session_that_ends_keeps_the_answers_and_says_so(c: Case, browsers: Any, live_server: Any) -> None:
    context, page = browsers(c.anne)
    grid(page, c.evaluation)
    context.clear_cookies()
    enter(page, "1.1.1")
    page.keyboard.press("1")

    expect(status(page)).to_have_text("Session terminée", timeout=10_000)
    link = page.locator("[data-part=bars]").get_by_role("link", name="Se connecter")
    expect(link).to_have_attribute("href", f"/login/?next=%2Fevaluations%2F{c.evaluation.pk}%2F%23c-1.1.1")

    sign_in(context, live_server.url, c.anne)
    page.reload()
    saved(page)
    assert scores(c.evaluation) == {"1.1.1": 1}


def test_signing_out_with_answers_that_wait_asks_what_becomes_of_them(c: Case, browsers: Any) -> None:
    page = browsers(c.anne)[1]
    page.route("**/sync", lambda route: route.abort())
    grid(page, c.evaluation)
    enter(page, "1.1.1")
    page.keyboard.press("2")
    expect(status(page)).to_contain_text("1 réponse gardée ici")

    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    page.unroute("**/sync")
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("dialog").get_by_role("button", name="Envoyer d’abord").click()

    expect(page).not_to_have_url(f"/evaluations/{c.evaluation.pk}/")
    assert scores(c.evaluation) == {"1.1.1": 2}


def test_access_that_ends_leaves_the_answers_on_the_device(c: Case, browsers: Any) -> None:
    from aplomb.apps.organisations.models import Membership

    c.assign(_1=[c.marc])
    page = grid(browsers(c.marc)[1], c.evaluation)
    Membership.objects.filter(user=c.marc).delete()
    enter(page, "1.1.1")
    page.keyboard.press("1")

    expect(page.locator("[data-part=bars]")).to_contain_text("Vous n’avez plus accès", timeout=10_000)
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("dialog").locator(".files li")).to_have_count(1)
    assert scores(c.evaluation) == {}


# — By thumb, for everybody ——————————————————————————————————————————————————


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_phone_shows_one_criterion_and_takes_a_thumb(c: Case, of: Opened) -> None:
    page = of(c.anne, **PHONE)
    question = page.locator(".q")
    expect(question).to_contain_text("Critère 1.1.1.")

    box = page.locator(".rate.big label").first.bounding_box()
    assert box is not None
    assert box["height"] >= 64
    page.locator(".rate.big label").nth(2).tap()
    page.get_by_role("button", name="Suivant sans réponse").tap()
    expect(question).to_contain_text("Critère 1.1.2.")
    page.locator(".rate.big label").nth(0).tap()
    page.get_by_role("button", name="Critère suivant").tap()
    page.locator(".q textarea").fill("noté debout")
    page.locator(".q h2").tap()
    saved(page)

    assert scores(c.evaluation) == {"1.1.1": 2, "1.1.2": 0, "1.2.1": None}
    assert overflow(page) <= 0
    page.get_by_role("button", name="Liste des critères").tap()
    expect(row(page, "1.1.1").locator("input[value='2']")).to_be_checked()
    row(page, "2.1.1").locator(".c > p").first.tap()
    expect(question).to_contain_text("Critère 2.1.1.")


@pytest.mark.parametrize("widths", [(1440, 1024), (390, SMALLEST)], ids=["desk", "phone"])
def test_the_grid_is_for_everybody(c: Case, browsers: Any, widths: tuple[int, int]) -> None:
    c.assign(_2=[c.marc])
    c.say(op("1.1.1", score=0, comment="à revoir"), op("1.2.1", score="NA", na_reason="sans objet"))
    c.say(op("1.1.1", base=0, score=3), device=TABLET)
    page = browsers(c.anne, viewport={"width": widths[0], "height": 900})[1]
    grid(page, c.evaluation)
    page.wait_for_load_state("networkidle")

    assert in_every_look(page, widths) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_around_the_grid_are_for_everybody(c: Case, browsers: Any, width: int) -> None:
    c.say(op("1.1.1", score=1))
    page = browsers(c.anne, viewport={"width": width, "height": 900})[1]
    pk, site = c.evaluation.pk, c.site.pk
    for address in (
        f"/o/{site}/evaluations/",
        f"/o/{site}/evaluations/new/",
        f"/evaluations/{pk}/closure/",
        f"/evaluations/{pk}/assignments/",
        f"/evaluations/{pk}/profile/",
    ):
        page.goto(address)
        assert (address, violations(page), overflow(page)) == (address, [], 0)


@pytest.mark.parametrize("keys", ["?", "n"])
def test_the_sheets_are_for_everybody(c: Case, of: Opened, keys: str) -> None:
    page = of(c.anne)
    enter(page, "1.1.1")
    page.keyboard.press(keys)
    expect(page.get_by_role("dialog")).to_be_visible()

    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "1.1.1"
