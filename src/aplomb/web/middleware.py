"""What every page's answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from aplomb.web.modules import importmap_source
from aplomb.web.preferences import language_of
from aplomb.web.rest import API

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


def language(get_response: GetResponse) -> GetResponse:
    """Pages are in French unless their reader chose otherwise; programs get the language that their call asks for.

    What a browser says of itself chooses nothing here: French is the first language of the site, and English is one
    click away. Signing in brings the language of the account.
    """

    def with_language(request: HttpRequest) -> HttpResponse:
        asks = request.path_info.startswith(API) and "text/html" not in request.headers.get("Accept", "")
        spoken = translation.get_language_from_request(request) if asks else language_of(request)
        translation.activate(spoken)
        request.LANGUAGE_CODE = spoken
        response = get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or spoken)
        if asks:
            patch_vary_headers(response, ("Accept-Language",))
        return response

    return with_language
