"""What the journeys of people share: a browser that is signed in, codes of an app, a passkey in the browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.sessions import SessionStore


def open_session(context: BrowserContext, address: str, person: User) -> SessionStore:
    """Sign a browser in as somebody who has just given their password."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    confirm(store, person)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": address}])
    return store


def confirm(store: SessionStore, person: User, *, ago: float = 0) -> None:
    """As if the password had been given so many seconds ago."""
    store["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    store["account_authentication_methods_user"] = str(person.pk)
    store.save()


def code_of(secret: str, *, steps: int = 0) -> str:
    """What the app shows, now or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 + steps))


@contextmanager
def passkey_device(page: Page) -> Iterator[Any]:
    """A device that holds passkeys and says yes, in the browser itself."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield devtools
    devtools.send("WebAuthn.disable")
