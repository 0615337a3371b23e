"""Every route of the site with its methods and the right that it asks: for `aplomb routes` and for the tests.

A view says which right it asks by its mark (`apps.accounts.rights`, `apps.organisations.rights`). Those of other
packages, and of the floor below the marks, are named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from aplomb.apps.accounts.rights import PUBLIC, asked_by
from aplomb.config.api import api
from aplomb.config.openapi import PREFIX

READ, WRITE = ("GET", "HEAD"), ("POST",)
FORM = ("GET", "HEAD", "POST")
# By the route's name: the right, and the methods.
UNMARKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "healthz": (PUBLIC, READ),
    "readyz": (PUBLIC, READ),
    "web:theme": (PUBLIC, WRITE),
    "web:language": (PUBLIC, WRITE),
    "web:components": (PUBLIC, READ),
    "home:home": (PUBLIC, READ),
    "api-pages:root": (PUBLIC, READ),
    "referentials:list": ("referential.read", READ),
    "referentials:compare": ("referential.read", READ),
    "referentials:newest": ("referential.read", READ),
    "referentials:detail": ("referential.read", READ),
    "referentials:criterion": ("referential.read", READ),
    "referentials:grid": ("referential.read", READ),
    "referentials:download": ("referential.read", READ),
    "account_login": (PUBLIC, FORM),
    "account_inactive": (PUBLIC, READ),
    "mfa_authenticate": (PUBLIC, FORM),
    "mfa_trust": (PUBLIC, FORM),
    "mfa_login_webauthn": (PUBLIC, FORM),
    "account_reauthenticate": ("my_data.write", FORM),
    "mfa_reauthenticate": ("my_data.write", FORM),
    "mfa_reauthenticate_webauthn": ("my_data.write", FORM),
    "mfa_activate_totp": ("my_data.write", FORM),
    "mfa_deactivate_totp": ("my_data.write", FORM),
    "mfa_add_webauthn": ("my_data.write", FORM),
    "mfa_edit_webauthn": ("my_data.write", FORM),
    "mfa_remove_webauthn": ("my_data.write", FORM),
    "mfa_view_recovery_codes": ("my_data.read", READ),
    "mfa_generate_recovery_codes": ("my_data.write", FORM),
}


@dataclass(frozen=True, slots=True)
class Route:
    """An address, its name, the methods that it answers, the right that it asks (empty where nothing says)."""

    path: str
    name: str
    methods: tuple[str, ...]
    action: str


def routes() -> list[Route]:
    """Every route, by address."""
    found = [*_pages(get_resolver().url_patterns, "/", ""), *_operations()]
    return sorted(found, key=lambda route: (route.path, route.methods))


def _pages(patterns: list[Any], before: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and pattern.app_name != "ninja":
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _pages(pattern.url_patterns, path, inside)
        elif isinstance(pattern, URLPattern):
            yield _page(pattern, path, f"{space}{pattern.name}")


def _page(pattern: URLPattern, path: str, name: str) -> Route:
    asked = asked_by(pattern.callback)
    if asked is not None:
        return Route(path, name, asked.methods, asked.action)
    action, methods = UNMARKED.get(name, ("", ()))
    return Route(path, name, methods, action)


def _operations() -> Iterator[Route]:
    """The operations of the API: their methods are the framework's to say."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            address = f"/{PREFIX}{router.prefix}{path}".replace("{", "<").replace("}", ">")
            yield from _of_view(view, address)


def _of_view(view: PathView, address: str) -> Iterator[Route]:
    for operation in view.operations:
        asked = asked_by(operation.view_func)
        name = f"api:{api.get_openapi_operation_id(operation)}"
        yield Route(address, name, tuple(operation.methods), asked.action if asked else "")
