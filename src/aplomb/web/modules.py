"""Our ES modules by their plain addresses: an import map leads from each to its fingerprinted file.

Fingerprinting does not rewrite `import` lines; the map does, so that a browser never mixes two releases. The map is
inline, and the content policy allows it by its hash rather than by a nonce: pages stay the same bytes from one
request to the next, and a 304 does not leave an old nonce in a kept page.
"""

import base64
import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

FOLDER = "aplomb/js/"


@cache
def importmap() -> str:
    """The map as JSON; empty where addresses are plain already (development, tests)."""
    hashed = {} if settings.DEBUG else getattr(staticfiles_storage, "hashed_files", {})
    imports = {
        f"{settings.STATIC_URL}{name}": f"{settings.STATIC_URL}{hashed[name]}"
        for name in sorted(hashed)
        if name.startswith(FOLDER) and name.endswith(".js")
    }
    return json.dumps({"imports": imports}, separators=(",", ":")) if imports else ""


@cache
def importmap_source() -> str:
    """What the content policy must allow for the map; empty where there is none."""
    if not importmap():
        return ""
    digest = hashlib.sha256(importmap().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
