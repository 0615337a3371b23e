"""One's own account: what one changes, what ends, what one takes away."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts import links, outbox, tokens
from aplomb.apps.accounts.models import Link, Message, Session, Token, User
from aplomb.apps.accounts.sessions import digest
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.queries import faults
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
OTHER = "brouette-violette-tarte"
PROFILE = {
    "honorific": "Dr",
    "first_name": "Anne",
    "last_name": "Royèvre",
    "language": "fr",
    "auto_advance": "on",
    "version": "1",
}


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def anne():
    return factories.quality_manager(
        factories.organisation("Centre de Clairvaldieu"),
        email="anne@example.org",
        password=PASSWORD,
        first_name="Anne",
        last_name="Royèvre",
    )


def signed_in_as(person, password=PASSWORD):
    client = Client()
    client.post("/login/", {"login": person.email, "password": password})
    return client


@pytest.fixture
def signed_in(anne):
    return signed_in_as(anne)


def actions(person):
    return list(
        Entry.objects.filter(stream=person.stream_id).order_by("seq").values_list("action", flat=True)
    )


def link_in_mail():
    text = outbox.text_of(Message.objects.latest("pk"))
    return "/" + next(word for word in text.split() if word.startswith("http")).split("/", 3)[3]


def forget_confirmation(client):
    """As if the person had signed in more than five minutes ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()


# — Name, preferences —————————————————————————————————————————————————————————


def test_name_and_preferences_are_changed_and_told(signed_in, anne):
    signed_in.post("/account/profile/", PROFILE)

    anne.refresh_from_db()
    assert str(anne) == "Dr Anne Royèvre"
    assert (anne.keyboard_shortcuts, anne.auto_advance, anne.version) == (False, True, 2)
    assert actions(anne)[-1] == "account.updated"


def test_the_language_is_that_of_the_next_page(signed_in):
    answer = signed_in.post("/account/profile/", {**PROFILE, "language": "en"}, follow=True)

    assert "Name and preferences" in answer.content.decode()


def test_two_windows_on_the_same_name_show_both(signed_in, anne):
    signed_in.post("/account/profile/", PROFILE)

    answer = signed_in.post("/account/profile/", {**PROFILE, "last_name": "Malvois"})

    assert answer.status_code == 409
    assert "Malvois" in answer.content.decode()
    assert User.objects.get(pk=anne.pk).last_name == "Royèvre"


def test_the_form_takes_only_its_own_fields(signed_in, anne):
    fields = {field.name: "1" for field in User._meta.fields if field.name not in PROFILE}

    signed_in.post("/account/profile/", {**fields, **PROFILE})

    anne.refresh_from_db()
    assert (anne.email, anne.is_administrator) == ("anne@example.org", False)
    assert anne.check_password(PASSWORD)


# — Password ——————————————————————————————————————————————————————————————————


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(signed_in, anne):
    other = signed_in_as(anne)

    signed_in.post("/account/password/", {"current": PASSWORD, "password": OTHER})

    assert signed_in.get("/account/").status_code == 200
    assert other.get("/account/").url.startswith("/login/")
    assert Message.objects.get().subject == "Votre mot de passe a été changé"
    assert signed_in_as(anne, OTHER).get("/account/").status_code == 200


def test_the_password_in_use_is_asked_and_counted(signed_in, anne):
    wrong = [
        signed_in.post("/account/password/", {"current": f"wrong {n}", "password": OTHER}).status_code
        for n in range(6)
    ]

    assert wrong == [422] * 5 + [429]
    assert User.objects.get(pk=anne.pk).check_password(PASSWORD)


# — Forgotten password —————————————————————————————————————————————————————————


def test_a_link_is_sent_and_lets_choose_another_password(client, anne):
    answer = client.post("/login/forgotten/", {"email": "Anne@example.org "})
    assert answer.url == "/login/forgotten/sent/"
    link = link_in_mail()

    page = client.get(link)
    assert page["Referrer-Policy"] == "no-referrer"
    client.post(link, {"password": OTHER})

    assert User.objects.get(pk=anne.pk).check_password(OTHER)
    assert client.get(link).status_code == 404
    assert actions(anne) == ["account.new-password-asked", "account.password-changed"]


