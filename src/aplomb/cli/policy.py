"""`aplomb policy`: the rights matrix, actions × roles × relations."""

import argparse
import json

from aplomb.cli.console import DONE, language
from aplomb.domain.access.matrix import MATRIX, Relation, Role
from aplomb.domain.shared.words import words

SIGNS = {
    Relation.ANY: "●",
    Relation.OWN: "o",
    Relation.NAMED: "a",
    Relation.ENGAGED: "m",
    Relation.SUPERVISING: "p",
    Relation.SEATED: "s",
    Relation.SELF: "x",
}
REFUSED = "·"
CODES = ["SEC", "PRA", "PRC", "MEM", "ABM", "AUD", "CSM", "CON", "SQM", "STC", "EVA", "RDR", "PUB", "ADM"]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("policy", help=_("show who may do what, to what"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if args.json:
        matrix = {
            action: {role.value: relation.value for role, relation in row.items()}
            for action, row in MATRIX.items()
        }
        print(json.dumps(matrix, ensure_ascii=False, indent=1))
        return DONE
    width = max(map(len, MATRIX))
    print(" " * width, *CODES)
    for action, row in MATRIX.items():
        signs = (SIGNS[row[role]] if role in row else REFUSED for role in Role)
        print(f"{action:<{width}}", *(f"{sign:<3}" for sign in signs))
    return DONE
