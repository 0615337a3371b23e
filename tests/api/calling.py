"""Programs and browsers that call the API, for the tests."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.test import Client, RequestFactory
from django.utils import timezone

from aplomb.apps.accounts import tokens
from aplomb.apps.accounts.models import Token, User

API = "/api/v1"
PROBLEM = "application/problem+json"


def key_of(person: User, scope: str = "write", *, days: int = 30, **fields: Any) -> str:
    """A key for a program of this person; no event, no mail."""
    key, prefix, digest = tokens.draw()
    ends_at = timezone.now() + timedelta(days=days)
    Token.objects.create(
        user=person, name="essai", scope=scope, prefix=prefix, digest=digest, expires_at=ends_at, **fields
    )
    return key


@dataclass
class Caller:
    """Calls addresses of the API and reads what comes back; `headers` go with each call."""

    client: Client
    headers: dict[str, str]

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(API + path, headers={**self.headers, **headers})

    def head(self, path: str) -> Any:
        return self.client.head(API + path, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A call with a JSON body."""
        data = b"" if body is None else json.dumps(body)
        return self.client.generic(
            method, API + path, data, content_type="application/json", headers={**self.headers, **headers}
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)


def program(person: User, scope: str = "write") -> Caller:
    """A program that holds a key of this person."""
    return Caller(Client(), {"Authorization": f"Bearer {key_of(person, scope)}"})


def browser(person: User, *, checks_forms: bool = False) -> Caller:
    """A browser in which this person is signed in. `checks_forms`: their form tokens are demanded."""
    client = Client(enforce_csrf_checks=checks_forms)
    client.force_login(person)
    return Caller(client, {})


def confirmed(person: User) -> Caller:
    """A browser whose person has just proved that it is them."""
    caller = browser(person)
    request = RequestFactory().get("/")
    request.session, request.user = caller.client.session, person
    record_authentication(request, person, "password", email=person.email)
    request.session.save()
    return caller


def nobody() -> Caller:
    return Caller(Client(), {})


def problem_of(response: Any, status: int) -> dict[str, Any]:
    """The problem that an answer holds, once it has been found to be one of that status."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["code"]
    return body
