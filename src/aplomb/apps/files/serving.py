"""Giving a file out: as an attachment that no browser runs, to whoever the caller has let through."""

from django.http import FileResponse
from django.utils.http import content_disposition_header

from aplomb.apps.files import storage
from aplomb.apps.files.models import StoredFile

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def serve(stored: StoredFile) -> FileResponse:
    """The bytes under the name that was sent. Raises OSError where they are not there."""
    response = FileResponse(storage.open_bytes(stored.sha256), content_type=stored.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    response.headers["Content-Length"] = str(stored.size)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
