"""`/healthz` and `/readyz`: alive, ready; the detail stays on the machine, or goes to an administrator's key."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aplomb.apps.accounts import services
from aplomb.apps.journal.services import SYSTEM
from tests import factories

pytestmark = pytest.mark.django_db
DETAIL = {"database", "migrations", "disk"}


def key_of(user, **life):
    return services.make_token(
        user, name="watch", scope="read", days=1, at=life.get("at", timezone.now()), by=SYSTEM
    )[1]


@pytest.fixture
def administrator():
    return factories.administrator()


def ask(address="127.0.0.1", **headers):
    answer = Client(REMOTE_ADDR=address).get("/readyz", headers=headers)
    assert answer.status_code == 200
    assert answer["Cache-Control"]
    return answer.json()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_on_the_machine_the_detail_is_told(address):
    assert ask(address) == {"ready": True, "database": True, "migrations": True, "disk": True}


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"]
)
def test_through_a_proxy_of_the_machine_no_detail_goes_out(header):
    assert ask(**{header: "203.0.113.9"}) == {"ready": True}


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.4", "2001:db8::1", ""])
def test_from_elsewhere_no_detail_goes_out(address):
    assert ask(address) == {"ready": True}


def test_an_administrator_s_key_opens_the_detail_from_anywhere(administrator):
    bearer = f"Bearer {key_of(administrator)}"
    assert set(ask("203.0.113.9", Authorization=bearer)) == {"ready", *DETAIL}


def test_no_other_key_opens_it(administrator):
    over = key_of(administrator, at=timezone.now() - timedelta(days=2))
    ordinary = key_of(factories.user("anne@example.org"))

    for key in (over, ordinary, "aplomb_of-nobody", ""):
        assert ask("203.0.113.9", Authorization=f"Bearer {key}") == {"ready": True}


def test_without_a_room_on_the_disk_it_is_not_ready(monkeypatch):
    monkeypatch.setattr("aplomb.config.health.LEAST_FREE_SHARE", 1.0)
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": True, "migrations": True, "disk": False}


def test_both_are_asked_beside_the_proxy_without_https(settings):
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get("/healthz").json() == {"alive": True}
    assert Client().get("/readyz").status_code == 200
    assert Client().get("/").status_code == 301
