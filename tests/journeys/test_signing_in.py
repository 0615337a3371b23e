"""A person arrives: invited by mail, with a password and a second factor; comes back; forgets; is kept out."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aplomb.apps.accounts import outbox
from aplomb.apps.accounts.models import User
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Membership
from aplomb.domain.access.matrix import Role
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.people import code_of, confirm, open_session, passkey_device

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOSEN = "une lanterne au fond du puits"


@pytest.fixture
def site():
    return factories.organisation("Centre d’imagerie de Clairvaldieu", short_name="Clairvaldieu")


def link_in(mailbox) -> str:
    outbox.send_waiting()
    found = re.search(r"https?://\S+", mailbox.text_of())
    assert found is not None
    return found.group(0)


def invite(site, origin, email="zoe@example.org", role=Role.QUALITY_MANAGER):
    boss = factories.quality_manager(site, first_name="Anne", last_name="Royèvre")
    standing = factories.standing(boss, timezone.localdate())
    services.invite(site, [email], role, standing=standing, origin=origin, at=timezone.now())


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("Adresse de courriel").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def set_up_app(page: Page) -> str:
    """Follow the page of the app; returns its key."""
    page.get_by_role("link", name="Une application qui affiche des codes").click()
    page.get_by_text("Saisir plutôt la clé").click()
    secret = page.locator(".secret").inner_text()
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Installer l’application").click()
    return secret


def test_invited_by_mail_a_quality_manager_makes_an_account_and_comes_back(
    page: Page, live_server, mailbox, site
):
    invite(site, live_server.url)

    page.goto(link_in(mailbox))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Rejoindre {site.name}")
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label("Nom", exact=True).fill("Malvois")
    page.get_by_label("Mot de passe").fill(CHOSEN)
    page.get_by_role("button", name="Créer le compte et rejoindre").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Installez un second facteur")
    secret = set_up_app(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page).to_have_url(re.compile("/home/$"))
    assert Membership.objects.get(user__email="zoe@example.org").role == Role.QUALITY_MANAGER

    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile("/$"))
    sign_in(page, "zoe@example.org", CHOSEN)
    page.locator("#id_code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Demander à chaque fois").click()
    expect(page).to_have_url(re.compile("/home/$"))


def test_a_passkey_is_made_then_opens_the_account_without_a_password(page: Page, site):
    factories.quality_manager(site, email="zoe@example.org", password=PASSWORD)
    with passkey_device(page):
        sign_in(page, "zoe@example.org", PASSWORD)
        page.get_by_role("link", name="Une clé d’accès").click()
        page.get_by_label("Nom de la clé").fill("Cet ordinateur")
        page.get_by_role("button", name="Créer la clé d’accès").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
        page.get_by_role("link", name="Je les ai gardés").click()
        expect(page).to_have_url(re.compile("/home/$"))
        page.get_by_role("button", name="Se déconnecter").click()

        page.goto("/login/")
        page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
        expect(page).to_have_url(re.compile("/home/$"))
        page.goto("/account/")
        expect(page.locator(".rows b", has_text="Cet ordinateur")).to_be_visible()


def test_the_passkey_also_serves_as_second_factor_after_the_password(page: Page, site):
    factories.quality_manager(site, email="zoe@example.org", password=PASSWORD)
    with passkey_device(page):
        sign_in(page, "zoe@example.org", PASSWORD)
        page.get_by_role("link", name="Une clé d’accès").click()
        page.get_by_role("button", name="Créer la clé d’accès").click()
        page.get_by_role("link", name="Je les ai gardés").click()
        page.get_by_role("button", name="Se déconnecter").click()

        sign_in(page, "zoe@example.org", PASSWORD)
        page.get_by_role("button", name="Utiliser une clé d’accès").click()
        page.get_by_role("button", name="Demander à chaque fois").click()
        expect(page).to_have_url(re.compile("/home/$"))


def test_a_wrong_password_says_so_without_saying_what_is_wrong(page: Page, site):
    factories.quality_manager(site, email="zoe@example.org", password=PASSWORD)

    sign_in(page, "zoe@example.org", "pas le bon du tout")

    expect(page.get_by_role("alert").first).to_have_text(
        "Cette adresse et ce mot de passe ne vont pas ensemble."
    )
    expect(page.get_by_label("Adresse de courriel")).to_have_value("zoe@example.org")


def test_a_forgotten_password_is_chosen_anew_through_the_mailbox(page: Page, mailbox, site, settings):
    settings.DEMO = True
    factories.quality_manager(site, email="zoe@example.org", password=PASSWORD)

    page.goto("/login/")
    page.get_by_role("link", name="Mot de passe oublié").click()
    page.get_by_label("Adresse de courriel").fill("zoe@example.org")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")
    page.goto(link_in(mailbox))
    page.locator("#id_password").fill(CHOSEN)
    page.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est changé")

    sign_in(page, "zoe@example.org", CHOSEN)
    expect(page).to_have_url(re.compile("/home/$"))


def test_the_whole_arrival_by_keyboard_alone(page: Page, mailbox, live_server, site, settings):
    settings.DEMO = True
    invite(site, live_server.url)
    page.goto(link_in(mailbox))

    page.get_by_label("Prénom").focus()
    page.keyboard.type("Zoé")
    page.keyboard.press("Tab")
    page.keyboard.type("Malvois")
    page.keyboard.press("Tab")
    page.keyboard.type(CHOSEN)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Afficher")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("Mot de passe")).to_have_attribute("type", "text")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/home/$"))

    page.goto("/logout/")
    page.get_by_role("button", name="Se déconnecter").last.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    page.goto("/login/")
    expect(page.get_by_label("Adresse de courriel")).to_be_focused()
    page.keyboard.type("zoe@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(CHOSEN)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/home/$"))


def test_without_scripts_one_joins_and_signs_in_all_the_same(
    plain_page: Page, mailbox, live_server, site, settings
):
    settings.DEMO = True
    invite(site, live_server.url)
    plain_page.goto(link_in(mailbox))
    plain_page.get_by_label("Prénom").fill("Zoé")
    plain_page.get_by_label("Nom", exact=True).fill("Malvois")
    plain_page.get_by_label("Mot de passe").fill(CHOSEN)
    plain_page.get_by_role("button", name="Créer le compte et rejoindre").click()
    expect(plain_page).to_have_url(re.compile("/home/$"))

    expect(plain_page.get_by_role("button", name="clé d’accès")).to_have_count(0)


def test_the_manager_invites_sends_again_and_ends_a_role(page: Page, live_server, site, settings):
    settings.DEMO = True
    boss = factories.quality_manager(site, email="anne@example.org", password=PASSWORD)
    factories.evaluator(site, first_name="Karim", last_name="Brisvent")
    open_session(page.context, live_server.url, boss)

    page.goto(f"/o/{site.pk}/team/")
    page.get_by_label("Adresses de courriel").fill("lise@example.org, marc@example.org")
    page.get_by_label("Rôle").select_option(label="Évaluateur")
    page.get_by_role("button", name="Envoyer les invitations").click()
    expect(page.get_by_text("2 invitations sont en route")).to_be_visible()
    page.get_by_role("button", name="Renvoyer lise@example.org").click()
    expect(page.get_by_text("1 invitation est en route")).to_be_visible()
    page.get_by_role("button", name="Révoquer marc@example.org").click()
    expect(page.get_by_role("row", name=re.compile("marc@"))).to_have_count(0)

    page.get_by_role("link", name="Terminer Karim Brisvent").click()
    page.get_by_role("button", name="Mettre fin au rôle").click()
    expect(page.get_by_text("Le rôle de Karim Brisvent est terminé")).to_be_visible()
    assert not Membership.objects.filter(user__last_name="Brisvent", ends_on=None).exists()


def test_a_grave_act_asks_again_then_goes_on_where_it_was(page: Page, live_server, site, settings):
    settings.DEMO = True
    boss = factories.quality_manager(site, email="anne@example.org", password=PASSWORD)
    store = open_session(page.context, live_server.url, boss)
    confirm(store, boss, ago=301)
    page.goto("/account/")
    page.get_by_text("Nouvelle clé").click()
    page.get_by_label("À quoi elle sert").fill("Tableau de bord")
    page.get_by_role("button", name="Créer la clé", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez que c’est vous")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator(".shown-once")).to_have_text(re.compile("^aplomb_"))
    assert User.objects.get(pk=boss.pk).tokens.get().name == "Tableau de bord"