def test_an_unknown_address_gets_the_same_answer_and_no_message(client, anne):
    known = client.post("/login/forgotten/", {"email": "anne@example.org"})
    unknown = client.post("/login/forgotten/", {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert known.headers.keys() == unknown.headers.keys()
    assert Message.objects.count() == 1


def test_choosing_another_password_ends_every_session_and_opens_none(signed_in, client, anne):
    client.post("/login/forgotten/", {"email": anne.email})

    client.post(link_in_mail(), {"password": OTHER})

    assert signed_in.get("/account/").url.startswith("/login/")
    assert client.get("/account/").url.startswith("/login/")


def test_a_link_dies_after_half_an_hour(client, anne):
    secret = links.make(anne, Link.Purpose.PASSWORD, at=timezone.now() - timedelta(minutes=30))

    assert client.get(f"/login/forgotten/{secret}/").status_code == 404


def test_a_link_dies_with_the_address_it_was_sent_to(client, anne):
    secret = links.make(anne, Link.Purpose.PASSWORD, at=timezone.now())
    User.objects.filter(pk=anne.pk).update(email="new@example.org")

    assert client.get(f"/login/forgotten/{secret}/").status_code == 404


def test_a_newer_link_kills_the_one_before(client, anne):
    first, second = (links.make(anne, Link.Purpose.PASSWORD, at=timezone.now()) for _ in range(2))

    assert client.get(f"/login/forgotten/{first}/").status_code == 404
    assert client.get(f"/login/forgotten/{second}/").status_code == 200


def test_looking_does_not_use_it_up_and_a_weak_password_neither(client, anne):
    secret = links.make(anne, Link.Purpose.PASSWORD, at=timezone.now())
    client.get(f"/login/forgotten/{secret}/")

    assert client.post(f"/login/forgotten/{secret}/", {"password": "court"}).status_code == 422
    assert client.post(f"/login/forgotten/{secret}/", {"password": OTHER}).status_code == 302


def test_three_links_an_hour_are_sent_and_the_answer_stays_the_same(client, anne):
    answers = {client.post("/login/forgotten/", {"email": anne.email}).url for _ in range(5)}

    assert answers == {"/login/forgotten/sent/"}
    assert Message.objects.count() == 3


def test_a_link_is_bound_to_its_purpose(client, anne):
    secret = links.make(anne, Link.Purpose.EMAIL, at=timezone.now(), email="new@example.org")

    assert client.get(f"/login/forgotten/{secret}/").status_code == 404


# — Address ———————————————————————————————————————————————————————————————————


def test_the_new_address_is_taken_once_confirmed_and_the_old_one_is_told(signed_in, anne):
    signed_in.post("/account/email/", {"email": "new@example.org"})
    link = link_in_mail()
    assert User.objects.get(pk=anne.pk).email == "anne@example.org"

    signed_in.get(link)
    signed_in.post(link)

    assert User.objects.get(pk=anne.pk).email == "new@example.org"
    assert list(Message.objects.order_by("pk").values_list("to", flat=True)) == [
        "new@example.org",
        "anne@example.org",
    ]
    assert actions(anne)[-2:] == ["account.email-change-asked", "account.email-changed"]


def test_an_address_that_somebody_has_is_not_told_apart(signed_in, anne):
    factories.user("taken@example.org")

    taken = signed_in.post("/account/email/", {"email": "taken@example.org"})
    free = signed_in.post("/account/email/", {"email": "free@example.org"})

    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert list(Message.objects.values_list("to", flat=True)) == ["free@example.org"]


def test_nobody_else_confirms_it(anne):
    secret = links.make(anne, Link.Purpose.EMAIL, at=timezone.now(), email="new@example.org")
    stranger = signed_in_as(factories.user("other@example.org", password=PASSWORD))

    assert stranger.post(f"/account/email/{secret}/").status_code == 404


# — Step-up ———————————————————————————————————————————————————————————————————


def test_what_is_grave_asks_again_after_five_minutes_then_goes_on(signed_in, anne):
    forget_confirmation(signed_in)

    asked = signed_in.post("/account/tokens/", {"name": "tableau", "scope": "read", "days": "30"})
    assert asked.url.startswith("/account/confirm/password/")
    done = signed_in.post(asked.url, {"password": PASSWORD})

    assert done.status_code == 201
    assert done.context["key"].startswith("aplomb_")
    assert Token.objects.get().name == "tableau"


def test_with_a_factor_the_password_does_not_confirm(signed_in, anne):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(anne, "JBSWY3DPEHPK3PXP")

    asked = signed_in.post("/account/tokens/", {"name": "x", "scope": "read", "days": "30"})

    assert asked.url.startswith("/account/confirm/code/")
    assert signed_in.get("/account/confirm/password/").url.startswith("/account/confirm/code/")
    signed_in.post("/account/confirm/password/", {"password": PASSWORD})
    assert not Token.objects.exists()


# — Sessions, keys ————————————————————————————————————————————————————————————


def test_a_session_is_ended_from_another(signed_in, anne):
    other = signed_in_as(anne)
    [row] = Session.objects.filter(user=anne).exclude(pk=digest(signed_in.session.session_key))

    signed_in.post(f"/account/sessions/{row.pk}/end/")

    assert other.get("/account/").url.startswith("/login/")
    assert signed_in.get("/account/").status_code == 200


def test_all_the_others_are_ended_at_once(signed_in, anne):
    others = [signed_in_as(anne) for _ in range(3)]

    signed_in.post("/account/sessions/end/")

    assert all(other.get("/account/").url.startswith("/login/") for other in others)
    assert signed_in.get("/account/").status_code == 200


def test_somebody_else_s_session_is_not_reached(signed_in):
    stranger = factories.user("other@example.org", password=PASSWORD)
    theirs = signed_in_as(stranger)
    row = Session.objects.get(user=stranger)

    assert signed_in.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert theirs.get("/account/").status_code == 200


def test_a_key_is_shown_once_kept_hashed_and_its_person_told(signed_in, anne):
    answer = signed_in.post("/account/tokens/", {"name": "tableau", "scope": "read", "days": "30"})

    key = answer.context["key"]
    token = Token.objects.get()
    assert key in answer.content.decode()
    assert key not in signed_in.get("/account/").content.decode()
    assert token.digest == tokens.digest(key)
    assert tokens.find(key, timezone.now()) == token
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)
    assert Message.objects.get().to == anne.email
    assert actions(anne)[-1] == "token.created"


def test_ninety_days_at_most(signed_in):
    answer = signed_in.post("/account/tokens/", {"name": "x", "scope": "read", "days": "91"})

    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_revoked_key_opens_nothing(signed_in):
    key = signed_in.post("/account/tokens/", {"name": "x", "scope": "write", "days": "1"}).context["key"]

    signed_in.post(f"/account/tokens/{Token.objects.get().pk}/revocation/")

    assert tokens.find(key, timezone.now()) is None


def test_somebody_else_s_key_is_not_reached(signed_in):
    theirs = factories.user()
    from aplomb.apps.accounts.services import make_token

    token, key = make_token(theirs, name="x", scope="read", days=3, at=timezone.now())

    assert signed_in.post(f"/account/tokens/{token.pk}/revocation/").status_code == 404
    assert tokens.find(key, timezone.now()) == token


# — My data ———————————————————————————————————————————————————————————————————


def test_a_person_takes_everything_that_is_kept_about_them(signed_in, anne):
    signed_in.post("/account/tokens/", {"name": "tableau", "scope": "read", "days": "30"})

    answer = signed_in.post("/account/data/")

    data = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert data["account"]["email"] == "anne@example.org"
    assert data["roles"] == [
        {
            "organisation": "Centre de Clairvaldieu",
            "role": "quality_manager",
            "from": "2026-01-01",
            "until": None,
        }
    ]
    assert [line["action"] for line in data["history"]] == [
        "account.signed-in",
        "token.created",
        "account.exported",
    ]


def test_no_secret_leaves_with_it(signed_in, anne):
    key = signed_in.post("/account/tokens/", {"name": "x", "scope": "read", "days": "30"}).context["key"]
    anne.refresh_from_db()

    text = signed_in.post("/account/data/").content.decode()

    secrets = [key, Token.objects.get().digest, anne.password, signed_in.session.session_key]
    assert not [secret for secret in secrets if secret in text]


def test_the_journal_of_an_account_is_sound(signed_in, anne):
    signed_in.post("/account/profile/", PROFILE)
    signed_in.post("/account/data/")

    assert list(faults()) == []


@pytest.mark.parametrize("typed", ["99000001018", "990 0000 1018", "99000001018 "])
def test_an_rpps_number_is_kept_without_its_spaces(signed_in, anne, typed):
    signed_in.post("/account/profile/", {**PROFILE, "profession": "radiologist", "rpps": typed})

    anne.refresh_from_db()
    assert (anne.profession, anne.rpps) == ("radiologist", "99000001018")


def test_a_wrong_rpps_number_says_what_is_wrong_and_keeps_the_profile(signed_in, anne):
    answer = signed_in.post("/account/profile/", {**PROFILE, "rpps": "99000009999"})

    anne.refresh_from_db()
    assert answer.status_code == 422
    assert "Ce n’est pas un numéro RPPS" in answer.content.decode()
    assert anne.rpps == ""


def test_reminders_can_be_switched_off(signed_in, anne):
    assert anne.reminders

    signed_in.post("/account/profile/", PROFILE)

    anne.refresh_from_db()
    assert not anne.reminders
