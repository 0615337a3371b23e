"""How an upload reaches the disk: streamed, counted as it comes, in a folder apart."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from aplomb.apps.files import storage
from aplomb.domain.files.limits import MIB, MOST_BYTES

# One request, whatever it brings; whoever is not signed in has nothing to send.
MOST_A_REQUEST, MOST_FROM_A_VISITOR = 256 * MIB, 2 * MIB


class Receipt(TemporaryFileUploadHandler):
    """Writes each file as it comes; of one that is too big nothing is kept, and its size says so."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        user = getattr(self.request, "user", None)
        signed_in = user is not None and user.is_authenticated
        if content_length > (MOST_A_REQUEST if signed_in else MOST_FROM_A_VISITOR):
            raise RequestDataTooBig("more is sent than one request may bring")
        storage.incoming()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._too_big = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > MOST_BYTES:
            if not self._too_big:
                self.file.truncate(0)
            self._too_big = True
        else:
            self.file.write(raw_data)
