"""Signing in and out: what opens, what is refused, what is told."""

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aplomb.apps.accounts.models import Limit, Message, Session, User
from aplomb.apps.accounts.sessions import digest
from aplomb.apps.journal.models import Entry
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import Kind
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(steps=0):
    return format_hotp_value(hotp_value(SECRET, int(timezone.now().timestamp()) // 30 + steps))


def with_app(person):
    TOTP.activate(person, SECRET)
    return person


@pytest.fixture
def site():
    return factories.organisation()


@pytest.fixture
def anne(site):
    return factories.quality_manager(site, email="anne@example.org", password=PASSWORD)


def sign_in(client, email="anne@example.org", password=PASSWORD, **more):
    return client.post("/login/", {"login": email, "password": password}, **more)


def actions(person):
    return list(
        Entry.objects.filter(stream=person.stream_id).order_by("seq").values_list("action", flat=True)
    )


def test_the_right_address_and_password_open_a_session(client, anne, settings):
    settings.DEMO = True

    answer = sign_in(client)

    assert (answer.status_code, answer.url) == (302, "/home/")
    assert client.get("/account/").status_code == 200
    assert actions(anne) == ["account.signed-in"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, anne):
    wrong = sign_in(client, password="not the one it should be")
    unknown = sign_in(client, email="nobody@example.org", password="not the one it should be")

    def told(answer):
        return [str(error) for error in answer.context["form"].non_field_errors()]

    assert told(wrong) == told(unknown) != []
    assert wrong.status_code == unknown.status_code
    assert dict(wrong.headers).keys() == dict(unknown.headers).keys()
    assert actions(anne) == ["account.sign-in-failed"]


def test_an_unknown_address_costs_the_database_what_a_known_one_does(client, anne):
    sign_in(client, email="first@example.org", password="x" * 14)  # makes the stream of strangers

    with CaptureQueriesContext(
        connection,
    ) as known:
        sign_in(client, password="not the one it should be")
    with CaptureQueriesContext(connection) as unknown:
        sign_in(client, email="nobody@example.org", password="not the one it should be")

    assert abs(len(known) - len(unknown)) <= 1


def test_a_session_is_kept_under_a_digest_and_sealed(client, anne, settings):
    settings.DEMO = True
    sign_in(client)

    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=anne)

    assert row.pk == digest(key) != key
    assert len(key) == 43
    assert b"_auth_user" not in base64.b64decode(row.session_data)


def test_signing_in_changes_the_session_key(client, anne, settings):
    settings.DEMO = True
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=digest(before)).exists()


def test_a_session_left_unused_for_half_an_hour_is_over(client, anne, settings):
    settings.DEMO = True
    sign_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert client.get("/account/").url.startswith("/login/")


@pytest.mark.parametrize(
    ("role", "kind", "idle", "absolute"),
    [
        (Role.EVALUATOR, Kind.SITE, 30, 12),
        (Role.SECRETARY, Kind.ASSOCIATION, 15, 8),
    ],
)
def test_sessions_of_the_gravest_roles_are_shorter(client, settings, role, kind, idle, absolute):
    settings.DEMO = True
    factories.member(factories.organisation(kind=kind), role, email="x@example.org", password=PASSWORD)
    sign_in(client, email="x@example.org")
    store, now = client.session, timezone.now()

    assert store["_idle"] == idle * 60
    assert (
        timedelta(hours=absolute) - timedelta(minutes=1)
        < timezone.datetime.fromisoformat(store["_end"]) - now
    )
    assert Session.objects.get(user__email="x@example.org").expire_date - now <= timedelta(minutes=idle)


def test_a_session_in_use_is_noted_once_a_minute(client, anne, settings):
    settings.DEMO = True
    sign_in(client)
    client.get("/account/")
    before = timezone.now() - timedelta(minutes=2)
    Session.objects.update(last_seen_at=before)

    client.get("/account/")

    assert Session.objects.get(user=anne).last_seen_at > before + timedelta(minutes=1)


