"""Addresses that are secrets stay out of the logs (promise I5)."""

import logging
import re

SECRET = re.compile(r"(/(?:invitations|login/forgotten|account/email)/)[\w-]{8,}")


class HideLinks(logging.Filter):
    """Blot out what opens a link, in whatever line tells of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = SECRET.sub(r"\1…", message), ()
        return True
