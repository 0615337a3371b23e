"""What commands share: the language, messages on standard error, progress on a terminal."""

import argparse
import os
import sys
from collections.abc import Iterable

from aplomb.domain.shared.words import LANGUAGES, words
from aplomb.formats.problems import Problem, told

DONE, CHECK_FAILED, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3

COLON = {"fr": "\u202f: ", "en": ": "}


def language() -> str:
    """French, unless APLOMB_LANG names another language that the program speaks."""
    asked = os.environ.get("APLOMB_LANG", "")[:2].lower()
    return asked if asked in LANGUAGES else LANGUAGES[0]


def say(message: str) -> None:
    """A message to the person: standard error, so that results stay alone on standard output."""
    print(message, file=sys.stderr)


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem on lines of its own: place, what is wrong, how to mend it."""
    lang = language()
    _ = words(lang).gettext
    for problem in problems:
        it = told(problem, lang)
        kind = _("warning") if it.warning else _("error")
        say(COLON[lang].join((it.place, kind, it.what)))
        if it.mend:
            say(f"    → {it.mend}")


def whole_number(text: str) -> int:
    """The value of an option that counts something; refused in words where it is none."""
    try:
        return int(text)
    except ValueError:
        said = words(language()).gettext("“{text}” is not a whole number").format(text=text)
        raise argparse.ArgumentTypeError(said) from None


class Progress:
    """One line that says what is being done, on a terminal only; silent anywhere else."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def step(self, message: str) -> None:
        if self.shown:
            print(f"\r\x1b[2K{message}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        if self.shown:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