def test_five_failures_make_the_next_try_wait_whatever_the_address(client, anne):
    for number in range(5):
        sign_in(client, password=f"wrong password {number}", REMOTE_ADDR=f"192.0.2.{number}")

    answer = sign_in(client, REMOTE_ADDR="198.51.100.1")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_what_is_waited_grows_and_never_passes_a_quarter_of_an_hour(client, anne):
    waits = []
    for number in range(9):
        Limit.objects.update(blocked_until=None)
        sign_in(client, password=f"wrong password {number}", REMOTE_ADDR=f"192.0.2.{number}")
        waits.append(int(sign_in(client, REMOTE_ADDR="198.51.100.1").headers.get("Retry-After", 0)))
        sign_in(client, password="wrong") if not waits[-1] else None

    assert max(waits) <= 15 * 60
    assert waits == sorted(waits)


def test_the_owner_signs_in_again_when_the_wait_is_over(client, anne, settings):
    settings.DEMO = True
    for number in range(5):
        sign_in(client, password=f"wrong password {number}")
    Limit.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))

    assert sign_in(client).status_code == 302
    assert not Limit.objects.filter(key__startswith="sign-in:").exists()


def test_twenty_failures_from_one_network_are_enough_for_it(client, anne):
    for number in range(20):
        sign_in(client, email=f"who{number}@example.org", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")

    assert sign_in(client, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_the_page_of_a_limit_is_the_same_whatever_was_tried(client, anne):
    for number in range(20):
        sign_in(client, email=f"who{number}@example.org", password="x" * 14)

    known, unknown = sign_in(client), sign_in(client, email="nobody@example.org")

    assert known.status_code == unknown.status_code == 429
    assert known.content == unknown.content


def test_a_closed_account_opens_nothing(client, anne):
    User.objects.update(is_active=False)

    assert sign_in(client).url == "/login/closed/"
    assert client.get("/account/").url.startswith("/login/")


def test_closing_an_account_ends_its_sessions_at_the_next_request(client, anne, settings):
    settings.DEMO = True
    sign_in(client)
    User.objects.update(is_active=False)

    assert client.get("/account/").url.startswith("/login/")


def test_signing_out_leaves_nothing_on_the_device(client, anne, settings):
    settings.DEMO = True
    sign_in(client)

    answer = client.post("/logout/")

    assert answer["Clear-Site-Data"] == '"cache", "cookies"'
    assert not Session.objects.filter(user=anne).exists()
    assert actions(anne) == ["account.signed-in", "account.signed-out"]


def test_signing_out_takes_a_form(client, anne, settings):
    settings.DEMO = True
    sign_in(client)

    assert client.get("/logout/").status_code == 200
    assert Session.objects.filter(user=anne).exists()


def test_signed_in_pages_stay_out_of_caches(client, anne, settings):
    settings.DEMO = True
    sign_in(client)

    answer = client.get("/account/")

    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_nobody_signs_up(client):
    assert client.get("/signup/").status_code == 404


# — The second factor —————————————————————————————————————————————————————————


def test_with_a_factor_the_password_alone_opens_nothing(client, anne):
    with_app(anne)

    answer = sign_in(client)

    assert answer.url == "/login/factor/"
    assert client.get("/account/").url.startswith("/login/")


def test_the_code_of_the_app_then_opens_the_session(client, anne):
    with_app(anne)
    sign_in(client)

    answer = client.post("/login/factor/", {"code": code_now()})

    assert answer.url == "/login/device/"
    assert client.post("/login/device/", {"action": "dont"}).url == "/home/"
    assert client.get("/account/").status_code == 200


def test_a_code_serves_once_even_in_another_process(client, anne):
    with_app(anne)
    code = code_now()
    sign_in(client)
    client.post("/login/factor/", {"code": code})
    client.post("/login/device/", {"action": "dont"})
    client.post("/logout/")
    cache.clear()  # another process remembers nothing of this one's
    sign_in(client)

    assert client.post("/login/factor/", {"code": code}).status_code == 200
    assert client.get("/account/").url.startswith("/login/")


def test_a_recovery_code_serves_once(client, anne):
    with_app(anne)
    code = RecoveryCodes.activate(anne).get_unused_codes()[0]
    sign_in(client)
    assert client.post("/login/factor/", {"code": code}).url == "/login/device/"
    client.post("/login/device/", {"action": "dont"})
    client.post("/logout/")
    sign_in(client)

    assert client.post("/login/factor/", {"code": code}).status_code == 200


def test_five_wrong_codes_make_the_next_wait(client, anne):
    with_app(anne)
    sign_in(client)
    for number in range(5):
        client.post("/login/factor/", {"code": f"{number:06}"})

    assert client.post("/login/factor/", {"code": code_now()}).status_code == 429


def test_a_device_may_be_trusted_for_thirty_days(client, anne, settings):
    with_app(anne)
    sign_in(client)
    client.post("/login/factor/", {"code": code_now()})
    client.post("/login/device/", {"action": "trust"})
    cookie = client.cookies[settings.MFA_TRUST_COOKIE_NAME]
    client.cookies.pop(settings.SESSION_COOKIE_NAME)

    assert sign_in(client).url == "/home/"
    assert cookie["max-age"] == 30 * 24 * 3600


def test_the_gravest_roles_give_it_at_each_sign_in(client, settings):
    association = factories.organisation(kind=Kind.ASSOCIATION)
    person = factories.member(association, Role.SECRETARY, email="s@example.org", password=PASSWORD)
    with_app(person)
    sign_in(client, email="s@example.org")

    assert client.post("/login/factor/", {"code": code_now()}).url == "/home/"


def test_the_seed_of_the_app_is_sealed(anne):
    with_app(anne)

    assert SECRET not in str(Authenticator.objects.get(user=anne).data)


# — Who must have one ——————————————————————————————————————————————————————————


def test_who_must_have_a_factor_is_sent_to_set_one_up_and_nowhere_else(client, anne):
    sign_in(client)

    assert client.get("/account/").url == "/account/second-factor/"
    assert client.get("/o/1/").url == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert client.get("/account/factors/app/").status_code == 200
    assert client.get("/logout/").status_code == 200


def test_in_a_demonstration_it_is_offered(client, anne, settings):
    settings.DEMO = True
    sign_in(client)

    assert client.get("/account/").status_code == 200


def test_a_site_may_leave_evaluators_without_but_not_its_quality_manager(client, site):
    site.demands_second_factor = False
    site.save()
    factories.quality_manager(site, email="q@example.org", password=PASSWORD)
    factories.evaluator(site, email="e@example.org", password=PASSWORD)

    sign_in(client, email="e@example.org")
    assert client.get("/account/").status_code == 200
    client.post("/logout/")
    sign_in(client, email="q@example.org")
    assert client.get("/account/").url == "/account/second-factor/"


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_the_rest_and_ends_the_other_sessions(client, anne):
    other = Client()
    sign_in(other)
    sign_in(client)
    client.get("/account/factors/app/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))

    answer = client.post("/account/factors/app/", {"code": code})

    assert answer.url == "/account/factors/codes/"
    codes = client.get("/account/factors/codes/").context["unused_codes"]
    assert len(set(codes)) == 10
    assert client.get("/account/factors/codes/").context["can_view_codes"] is False
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").url.startswith("/login/")
    assert "factor.added" in actions(anne)
    assert Message.objects.filter(to=anne.email).count() == 1


def test_removing_the_last_factor_sends_back_to_set_one_up(client, anne):
    with_app(anne)
    sign_in(client)
    client.post("/login/factor/", {"code": code_now()})
    client.post("/login/device/", {"action": "dont"})

    client.post("/account/factors/app/removal/")

    assert not Authenticator.objects.filter(user=anne).exists()
    assert client.get("/account/").url == "/account/second-factor/"
