"""`aplomb verify`: is the journal's chain sound, are frozen evaluations and kept files what they were?"""

import argparse
import json

from aplomb.cli.console import CHECK_FAILED, COLON, DONE, language, say
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("verify", help=_("check the journal's chain and what was frozen"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return with_shell(lambda: verify(as_json=args.json))


def in_words(cause: str) -> str:
    """What is off, as it is said to a person; the codes themselves are for programs."""
    _ = words(language()).gettext
    said = {
        "missing": _("an event is missing"),
        "reordered": _("the event does not follow the one before it"),
        "value missing": _("what the event said is missing"),
        "never closed in its journal": _("closed, and its journal does not say so"),
        "altered": _("the event was altered"),
        "value altered": _("what the event said was altered"),
        "shorter": _("the journal is shorter than its head says"),
        "head altered": _("the head of the journal was altered"),
        "hash altered": _("the hash of the closed evaluation is not the journal’s"),
        "frozen data altered": _("the closed evaluation was altered"),
        "file missing": _("the kept file is not there"),
        "file altered": _("the kept file was altered"),
    }
    return said.get(cause, cause)


def verify(*, as_json: bool = False) -> int:
    """Check everything, print what is off, first fault of each stream; exit 1 if anything is."""
    from aplomb.apps.evaluations.integrity import altered_evaluations
    from aplomb.apps.files.integrity import altered_files
    from aplomb.apps.journal.models import Entry, Stream
    from aplomb.apps.journal.queries import faults

    _ = words(language()).gettext
    found = [{"what": fault.stream, "seq": fault.seq, "cause": fault.cause} for fault in faults()]
    found += [{"what": altered.evaluation, "cause": altered.cause} for altered in altered_evaluations()]
    found += [{"what": off.file, "cause": off.cause} for off in altered_files()]
    checked = {"streams": Stream.objects.count(), "entries": Entry.objects.count()}
    if as_json:
        print(json.dumps({**checked, "faults": found}, ensure_ascii=False))
    else:
        for fault in found:
            where = f"{fault['what']} #{fault['seq']}" if "seq" in fault else fault["what"]
            print(COLON[language()].join((str(where), in_words(str(fault["cause"])))))
        say(_("{streams} streams and {entries} events checked, {n} faults").format(**checked, n=len(found)))
    return CHECK_FAILED if found else DONE
