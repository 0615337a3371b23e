"""What a password must be (reliability-security.md §12.1): long, not common, not built on names. Any character goes.

Django calls these validators wherever a password is chosen; the person may bear `names_to_avoid` and
`roles_to_come`, for what is not in the database yet (an invitation's organisation and role).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aplomb.apps.accounts import queries
from aplomb.domain.access.factors import shortest_password

LONGEST = 128
PRODUCT = "aplomb"
# A name this short is in too many words to mean anything.
SHORTEST_NAME = 4
# What must be left of a password once names, or a common password, are taken out.
LEAST_LEFT = 10
_LEET = str.maketrans("0134578@$€!|", "oieastbaseil")
_ROWS = (
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "09876543210",
)


class Length:
    """At least so many characters, by the person's roles; 128 at most, so that hashing stays bounded."""

    def validate(self, password: str, user: Any = None) -> None:
        least = shortest_password(queries.roles(user) | frozenset(getattr(user, "roles_to_come", ())))
        if len(password) < least:
            raise ValidationError(
                ngettext(
                    "This password is too short: it takes at least %(least)d character.",
                    "This password is too short: it takes at least %(least)d characters.",
                    least,
                )
                % {"least": least},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("This password is too long: %(most)d characters at most.") % {"most": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("At least 14 characters: several words make a good password. Any character goes.")


class Common:
    """Not one of the most common passwords, nor one of them with figures or signs around, nor a row of keys."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_common(password):
            raise ValidationError(
                _("This password is among those that are tried first: choose another."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Not a common password, nor a row of keys.")


class BuiltOnNames:
    """Not built on the person's, their organisations' or the product's name."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_built_on(password, names_of(user)):
            raise ValidationError(
                _(
                    "This password is built on your name, your organisation’s or the product’s: choose another."
                ),
                code="password_built_on_names",
            )

    def get_help_text(self) -> str:
        return _("Not built on your name, your organisation’s or the product’s.")


def plain(text: str) -> str:
    """A text as guessers read it: lower case, without accents, figures and signs read as the letters they mimic."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return bare.translate(_LEET)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def is_common(password: str) -> bool:
    """Whether a password is on the list of common ones, or is one with little else, or repeats, or follows keys."""
    lowered = password.lower().strip()
    letters = re.sub(r"[^a-zà-ÿ]", "", lowered)
    forms = {lowered, plain(lowered), letters, plain(letters)}
    if forms & _common():
        return True
    return any(_repeats(form) or _follows_keys(form) for form in (lowered, letters))


def _repeats(text: str) -> bool:
    """A short piece again and again: `motdepassemotdepasse`, `aaaaaaaaaaaaaa`."""
    return bool(text) and any(
        len(text) > 2 * size and text.startswith(text[size:]) for size in range(1, len(text) // 2 + 1)
    )


def _follows_keys(text: str) -> bool:
    """Mostly keys side by side, in either direction."""
    if len(text) < SHORTEST_NAME:
        return False
    pairs = [text[index : index + 2] for index in range(len(text) - 1)]
    beside = sum(any(pair in row or pair in row[::-1] for row in _ROWS) for pair in pairs)
    return beside >= 0.8 * len(pairs)


def is_built_on(password: str, names: Iterable[str]) -> bool:
    """Whether little is left of a password once these names are taken out."""
    text = plain(password)
    left = text
    for name in sorted({plain(name) for name in names}, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME:
            left = left.replace(name, "")
    return left != text and len(left) < LEAST_LEFT


def names_of(user: Any) -> set[str]:
    """The words that a password of this person must not be built on."""
    texts = [PRODUCT]
    if user is not None:
        texts += [user.first_name, user.last_name, user.email.partition("@")[0]]
        texts += getattr(user, "names_to_avoid", [])
        texts += queries.organisation_names(user)
    return {word for text in texts for word in (text, *re.split(r"[\W_]+", text))}
