"""The import map: plain addresses of modules lead to fingerprinted files, and the content policy knows it."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

from aplomb.web import modules, public
from tests.support.pages import page

pytestmark = pytest.mark.django_db
FINGERPRINT = re.compile(r"/static/aplomb/js/[\w/-]+\.[0-9a-f]{12}\.js")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No map and no page of another test's static files."""
    monkeypatch.setattr(public, "kept", public.Kept())
    modules.importmap.cache_clear()
    modules.importmap_source.cache_clear()
    yield
    modules.importmap.cache_clear()
    modules.importmap_source.cache_clear()


@pytest.fixture
def gathered(_fresh: None, tmp_path: Path, settings: Any) -> None:
    """The site as it is served: static files gathered and fingerprinted."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.ManifestStaticFilesStorage"},
    }
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    )
    modules.importmap.cache_clear()
    modules.importmap_source.cache_clear()
    call_command("collectstatic", interactive=False, verbosity=0)
    yield
    modules.importmap.cache_clear()
    modules.importmap_source.cache_clear()


@pytest.mark.usefixtures("gathered")
def test_each_module_is_mapped_to_its_fingerprinted_file(client: Client) -> None:
    (written,) = page(client.get("/components/")).xpath("//script[@type='importmap']/text()")

    imports = json.loads(written)["imports"]
    written_here = {path for finder in finders.get_finders() for path, _storage in finder.list([])}
    assert set(imports) == {
        f"/static/{path}" for path in written_here if path.startswith("aplomb/js/") and path.endswith(".js")
    }
    assert all(FINGERPRINT.fullmatch(address) for address in imports.values())


@pytest.mark.usefixtures("gathered")
def test_the_content_policy_allows_that_map_and_no_other_inline_script(client: Client) -> None:
    answer = client.get("/components/")

    (written,) = page(answer).xpath("//script[@type='importmap']/text()")
    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()
    (scripts,) = re.findall(r"script-src ([^;]+)", answer.headers["Content-Security-Policy"])
    assert scripts.split() == ["'self'", f"'sha256-{digest}'"]


@pytest.mark.usefixtures("gathered")
def test_scripts_and_styles_of_a_page_are_fingerprinted(client: Client) -> None:
    tree = page(client.get("/components/"))

    addresses = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href")
    assert addresses
    assert all(re.search(r"\.[0-9a-f]{12}\.(?:js|css)$", address) for address in addresses)


@pytest.mark.usefixtures("gathered")
def test_a_304_carries_the_same_policy_as_the_page_that_it_confirms(client: Client) -> None:
    first = client.get("/components/")

    again = client.get("/components/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_without_fingerprints_there_is_no_map(client: Client) -> None:
    assert page(client.get("/components/")).xpath("//script[@type='importmap']") == []


@override_settings(DEBUG=True)
def test_modules_name_each_other_by_relative_paths_that_exist() -> None:
    folder = Path(finders.find("aplomb/js/keys.js")).parent
    for path in folder.rglob("*.js"):
        for name in re.findall(r'^import .* from "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
            assert name.startswith("."), f"{path.name}: {name}"
            assert (path.parent / name).is_file(), f"{path.name}: {name}"
