"""What the API says of itself, for programs and for people."""

import hashlib
import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from aplomb.apps.accounts.rights import public
from aplomb.config.openapi import document as openapi
from aplomb.web.compression import compressed
from aplomb.web.rest import not_modified


@cache
def _packed() -> tuple[bytes, str]:
    body = json.dumps(openapi(), ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@public()
def document(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    body, tag = _packed()
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    kept = not_modified(request, tag, headers)
    if kept is not None:
        return kept
    return compressed(request, HttpResponse(body, content_type="application/json", headers=headers))


@public()
def docs(request):
    return HttpResponse("x")
