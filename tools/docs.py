"""The parts of the documents that the code writes: `python tools/docs.py write | check`.

A document keeps such a part between `<!-- generated: NAME -->` and `<!-- end of NAME -->`. `write` brings every part
in step with the code; `check`, which the tests call too, names what is not. Meanings are written by people in the
last column of a table: `write` keeps them and leaves a blank, which `check` refuses, beside what is new.
"""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ROOT / "src" / "aplomb" / "apps"
DOCS = ROOT / "docs"
PART = re.compile(r"(<!-- generated: ([a-z]+) -->\n)(.*?)(<!-- end of \2 -->)", re.DOTALL)
# An event is `thing.past-participle`, as the house style has it.
EVENT = re.compile(r"[a-z_]+\.[a-z-]+")
# The signs of the rights table; the comments of `Relation` give them as well.
SIGNS = {"any": "●", "own": "o", "named": "a", "engaged": "m", "supervising": "p", "seated": "s", "self": "x"}
REFUSED = "·"
# A role's column in the rights table, in the order of `Role`.
ROLE_SIGNS = (
    "SEC",
    "PRA",
    "PRC",
    "MEM",
    "ABM",
    "AUD",
    "CSM",
    "CON",
    "SQM",
    "STC",
    "EVA",
    "RDR",
    "PUB",
    "ADM",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def documents() -> list[Path]:
    """Every document that people read: the README, the guides, and the files beside it."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def in_step(text: str) -> str:
    """A document with its generated parts as the code has them."""
    return PART.sub(lambda found: found[1] + PARTS[found[2]](found[3]) + found[4], text)


def problems() -> list[str]:
    """Documents that the code has left behind, and meanings that nobody has written yet."""
    found = []
    for path in documents():
        text, name = path.read_text(encoding="utf-8"), path.relative_to(ROOT)
        if text != in_step(text):
            found.append(f"{name} is behind the code: run `python tools/docs.py write`")
        found += [
            f"{name}: {row[0]} has no meaning yet: write it in the table's last column"
            for part in PART.finditer(text)
            for row in cells(part[3])
            if not row[-1]
        ]
    return found


def write() -> None:
    for path in documents():
        text = path.read_text(encoding="utf-8")
        if text != (new := in_step(text)):
            path.write_text(new, encoding="utf-8")


# — Tables ———————————————————————————————————————————————————————————————————


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def cells(text: str) -> list[list[str]]:
    """The rows of the table that stands in a text, without its heads."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [
        [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]
        for row in rows[2:]
    ]


def meanings(text: str) -> Mapping[str, str]:
    """What people wrote in the last column, by what stands in the first."""
    return {row[0]: row[-1] for row in cells(text)}


# — Parts ————————————————————————————————————————————————————————————————————


def environment(before: str) -> str:
    """Every variable of the environment, what holds without it, and the meaning that people wrote."""
    from aplomb.config.environment import VARIABLES

    known = meanings(before)
    rows = []
    for variable in VARIABLES:
        name, default = f"`{variable.name}`", f"`{variable.default}`" if variable.default else "—"
        rows.append((name, default, known.get(name, "")))
    return table(("Variable", "Sans elle", "Ce qu’elle dit"), rows)


def states(before: str) -> str:
    """The arrows of an evaluation's status, as a drawing."""
    from aplomb.domain.evaluations.lifecycle import ARROWS, Status

    arrows = [f"    {here} --> {there}" for here in Status for there in Status if there in ARROWS[here]]
    first = next(iter(Status))
    return "\n".join(("```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, "```", ""))


def roles(before: str) -> str:
    """The roles: their sign in the rights table, their stored value, their French."""
    from aplomb.domain.access.matrix import Role

    known = meanings(before)
    signs = zip(ROLE_SIGNS, Role, strict=True)
    return table(
        ("Sign", "Stored value", "French"), [(sign, f"`{role}`", known.get(sign, "")) for sign, role in signs]
    )


def rights(before: str) -> str:
    """The rights matrix: an action a row, a role a column."""
    from aplomb.domain.access.matrix import MATRIX, Role

    rows = [
        (f"`{action}`", *(SIGNS[allowed[role]] if role in allowed else REFUSED for role in Role))
        for action, allowed in MATRIX.items()
    ]
    return table(("Action", *ROLE_SIGNS), rows)


def refusals(before: str) -> str:
    """Every refusal code with its sentence, in the language of the source: the catalogues have the French."""
    _set_django_up()
    from django.utils import translation

    from aplomb.web.refusals import sentences

    with translation.override("en"):
        return table(
            ("Code", "Sentence"), [(f"`{code}`", str(text)) for code, text in sorted(sentences().items())]
        )


def events(before: str) -> str:
    """Every event that the code records, with the rooms that record it, and the meaning that people wrote."""
    rooms: dict[str, set[str]] = {}
    for name, room in recorded():
        rooms.setdefault(name, set()).add(room)
    known = meanings(before)
    rows = [
        (f"`{name}`", ", ".join(sorted(rooms[name])), known.get(f"`{name}`", "")) for name in sorted(rooms)
    ]
    return table(("Event", "Recorded by", "It says that"), rows)


PARTS: Mapping[str, Callable[[str], str]] = {
    "environment": environment,
    "states": states,
    "roles": roles,
    "rights": rights,
    "refusals": refusals,
    "events": events,
}


def _set_django_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aplomb.config.settings_check")
    django.setup()


# — Events: the first argument of each `record(…)`, followed back to its literals ——————————————————————————————


def recorded() -> Iterator[tuple[str, str]]:
    """(event, app) of each call that records one."""
    for path in sorted(APPS.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
        for function in functions:
            for call in calls(function, "record"):
                for name in literals(call.args[0] if call.args else None, function, tree):
                    if EVENT.fullmatch(name):
                        yield name, path.relative_to(APPS).parts[0]


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield node


def literals(node: ast.expr | None, function: Function, tree: ast.Module) -> Iterator[str]:
    """The texts that an expression may be: a literal, either side of a condition, a variable's or a caller's, those of
    a table of the module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body, function, tree)
        yield from literals(node.orelse, function, tree)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        for table in (found for found in tree.body if isinstance(found, ast.Assign)):
            if any(isinstance(name, ast.Name) and name.id == node.value.id for name in table.targets):
                for value in table.value.values if isinstance(table.value, ast.Dict) else ():
                    yield from literals(value, function, tree)
    elif isinstance(node, ast.Name):
        parameters = [argument.arg for argument in function.args.args]
        if node.id in parameters:
            place = parameters.index(node.id)
            for caller in (found for found in ast.walk(tree) if isinstance(found, Function)):
                for call in calls(caller, function.name):
                    if len(call.args) > place:
                        yield from literals(call.args[place], caller, tree)
        for assigned in (found for found in ast.walk(function) if isinstance(found, ast.Assign)):
            if any(isinstance(target, ast.Name) and target.id == node.id for target in assigned.targets):
                yield from literals(assigned.value, function, tree)


def main(arguments: Sequence[str]) -> int:
    command = arguments[0] if arguments else ""
    if command == "write":
        write()
        command = "check"
    if command == "check":
        found = problems()
        for line in found:
            print(line, file=sys.stderr)
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
