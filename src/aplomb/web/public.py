"""Public pages: the same bytes for everyone with the same language and theme, so they are tagged, kept, compressed.

They hold no session, no form token and no secret; that is what makes compressing them safe (a page that mixes a
secret with a reader's words must not be compressed), and kept copies right.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from aplomb.web import release
from aplomb.web.preferences import theme_of

KEPT_BYTES = 4_000_000
_SMALLEST = 600  # below this, compressing costs more than it saves
_QUALITY_KEPT, _QUALITY_ONCE = 9, 4


class Kept:
    """The latest pages of this process, compressed, within a number of bytes; the least used go first."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self.limit, self.size = limit, 0
        self._pages: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> bytes | None:
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def put(self, key: tuple[str, ...], page: bytes) -> None:
        with self._lock:
            self.size += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self.size > self.limit:
                self.size -= len(self._pages.popitem(last=False)[1])


kept = Kept()


def answer(
    request: HttpRequest,
    build: Callable[[], HttpResponse],
    *,
    version: str,
    changed_at: datetime | None = None,
    keep: bool = True,
) -> HttpResponse:
    """Answer a GET: 304 where the reader's copy is still right, else the page that `build` makes.

    `version` stands for the content (a hash); release, language, theme and *page or fragment* are added to it.
    `keep` holds the bytes in this process; never those of an address with a query, which anybody can vary at will.
    """
    etag, moment = _tag(request, version), max(filter(None, (changed_at, release.released_at())))
    response = HttpResponse(headers={"ETag": etag, "Last-Modified": http_date(int(moment.timestamp()))})
    response.headers["Cache-Control"] = "no-cache"  # kept, and asked about each time
    patch_vary_headers(response, ("Cookie", "Accept-Encoding", "HX-Request"))
    conditional = get_conditional_response(request, etag, int(moment.timestamp()), response)
    if conditional is not None and conditional is not response:
        return conditional
    keep = keep and not request.META.get("QUERY_STRING")
    key = (request.path, etag)
    packed = kept.get(key) if keep else None
    if packed is not None:
        return _sent(request, response, packed=packed)
    built = build()
    if built.status_code != 200:
        return built
    for name, value in built.items():
        response.headers[name] = value
    if keep:
        packed = brotli.compress(built.content, quality=_QUALITY_KEPT)
        kept.put(key, packed)
    return _sent(request, response, content=built.content, packed=packed)


def _tag(request: HttpRequest, version: str) -> str:
    """Weak, since the same page leaves compressed in several ways."""
    part = "fragment" if request.headers.get("HX-Request") else "page"
    parts = (version, release.fingerprint(), get_language() or "", theme_of(request) or "system", part)
    return f'W/"{"-".join(parts)}"'


def _sent(
    request: HttpRequest,
    response: HttpResponse,
    *,
    content: bytes | None = None,
    packed: bytes | None = None,
) -> HttpResponse:
    """The page as the reader takes it: brotli, gzip or as it is. One of `content` and `packed` is there."""
    taken = _encodings(request)
    if "br" in taken and (packed is not None or len(content or b"") > _SMALLEST):
        response.content = packed if packed is not None else brotli.compress(content, quality=_QUALITY_ONCE)
        response.headers["Content-Encoding"] = "br"
        return response
    response.content = brotli.decompress(packed) if content is None else content
    if "gzip" in taken and len(response.content) > _SMALLEST:
        response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _encodings(request: HttpRequest) -> set[str]:
    """The encodings that the reader takes; those refused by a weight of zero are left out."""
    found = set()
    for item in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = item.replace(" ", "").partition(";")
        if weight.rstrip("0.") != "q=":
            found.add(name)
    return found
