"""`aplomb grid`: an empty grid to fill in, as a workbook or as CSV."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from aplomb.cli.console import BAD_INPUT, DONE, language, say, show_problems
from aplomb.cli.files import put_file, refused
from aplomb.domain.referentials.edition import Edition, Named, Profile, Selection
from aplomb.domain.shared.words import words
from aplomb.formats import library
from aplomb.formats.grid import UnknownFacts, profile_of, read_grid
from aplomb.formats.grid_csv import grid_csv
from aplomb.formats.problems import BadFile

WORKBOOK, TEXT = ".xlsx", ".csv"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("grid", help=_("an empty grid to fill in"))
    parser.add_argument("name", metavar=_("CODE[@EDITION]"), help=_("a shipped referential, or a file"))
    parser.add_argument(
        "-o", "--output", metavar=_("FILE.xlsx"), required=True, type=Path, help=_("a workbook, or a .csv")
    )
    add_profile(parser)
    parser.add_argument("--selection", metavar=_("CODE"), help=_("a shorter grid, by its code"))
    parser.add_argument(
        "--force", action="store_true", help=_("write over the file even if it is not an empty grid")
    )
    parser.set_defaults(run=run)


def add_profile(parser: argparse.ArgumentParser) -> None:
    """The option that says which facts of the profile are yes."""
    _ = words(language()).gettext
    parser.add_argument(
        "--profile",
        metavar=_("FACT,…"),
        type=facts_of,
        help=_("the facts that are yes, the others being no; without it, every criterion is asked"),
    )


def facts_of(text: str) -> list[str]:
    """The facts of a list with commas; an empty list says that all are no."""
    return [fact.strip() for fact in text.split(",") if fact.strip()]


def run(args: argparse.Namespace) -> int:
    """Write the grid; nothing is written where something is wrong, nor over a grid that somebody filled in."""
    _ = words(language()).gettext
    ending = args.output.suffix.lower()
    if ending not in (WORKBOOK, TEXT):
        say(
            _("{file}: a grid is written as .xlsx or .csv; give the file one of these endings.").format(
                file=args.output
            )
        )
        return BAD_INPUT
    try:
        edition = library.find(args.name)
        profile = None if args.profile is None else profile_of(edition, args.profile)
    except BadFile as error:
        show_problems(error.problems)
        return BAD_INPUT
    except UnknownFacts as error:
        show_unknown_facts(error)
        return BAD_INPUT
    if args.selection is not None and all(args.selection != known.code for known in edition.selections):
        _show_unknown(_("{edition} has no selection “{code}”."), edition, args.selection, edition.selections)
        return BAD_INPUT
    return _write(args, edition, profile, ending)


def _write(args: argparse.Namespace, edition: Edition, profile: Profile | None, ending: str) -> int:
    _ = words(language()).gettext
    try:
        if not args.force and args.output.exists() and not _may_go(args.output, edition):
            say(
                _("{file} exists and is not an empty grid: choose another name, or add --force.").format(
                    file=args.output
                )
            )
            return BAD_INPUT
        put_file(args.output, _content(args, edition, profile, ending))
    except OSError as error:
        return refused(args.output, error)
    asked = len(edition.asked(profile, args.selection))
    sentence = words(language()).ngettext(
        "{file}: grid of {edition}, {n} criterion to answer",
        "{file}: grid of {edition}, {n} criteria to answer",
        asked,
    )
    print(sentence.format(file=args.output, edition=edition.name, n=asked))
    return DONE


def _content(args: argparse.Namespace, edition: Edition, profile: Profile | None, ending: str) -> bytes:
    from aplomb.formats.grid_xlsx import write_grid  # slow import, of no use to a mistyped command

    write = write_grid if ending == WORKBOOK else grid_csv
    return write(edition, profile=profile, selection=args.selection, lang=language())


def _may_go(path: Path, edition: Edition) -> bool:
    """Whether a file is a grid that nobody has filled in: the only kind that is replaced without being told."""
    try:
        named = edition if path.suffix.lower() == TEXT else None
        grid = read_grid(path, path.name, edition=named, find=library.find)
    except BadFile:
        return False
    return not grid.entries and not grid.documents


def show_unknown_facts(error: UnknownFacts) -> None:
    """Which facts the profile does not have, and those that it has."""
    _ = words(language()).gettext
    unknown = ", ".join(error.unknown)
    _show_unknown(_("{edition} has no profile fact “{code}”."), error.edition, unknown, error.edition.profile)


def _show_unknown(sentence: str, edition: Edition, code: str, known: Sequence[Named | Selection]) -> None:
    _ = words(language()).gettext
    say(sentence.format(edition=edition.name, code=code))
    say(_("These exist:") if known else _("It has none at all."))
    width = max((len(item.code) for item in known), default=0)
    for item in known:
        say(f"  {item.code.ljust(width)}  {item.title.in_(language())}")
