"""Settings: from the environment alone, sound without any (see `environment.py`)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from aplomb.config import environment
from aplomb.config.postgres import Server

SOURCE = Path(__file__).resolve().parents[1]
VAR = environment.var()

DEMO = environment.flag("APLOMB_DEMO")
DEBUG = environment.flag("APLOMB_DEBUG")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# What TLS protects is relaxed only where there is none: on this machine, for whoever sits at it.
PLAIN_HTTP = environment.plain_http()
if DEBUG and not PLAIN_HTTP:
    raise ImproperlyConfigured("APLOMB_DEBUG shows secrets: it is refused where others reach the site")

SECRET_KEY = environment.secret("secret_key")
FIELD_KEYS = environment.Keyring("field_key")
PUBLIC_ADDRESS = environment.public_address()
ALLOWED_HOSTS = [*LOOPBACK, *environment.hosts()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "procrastinate.contrib.django",
    "aplomb.web",
    "aplomb.apps.journal",
    "aplomb.apps.accounts",
    "aplomb.apps.files",
    "aplomb.apps.notices",
    "aplomb.apps.organisations",
    "aplomb.apps.committees",
    "aplomb.apps.solutions",
    "aplomb.apps.referentials",
    "aplomb.apps.documents",
    "aplomb.apps.knowledge",
    "aplomb.apps.evaluations",
    "aplomb.apps.evidence",
    "aplomb.apps.plans",
    "aplomb.apps.indicators",
    "aplomb.apps.home",
    # After our own, whose templates come before theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "aplomb.web.middleware.PageHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "aplomb.config.surface.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "aplomb.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "aplomb.apps.accounts.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "aplomb.apps.accounts.bearer.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aplomb.apps.accounts.middleware.sessions",
    "aplomb.apps.accounts.middleware.Limits",
    "aplomb.apps.organisations.middleware.standing",
    "aplomb.apps.accounts.middleware.second_factor",
    "aplomb.apps.home.navigation.middleware",
]
ROOT_URLCONF = "aplomb.config.urls"
WSGI_APPLICATION = "aplomb.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aplomb.web.context.site",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address (`postgresql://…`, as libpq reads it)."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # For the statements that ask to be planned once; the ORM's others are never prepared.
            "prepare_threshold": 1,
            "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
            # What promise D1 rests on is said on every connection; lock and statement waits end in a clean 503.
            "options": "-c lock_timeout=5s -c statement_timeout=20s -c synchronous_commit=on",
        },
    }
    for name, value in parts.items():
        if name in known:
            settings[known[name]] = value
        else:
            settings["OPTIONS"][name] = value
    return settings


EMBEDDED = None if os.environ.get("DATABASE_URL") else Server(VAR / "postgres")
DATABASES = {"default": database(EMBEDDED.url() if EMBEDDED else environment.read("DATABASE_URL"))}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["aplomb.apps.accounts.backends.Backend"]
PASSWORD_HASHERS = ["aplomb.apps.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "aplomb.apps.accounts.passwords.Length"},
    {"NAME": "aplomb.apps.accounts.passwords.Common"},
    {"NAME": "aplomb.apps.accounts.passwords.BuiltOnNames"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"

# Sign-in, factors and re-authentication are allauth's; its limits, mails and sign-up are not used.
ACCOUNT_ADAPTER = "aplomb.apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "aplomb.apps.accounts.entrance.SignIn",
    "reauthenticate": "aplomb.apps.accounts.entrance.ConfirmPassword",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.read("APLOMB_PROXIES"))
MFA_ADAPTER = "aplomb.apps.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
MFA_TOTP_ISSUER = "Aplomb"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
MFA_TRUST_COOKIE_NAME = "trusted" if PLAIN_HTTP else "__Host-trusted"
MFA_TRUST_COOKIE_SECURE = not PLAIN_HTTP
MFA_FORMS = {
    "authenticate": "aplomb.apps.accounts.entrance.Factor",
    "authenticate_webauthn": "aplomb.apps.accounts.entrance.FactorKey",
    "reauthenticate": "aplomb.apps.accounts.entrance.ConfirmFactor",
    "reauthenticate_webauthn": "aplomb.apps.accounts.entrance.ConfirmKey",
    "login_webauthn": "aplomb.apps.accounts.entrance.SignInKey",
    "activate_totp": "aplomb.apps.accounts.entrance.ActivateTotp",
    "add_webauthn": "aplomb.apps.accounts.entrance.AddKey",
    "edit_webauthn": "aplomb.apps.accounts.entrance.RenameKey",
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.read("APLOMB_EMAIL_FROM")
_MAIL = environment.mail_server(environment.read("APLOMB_EMAIL_URL"))
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.implicit_tls, _MAIL.starttls

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What people send is written as it comes, on the disk where it may stay.
FILE_UPLOAD_HANDLERS = ["aplomb.apps.files.receipt.Receipt"]
FILE_UPLOAD_TEMP_DIR = VAR / "files" / "incoming"
# That folder is made, owner-only, when the first file comes: a checkout that has received none is sound.
SILENCED_SYSTEM_CHECKS = ["files.E001"]
CLAMD = environment.read("APLOMB_CLAMD")
WHITENOISE_MAX_AGE = 365 * 24 * 3600

SESSION_ENGINE = "aplomb.apps.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_NAME = "session" if PLAIN_HTTP else "__Host-session"
CSRF_COOKIE_NAME = "csrftoken" if PLAIN_HTTP else "__Host-csrftoken"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # operators ask them beside the proxy
SECURE_PROXY_SSL_HEADER = None if PLAIN_HTTP else ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "aplomb.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        # htmx swaps HTML in: its markup passes through the one policy that our first module makes.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"links": {"()": "aplomb.apps.accounts.logs.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
