"""Answers to a person, compressed on their way: with the padding that hides the length of what they repeat (BREACH).

The padding changes the bytes at each answer, so the tag is made of the content before it.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_gzip = GZipMiddleware(lambda _request: HttpResponse())


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer as this browser takes it; `ConditionalGetMiddleware` answers 304 where it has it already."""
    if not response.has_header("ETag"):
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return _gzip.process_response(request, response)
