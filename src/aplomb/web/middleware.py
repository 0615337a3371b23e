"""What every page's answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from aplomb.web.modules import importmap_source

GetResponse = Callable[[HttpRequest], HttpResponse]


class PageHeaders:
    """Let the import map through the content policy; tell caches that a fragment is not its page.

    Must stand inside (below) the content policy's own middleware, which reads what is left on the answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if source := importmap_source():
            update = dict(getattr(response, "_csp_update", None) or {})
            update["script-src"] = [*update.get("script-src", []), source]
            setattr(response, "_csp_update", update)  # noqa: B010 -- an attribute of django-csp's own
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("HX-Request",))
        return response
