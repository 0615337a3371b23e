"""What every template may say of the site and of its reader. No query."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from aplomb import __version__
from aplomb.web.preferences import theme_of


def site(request: HttpRequest) -> dict[str, Any]:
    return {"theme": theme_of(request), "demo": settings.DEMO, "release": __version__}
