"""What the environment decides: where plain http is believed, and what that relaxes."""

import json
import subprocess
import sys

import pytest

from aplomb.config import environment

READ = """
import json
from aplomb.config import settings as s
print(json.dumps({name: getattr(s, name) for name in (
    "PUBLIC_ADDRESS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
    "MFA_TRUST_COOKIE_SECURE", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER", "ALLOWED_HOSTS")}))
"""


@pytest.fixture
def said(monkeypatch):
    """Say variables of the environment, the others being silent."""

    def say(**variables):
        for variable in environment.VARIABLES:
            if variable.name not in ("APLOMB_VAR", "APLOMB_KEYS"):
                monkeypatch.delenv(variable.name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return say


@pytest.mark.parametrize(
    ("variables", "plain", "address"),
    [
        ({}, True, "http://127.0.0.1:8000"),
        ({"PORT": "8080"}, True, "http://127.0.0.1:8080"),
        ({"HOST": "::1"}, True, "http://[::1]:8000"),
        ({"APLOMB_HOSTS": "localhost"}, True, "http://localhost:8000"),
        ({"APLOMB_HOSTS": "aplomb.example"}, False, "https://aplomb.example"),
        ({"APLOMB_HOSTS": "aplomb.example, localhost"}, False, "https://aplomb.example"),
        ({"APLOMB_HOSTS": "localhost,aplomb.example"}, False, "https://localhost"),
        ({"HOST": "192.0.2.7"}, False, "https://192.0.2.7"),
        ({"HOST": "127.0.0.2", "APLOMB_HOSTS": "aplomb.example"}, False, "https://aplomb.example"),
    ],
)
def test_plain_http_is_believed_only_where_the_site_has_no_other_name_than_this_machine(
    said, variables, plain, address
):
    said(**variables)

    assert environment.plain_http() is plain
    assert environment.public_address() == address


def settings_with(said, tmp_path, **variables):
    said(APLOMB_VAR=str(tmp_path), **variables)
    return subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=False)


def test_beside_a_proxy_that_holds_the_certificate_everything_is_for_https(said, tmp_path):
    read = json.loads(settings_with(said, tmp_path, APLOMB_HOSTS="aplomb.example, www.aplomb.example").stdout)

    assert read["SESSION_COOKIE_NAME"] == "__Host-session"
    assert read["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert read["SESSION_COOKIE_SECURE"]
    assert read["CSRF_COOKIE_SECURE"]
    assert read["MFA_TRUST_COOKIE_SECURE"]
    assert read["SECURE_SSL_REDIRECT"]
    assert read["SECURE_HSTS_SECONDS"] > 0
    assert not read["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    # So that a form's origin, https, is the site's own.
    assert read["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert read["ALLOWED_HOSTS"][-2:] == ["aplomb.example", "www.aplomb.example"]


def test_on_this_machine_alone_the_site_works_without_a_certificate(said, tmp_path):
    read = json.loads(settings_with(said, tmp_path).stdout)

    assert read["SESSION_COOKIE_NAME"] == "session"
    assert not read["SESSION_COOKIE_SECURE"]
    assert not read["SECURE_SSL_REDIRECT"]
    assert read["SECURE_PROXY_SSL_HEADER"] is None


def test_debug_pages_are_refused_where_the_site_has_a_name(said, tmp_path):
    refused = settings_with(said, tmp_path, APLOMB_DEBUG="1", APLOMB_HOSTS="aplomb.example")

    assert refused.returncode == 1
    assert "APLOMB_DEBUG" in refused.stderr
