"""`aplomb routes`: every route with its methods and the action that it asks of the policy."""

import argparse
import json
from dataclasses import asdict

from aplomb.cli.console import DONE, language
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("routes", help=_("list the routes, with the right that each asks"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return with_shell(lambda: show(as_json=args.json))


def show(*, as_json: bool) -> int:
    from aplomb.config.routes import routes

    found = routes()
    if as_json:
        print(json.dumps([asdict(route) for route in found], ensure_ascii=False, indent=1))
        return DONE
    width = max(len(route.path) for route in found)
    for route in found:
        print(f"{route.path:<{width}}  {' '.join(route.methods):<22}  {route.action}")
    return DONE
