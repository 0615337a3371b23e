"""What is wrong with a field, in the reader's language: the validator's own messages are English only."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# By the validator's codes; several say the same thing to a person.
SENTENCES: Mapping[str, Any] = {
    "missing": _("This field is missing."),
    "extra_forbidden": _("There is no such field."),
    "not_text": _("This holds a character that is not text."),
    "string_type": _("A text is expected."),
    "string_too_long": _("Length: {max_length} at most."),
    "string_too_short": _("Length: {min_length} at least."),
    "string_pattern_mismatch": _("This is not written as it should be."),
    "int_type": _("A whole number is expected."),
    "int_parsing": _("A whole number is expected."),
    "int_from_float": _("A whole number is expected."),
    "int_parsing_size": _("This number is too large."),
    "bool_type": _("true or false is expected."),
    "bool_parsing": _("true or false is expected."),
    "list_type": _("A list is expected."),
    "dict_type": _("An object is expected."),
    "model_type": _("An object is expected."),
    "model_attributes_type": _("An object is expected."),
    "too_long": _("Length: {max_length} at most."),
    "too_short": _("Length: {min_length} at least."),
    "greater_than_equal": _("{ge} at least."),
    "less_than_equal": _("{le} at most."),
    "enum": _("One of these is expected: {expected}."),
    "literal_error": _("One of these is expected: {expected}."),
    "uuid_parsing": _("An identifier is expected."),
    "uuid_type": _("An identifier is expected."),
    "date_type": _("A day is expected: 2026-03-02."),
    "date_parsing": _("A day is expected: 2026-03-02."),
    "date_from_datetime_parsing": _("A day is expected: 2026-03-02."),
    "date_from_datetime_inexact": _("A day is expected: 2026-03-02."),
    "siret": _("This is not a SIRET: fourteen digits, the last of which checks the others."),
    "finess": _("This is not a FINESS number: nine characters, the department first."),
    "email": _("This is not an address."),
}
OTHERWISE = _("This is not what it should be.")
# A body of one schema is checked under its parameter's name, which callers know nothing of.
UNNAMED = {"body": 2, "query": 1, "path": 1, "header": 1}


def field_error(found: Mapping[str, Any]) -> dict[str, str]:
    """An error of the validator, as the API says it."""
    place, *names = map(str, found["loc"])
    kept = [place, *names][UNNAMED.get(place, 1) :]
    code = str(found["type"])
    return {"place": place, "field": ".".join(kept), "code": code, "message": _said(code, found)}


def _said(code: str, found: Mapping[str, Any]) -> str:
    words = str(SENTENCES.get(code, OTHERWISE))
    try:
        return words.format(**found.get("ctx", {}))
    except KeyError:
        return str(OTHERWISE)
