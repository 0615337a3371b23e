"""Forms from elsewhere are refused; those of a page without a referrer are not, if they come from here."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user())
    return client


def send(client, *, token=True, **headers):
    page = client.get("/account/").content.decode()
    value = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0] if token else ""
    answer = client.post("/account/sessions/end/", {"csrfmiddlewaretoken": value}, headers=headers)
    return answer.status_code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"origin": "http://testserver"}, 302),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 302),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_where_a_form_comes_from(strict, headers, status):
    assert send(strict, **headers) == status


def test_a_form_without_its_token_is_refused_wherever_it_comes_from(strict):
    assert send(strict, token=False, origin="null", **{"sec-fetch-site": "same-origin"}) == 403
