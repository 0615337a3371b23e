"""Settings of the tests: the product's own, on a server of their own, in a folder of their own.

pytest-django reads this before any conftest, so the environment is made ready here. The tests never touch the
data of a site that runs from this checkout; the processes of one run share a folder, named by the first.
"""

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

FIRST_OF_RUN = "APLOMB_TEST_VAR" not in os.environ
if FIRST_OF_RUN:
    os.environ["APLOMB_TEST_VAR"] = tempfile.mkdtemp(prefix="aplomb-tests-")
    Path(os.environ["APLOMB_TEST_VAR"]).chmod(0o711)
os.environ["APLOMB_VAR"] = os.environ["APLOMB_TEST_VAR"]
os.environ["APLOMB_LANG"] = "fr"
for _name in ("APLOMB_DEMO", "APLOMB_DEBUG", "APLOMB_KEYS", "APLOMB_HOSTS", "HOST", "PORT", "DATABASE_URL"):
    os.environ.pop(_name, None)
if _url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _url

from aplomb.config.settings import *  # noqa: E402, F403
from aplomb.config.settings import DATABASES, EMBEDDED, STATIC_ROOT, STORAGES, TEMPLATES  # noqa: E402

# WhiteNoise looks for what was gathered; the tests read the sources themselves.
STATIC_ROOT.mkdir(exist_ok=True)

# Nothing of a test run is worth a flush; drills ask for a durable server of their own.
if EMBEDDED:
    EMBEDDED = replace(
        EMBEDDED, settings={"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    )

# A pool per test database would keep connections open that dropping the database waits for.
del DATABASES["default"]["OPTIONS"]["pool"]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
OPTIONS = cast(dict[str, Any], TEMPLATES[0]["OPTIONS"])
OPTIONS["string_if_invalid"] = "⟪unknown variable: %s⟫"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
