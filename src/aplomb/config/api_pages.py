"""What the API says of itself, for programs and for people."""

import hashlib
import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from aplomb.apps.accounts.rights import public
from aplomb.config import api_reference
from aplomb.config.openapi import document as openapi
from aplomb.formats.markdown import to_html
from aplomb.web.compression import compressed
from aplomb.web.public import answer
from aplomb.web.rest import not_modified


@cache
def _packed() -> tuple[bytes, str]:
    body = json.dumps(openapi(), ensure_ascii=False, separators=(",", ":")).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]


@public()
def document(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    body, digest = _packed()
    headers = {"ETag": f'"{digest}"', "Cache-Control": "no-cache"}
    kept = not_modified(request, headers["ETag"], headers)
    if kept is not None:
        return kept
    return compressed(request, HttpResponse(body, content_type="application/json", headers=headers))


@public()
def docs(request: HttpRequest) -> HttpResponse:
    """The same, laid out to be read. No script: it is a page like the others, under the same content policy."""

    def build() -> HttpResponse:
        said = openapi()
        context = {
            "nav": "api",
            # The renderer shows raw HTML as text, and the text is ours.
            "about": mark_safe(to_html(said["info"]["description"])),  # noqa: S308
            "areas": api_reference.areas(said),
            "schemas": api_reference.schemas(said),
        }
        return render(request, "web/api.html", context)

    return answer(request, build, version=_packed()[1])
