"""The words of the interface where there is no Django: the same catalogues, the language an argument.

Source strings are English; `_ = words("fr").gettext` gives the function that extraction looks for.
"""

import gettext
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
DOMAIN = "django"
LANGUAGES = ("fr", "en")


@cache
def words(lang: str) -> gettext.NullTranslations:
    """The catalogue of this language; English is the language of the source strings and needs none.

    Raises FileNotFoundError where the catalogue has not been compiled (`run.py` does it).
    """
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, languages=[lang])


def gettext_noop(text: str) -> str:
    """Mark a string for translation where it stands in a table; it is translated where it is shown."""
    return text
