"""Settings of the tests: the product's own, on a server of their own (see `tests/conftest.py`)."""

from dataclasses import replace

from aplomb.config.settings import *  # noqa: F403
from aplomb.config.settings import DATABASES, EMBEDDED, STORAGES, TEMPLATES

# Nothing of a test run is worth a flush; drills ask for a durable server of their own.
if EMBEDDED:
    EMBEDDED = replace(
        EMBEDDED, settings={"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    )

# A pool per test database would keep connections open that dropping the database waits for.
del DATABASES["default"]["OPTIONS"]["pool"]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "⟪unknown variable: %s⟫"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
