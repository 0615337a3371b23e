"""`aplomb evaluate`: the main job with no server, from a filled grid to its reports and first plan."""

import argparse
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

from aplomb.cli.console import BAD_INPUT, DONE, Progress, language, say, show_problems
from aplomb.cli.files import put_files, refused
from aplomb.cli.grid import add_profile, show_unknown_facts
from aplomb.cli.summary import summary
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.plans.proposals import Proposal, proposals
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.words import words
from aplomb.formats import library
from aplomb.formats.grid import Grid, UnknownFacts, read_grid
from aplomb.formats.problems import BadFile

STATUS = "file"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser(
        "evaluate",
        help=_("from a filled grid to its reports and first plan"),
        description=_(
            "Reads a filled grid and writes results.json, performance.pdf, documents.pdf, plan.xlsx and grid.xlsx "
            "to a folder: all of them, or none if a cell is bad."
        ),
    )
    parser.add_argument("grid", metavar=_("GRID"), type=Path, help=_("a filled grid: .xlsx, .ods or .csv"))
    parser.add_argument("--out", metavar=_("DIR"), type=Path, required=True, help=_("the folder to write to"))
    parser.add_argument(
        "--referential", metavar=_("CODE[@EDITION]"), help=_("what the grid is of; needed for a .csv")
    )
    parser.add_argument(
        "--organisation", metavar=_("NAME"), help=_("who is evaluated, as the reports say it")
    )
    add_profile(parser)
    parser.add_argument(
        "--date",
        metavar=_("DAY"),
        type=_day,
        help=_("day of the reports, as 2026-11-24; today in Paris by default"),
    )
    parser.add_argument("--json", action="store_true", help=_("print results.json rather than a summary"))
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _ = words(language()).gettext
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a day such as 2026-11-24").format(text=text)
        ) from None


def run(args: argparse.Namespace) -> int:
    """Read the grid, compute, write the five files, say the scores. A bad cell, and nothing is written."""
    _ = words(language()).gettext
    progress = Progress()
    try:
        progress.step(_("Reading the grid…"))
        edition = library.find(args.referential) if args.referential else None
        grid = read_grid(args.grid, args.grid.name, edition=edition, find=library.find, facts=args.profile)
    except BadFile as error:
        progress.done()
        show_problems(error.problems)
        say(_("Nothing has been written."))
        return BAD_INPUT
    except UnknownFacts as error:
        progress.done()
        show_unknown_facts(error)
        return BAD_INPUT
    except OSError as error:
        progress.done()
        return refused(args.grid, error)
    show_problems(grid.warnings)
    return _evaluate(args, grid, progress)


def _evaluate(args: argparse.Namespace, grid: Grid, progress: Progress) -> int:
    _ = words(language()).gettext
    on = args.date or day_in_paris(datetime.now(UTC))
    name = args.organisation or grid.organisation or _("Unnamed organisation")
    outcome = results(
        grid.edition,
        grid.entries,
        on=on,
        profile=grid.profile,
        selection=grid.selection,
        parts=grid.parts,
        documents=grid.documents,
    )
    files = _files(grid, outcome, name, on, progress)
    try:
        progress.step(_("Writing the files…"))
        put_files(args.out, files)
    except OSError as error:
        progress.done()
        return refused(args.out, error)
    progress.done()
    if args.json:
        print(files["results.json"].decode(), end="")
    else:
        for line in summary(outcome, name, language()):
            print(line)
        print()
        print(_("Written to {folder}: {files}").format(folder=args.out, files=", ".join(files)))
    return DONE


def _files(grid: Grid, outcome: Results, name: str, on: date, progress: Progress) -> Mapping[str, bytes]:
    """The five files of interfaces.md §1, from one computation.

    The reports are laid out beside the rest: Typst works outside the interpreter's lock, and takes as long as
    all that Python has to write.
    """
    from aplomb.formats.sheets import sheet_titles, sheets_by_criterion
    from aplomb.reports import Subject, documents_pdf, performance_pdf

    _, lang = words(language()).gettext, language()
    subject = Subject(name, on, STATUS)
    titles = sheet_titles()
    proposed = proposals([outcome], sheets_by_criterion(grid.edition.code))
    progress.step(_("Results…"))
    # One thread, not two: both would load the typefaces, and Typst uses the other processors by itself.
    with ThreadPoolExecutor(max_workers=1) as beside:
        performance = beside.submit(
            performance_pdf, outcome, subject, proposals=proposed, sheets=titles, lang=lang
        )
        documents = beside.submit(documents_pdf, outcome, subject, lang=lang)
        results_file = _results_file(outcome, name, lang)
        progress.step(_("Plan and grid…"))
        plan_file = _plan_file(outcome, proposed, titles, name, on, lang)
        grid_file = _grid_file(grid, name, on, lang)
        progress.step(_("Performance report…"))
        performance_file = performance.result()
        progress.step(_("Documentary report…"))
        documents_file = documents.result()
    return {
        "results.json": results_file,
        "performance.pdf": performance_file,
        "documents.pdf": documents_file,
        "plan.xlsx": plan_file,
        "grid.xlsx": grid_file,
    }


def _results_file(outcome: Results, name: str, lang: str) -> bytes:
    from aplomb.formats.results_json import results_json

    data = results_json(outcome, name, STATUS, lang)
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _plan_file(
    outcome: Results,
    proposed: Sequence[Proposal],
    titles: Mapping[str, str],
    name: str,
    on: date,
    lang: str,
) -> bytes:
    from aplomb.formats.plan_xlsx import write_plan

    return write_plan(outcome, proposed, titles, subject=name, on=on, lang=lang)


def _grid_file(grid: Grid, name: str, on: date, lang: str) -> bytes:
    from aplomb.formats.grid_xlsx import write_grid

    return write_grid(
        grid.edition,
        entries=grid.entries,
        documents=grid.documents,
        profile=grid.profile,
        selection=grid.selection,
        parts=grid.parts,
        evaluation=grid.evaluation,
        revision=grid.revision,
        organisation=name,
        on=on,
        lang=lang,
    )
