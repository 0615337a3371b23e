"""The pages of signing in, of one's account and of a team: open to everybody, whatever the theme and the width."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from playwright.sync_api import Page

from aplomb.apps.accounts import links, mails
from aplomb.apps.accounts.models import Link
from aplomb.apps.accounts.services import make_token
from aplomb.apps.organisations import services
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.conftest import Visit, in_every_look, violations
from tests.journeys.people import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class World:
    """A site with its people, a link of each kind, and who is in front of the browser."""

    site: Any
    anne: Any
    karim: Any
    admin: Any
    invitation: str
    reset: str


@pytest.fixture
def world(settings) -> World:
    settings.DEMO = True
    at = timezone.now()
    site = factories.organisation(
        "Centre d’imagerie de Clairvaldieu", short_name="Clairvaldieu", city="Clairvaldieu"
    )
    anne = factories.quality_manager(
        site,
        email="anne.royevre@example.org",
        password=PASSWORD,
        first_name="Anne",
        last_name="Royèvre",
        honorific="Dr",
    )
    karim = factories.evaluator(site, email="karim@example.org", first_name="Karim", last_name="Brisvent")
    factories.member(site, Role.COMMITTEE_MEMBER, first_name="Maëlle", last_name="Sorvane")
    left = factories.user(first_name="Paul", last_name="Ourdelle")
    factories.membership(left, site, Role.EVALUATOR, until=timezone.localdate() - timedelta(days=30))
    TOTP.activate(karim, "JBSWY3DPEHPK3PXP")
    consultancy = factories.organisation("Cabinet Ourdelle", Kind.CONSULTANCY)
    factories.organisation("Cabinet Malroche", Kind.CONSULTANCY)
    factories.engagement(consultancy, site, accepted=False)
    factories.affiliation(site, factories.organisation("Groupe Sorvane", Kind.GROUP), shares_detail=True)
    factories.affiliation(site, factories.organisation("Région du Val", Kind.REGION), accepted=False)
    standing = factories.standing(anne, timezone.localdate())
    sent = services.invite(
        site, ["zoe@example.org", "lise@example.org"], Role.EVALUATOR, standing=standing, origin="", at=at
    )
    make_token(anne, name="Tableau de bord", scope="read", days=30, at=at)
    mails.password_changed(anne, at)
    return World(
        site=site,
        anne=anne,
        karim=karim,
        admin=factories.administrator(first_name="Ada", last_name="Lambert"),
        invitation=sent[0].link,
        reset=f"/login/forgotten/{links.make(anne, Link.Purpose.PASSWORD, at=at)}/",
    )


def fill_wrongly(page: Page) -> None:
    page.get_by_label("Adresse de courriel").fill("personne@example.org")
    page.get_by_label("Mot de passe").fill("pas le bon du tout")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_load_state()


def entrance(page: Page, world: World) -> list[tuple[str, str]]:
    """What a visitor sees."""
    return [
        ("login", "/login/"),
        ("forgotten", "/login/forgotten/"),
        ("sent", "/login/forgotten/sent/"),
        ("new-password", world.reset),
        ("dead-link", "/login/forgotten/rien/"),
        ("closed", "/login/closed/"),
        ("invitation", world.invitation),
        ("dead-invitation", "/invitations/rien/"),
    ]


def inside(page: Page, world: World) -> list[tuple[str, str]]:
    """What the quality manager sees."""
    team = f"/o/{world.site.pk}/team/"
    return [
        ("account", "/account/"),
        ("password", "/account/password/"),
        ("enrol", "/account/second-factor/"),
        ("app", "/account/factors/app/"),
        ("passkey", "/account/factors/passkeys/new/"),
        ("confirm", "/account/confirm/password/?next=/account/"),
        ("sign-out", "/logout/"),
        ("team", team),
        ("end", f"{team}{world.karim.memberships.get().pk}/end/"),
        ("last-manager", f"{team}{world.anne.memberships.get().pk}/end/"),
        ("lost-factor", f"{team}{world.karim.memberships.get().pk}/factors/"),
        ("work", f"{team}{world.karim.memberships.get().pk}/handover/"),
        ("period", f"{team}{world.karim.memberships.get().pk}/period/"),
        ("invite-many", f"{team}invitations/many/"),
        ("places", "/places/"),
        ("settings", f"/o/{world.site.pk}/settings/"),
        ("structure", f"/o/{world.site.pk}/structure/"),
        ("another-invitation", world.invitation),
    ]


def platform(page: Page, world: World) -> list[tuple[str, str]]:
    """What the administrator sees: among others a region of some size, and two rows for one site."""
    region = factories.organisation("Région de Ternoy", Kind.REGION)
    group = factories.organisation("Groupe du Lac", Kind.GROUP)
    factories.affiliation(group, region)
    one, other = (factories.organisation("Centre du Lac", city="Ternoy") for _twice in range(2))
    for place in (one, *(factories.organisation(city="Ternoy") for _site in range(14))):
        factories.affiliation(place, group)
    return [
        ("region", f"/o/{region.pk}/settings/"),
        ("structure", f"/o/{region.pk}/structure/"),
        ("doubles", "/organisations/doubles/"),
        ("merging", f"/organisations/doubles/merging/?one={one.pk}&other={other.pk}"),
        ("organisations", "/organisations/"),
        ("new-organisation", "/organisations/new/"),
        ("list-of-sites", "/organisations/import/"),
        ("messages", "/messages/"),
    ]


def look_at(visit: Visit, pages: list[tuple[str, str]]) -> list[str]:
    """What is wrong on these pages, folded parts open, in every look."""
    wrong = []
    for name, address in pages:
        page = visit(address)
        for details in page.locator("main details").all():
            details.evaluate("details => details.open = true")
        wrong += [f"{name}: {fault}" for fault in in_every_look(page)]
    return wrong


def test_no_page_at_the_entrance_shuts_anybody_out(visit: Visit, page: Page, world: World) -> None:
    wrong = look_at(visit, entrance(page, world))
    visit("/login/")
    fill_wrongly(page)
    wrong += [f"wrong password: {fault}" for fault in in_every_look(page)]

    assert wrong == []


def test_no_page_inside_shuts_anybody_out(visit: Visit, page: Page, live_server, world: World) -> None:
    open_session(page.context, live_server.url, world.anne)

    assert look_at(visit, inside(page, world)) == []


def test_no_page_of_the_platform_shuts_anybody_out(
    visit: Visit, page: Page, live_server, world: World
) -> None:
    open_session(page.context, live_server.url, world.admin)

    assert look_at(visit, platform(page, world)) == []


def test_two_windows_on_the_same_facts_read_side_by_side(
    visit: Visit, page: Page, live_server, world: World
) -> None:
    open_session(page.context, live_server.url, world.anne)
    visit(f"/o/{world.site.pk}/settings/", width=390)
    standing = factories.standing(world.anne, timezone.localdate())
    services.update(world.site, {"city": "Malroche"}, version=1, standing=standing, at=timezone.now())
    page.get_by_label("Ville").fill("Royèvre-sur-Lac")
    page.get_by_role("button", name="Enregistrer").first.click()

    page.get_by_role("heading", level=1, name="Modifié entre-temps").wait_for()
    assert "Malroche" in page.locator("main").inner_text()
    assert "Royèvre-sur-Lac" in page.locator("main").inner_text()
    assert violations(page) == []
