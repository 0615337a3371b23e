"""`aplomb referential`: check, export, list and compare referentials; none of it needs a server."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aplomb.cli.console import BAD_INPUT, DONE, ENVIRONMENT, language, say, show_problems
from aplomb.domain.referentials.edition import Edition
from aplomb.domain.shared.words import words
from aplomb.formats import library
from aplomb.formats.problems import BadFile, Problem, describe
from aplomb.formats.referential import Checked, write_json, write_yaml

FORMATS = ("yaml", "xlsx", "json", "oscal")
HASH_SHOWN = 12


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("referential", help=_("check, export, list and compare referentials"))
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("ACTION"))

    check_parser = actions.add_parser("check", help=_("find everything wrong in files, with place and mend"))
    check_parser.add_argument("paths", nargs="+", metavar=_("PATH"), help=_("a YAML, JSON or Excel file"))
    _may_speak_json(check_parser)
    check_parser.set_defaults(run=check)

    export_parser = actions.add_parser("export", help=_("write a referential to a file"))
    export_parser.add_argument(
        "name", metavar=_("CODE[@EDITION]"), help=_("a shipped referential, or a file")
    )
    export_parser.add_argument(
        "--format", choices=FORMATS, help=_("yaml unless the file's name says otherwise")
    )
    export_parser.add_argument("-o", "--output", metavar=_("FILE"), help=_("standard output by default"))
    export_parser.set_defaults(run=export)

    list_parser = actions.add_parser("list", help=_("the referentials that ship with the program"))
    _may_speak_json(list_parser)
    list_parser.set_defaults(run=show_list)

    diff_parser = actions.add_parser("diff", help=_("what changed from one edition to another"))
    diff_parser.add_argument("old", metavar="A", help=_("a shipped referential, or a file"))
    diff_parser.add_argument("new", metavar="B", help=_("the one to compare it with"))
    _may_speak_json(diff_parser)
    diff_parser.set_defaults(run=diff)


def _may_speak_json(parser: argparse.ArgumentParser) -> None:
    _ = words(language()).gettext
    parser.add_argument("--json", action="store_true", help=_("answer as JSON, for a program"))


def check(args: argparse.Namespace) -> int:
    """Say everything that is wrong in each file; 2 where one has errors (warnings alone are no failure)."""
    outcomes = [(path, library.check(path)) for path in args.paths]
    if args.json:
        print(_json({"files": [_checked_json(path, checked) for path, checked in outcomes]}))
    else:
        for path, checked in outcomes:
            show_problems(checked.problems)
            _show_outcome(path, checked)
    return DONE if all(checked.edition for _, checked in outcomes) else BAD_INPUT


def _show_outcome(path: str, checked: Checked) -> None:
    ngettext, _ = words(language()).ngettext, words(language()).gettext
    errors, warnings = len(checked.errors), len(checked.warnings)
    told = [ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings)] if warnings else []
    if checked.edition is None:
        told.insert(0, ngettext("{n} error", "{n} errors", errors).format(n=errors))
        say(_("{file}: refused, {count}").format(file=path, count=", ".join(told)))
        return
    criteria = len(checked.edition.criteria)
    told.insert(0, ngettext("{n} criterion", "{n} criteria", criteria).format(n=criteria))
    print(
        _("{file}: {name} is sound, {count}").format(
            file=path, name=checked.edition.name, count=", ".join(told)
        )
    )


def _checked_json(path: str, checked: Checked) -> dict[str, Any]:
    edition = checked.edition
    return {
        "file": path,
        "sound": edition is not None,
        "referential": edition and edition.code,
        "edition": edition and edition.edition,
        "content_hash": edition and edition.content_hash,
        "problems": [_problem_json(problem) for problem in checked.problems],
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    what, mend = describe(problem, language())
    place = problem.place
    return {
        "code": problem.code,
        "severity": "warning" if problem.warning else "error",
        "line": place.line,
        "sheet": place.sheet or None,
        "row": place.row,
        "column": place.column or None,
        "message": what,
        "mend": mend,
    }


def export(args: argparse.Namespace) -> int:
    """Write a referential as YAML, JSON or Excel, to a file or to standard output."""
    _ = words(language()).gettext
    form = args.format or _form_of(args.output)
    if form == "oscal":
        say(_("OSCAL comes with a later release; yaml, json and xlsx are there."))
        return BAD_INPUT
    if form == "xlsx" and not args.output and sys.stdout.isatty():
        say(_("A workbook is not shown on a terminal: name a file with -o."))
        return BAD_INPUT
    try:
        content = _written(library.find(args.name), form)
    except BadFile as error:
        show_problems(error.problems)
        return BAD_INPUT
    if not args.output:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return DONE
    try:
        Path(args.output).write_bytes(content)
    except OSError as error:
        say(_("{file} cannot be written: {reason}").format(file=args.output, reason=error.strerror))
        return ENVIRONMENT
    return DONE


def _form_of(output: str | None) -> str:
    ending = Path(output or "").suffix.lower().removeprefix(".")
    return ending if ending in ("xlsx", "json") else "yaml"


def _written(edition: Edition, form: str) -> bytes:
    if form == "xlsx":
        from aplomb.formats.referential_xlsx import write_workbook  # slow import, seldom needed

        return write_workbook(edition)
    return (write_json(edition) if form == "json" else write_yaml(edition)).encode()


def show_list(args: argparse.Namespace) -> int:
    """The shipped referentials: names, sizes, content hashes."""
    editions = [library.find(item.name) for item in library.shipped()]
    if args.json:
        print(_json({"referentials": [_listed_json(edition) for edition in editions]}))
        return DONE
    _ = words(language()).gettext
    heads = (_("Code"), _("Edition"), _("Title"), _("Criteria"), _("Documents"), _("Content hash"))
    rows = [
        (
            edition.code,
            edition.edition,
            edition.title.in_(language()),
            str(len(edition.criteria)),
            str(len(edition.documents)),
            edition.content_hash[:HASH_SHOWN],
        )
        for edition in editions
    ]
    for line in _table(heads, rows, right=(3, 4)):
        print(line)
    return DONE


def _listed_json(edition: Edition) -> dict[str, Any]:
    return {
        "code": edition.code,
        "edition": edition.edition,
        "title": dict(edition.title.languages),
        "families": len(edition.families),
        "requirements": len(edition.requirements),
        "criteria": len(edition.criteria),
        "dimensions": len(edition.dimensions),
        "documents": len(edition.documents),
        "content_hash": edition.content_hash,
    }


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """Lines with aligned columns; figures, in the columns named, to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = []
    for row in (heads, ["─" * width for width in widths], *rows):
        cells = (
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return lines


def diff(args: argparse.Namespace) -> int:
    """What changed from one edition to another."""
    from aplomb.cli.differences import as_json, lines  # only this action needs it
    from aplomb.domain.referentials.differences import compare

    try:
        differences = compare(library.find(args.old), library.find(args.new))
    except BadFile as error:
        show_problems(error.problems)
        return BAD_INPUT
    if args.json:
        print(_json(as_json(differences)))
        return DONE
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in lines(differences, language(), coloured):
        print(line)
    return DONE


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
