"""`aplomb demo`: make the demonstration world, or make it again."""

import argparse

from aplomb.cli.console import BAD_INPUT, DONE, language, say, whole_number
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

MOST_SITES = 5_000


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("demo", help=_("make the demonstration world, or make it again"))
    parser.add_argument("--sites", type=whole_number, default=12, metavar="N", help=_("how many sites (12)"))
    parser.add_argument(
        "--seed", type=whole_number, default=0, metavar="S", help=_("another world of the same size")
    )
    parser.add_argument(
        "--if-empty", action="store_true", help=_("do nothing where there is a world already")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    _ = words(language()).gettext
    if not 0 < args.sites <= MOST_SITES:
        say(_("--sites goes from 1 to {most}").format(most=MOST_SITES))
        return BAD_INPUT
    return with_shell(lambda: demo(args.sites, args.seed, if_empty=args.if_empty))


def refusal() -> str:
    """What is said to whoever asks for a demonstration on an installation's data."""
    return words(language()).gettext(
        "These data are not a demonstration’s: nothing is touched. Choose another folder with APLOMB_VAR."
    )


def demo(sites: int, seed: int, *, if_empty: bool) -> int:
    """Make the world and print its accounts; refused on data that are not a demonstration's."""
    from django.db import transaction
    from django.utils import timezone

    from aplomb.apps.accounts.models import User
    from aplomb.apps.home.demonstration.build import accounts, build, erase
    from aplomb.apps.home.demonstration.mark import is_demonstration, mark
    from aplomb.apps.home.demonstration.people import PASSWORD
    from aplomb.domain.shared.calendar import day_in_paris

    _ = words(language()).gettext
    inhabited = User.objects.exists()
    if inhabited and not is_demonstration():
        say(refusal())
        return BAD_INPUT
    if not (if_empty and inhabited):
        say(_("Making the demonstration world …"))
        with transaction.atomic():
            erase()
            made = build(day_in_paris(timezone.now()), sites=sites, seed=seed)
            mark(timezone.now(), sites=sites, seed=seed)
        summary = _(
            "{organisations} organisations, {people} people, {evaluations} evaluations, {entries} answers"
        )
        say(
            summary.format(
                organisations=made.organisations,
                people=made.people,
                evaluations=made.evaluations,
                entries=made.entries,
            )
        )
    print(_("Accounts of the demonstration (password: {password})").format(password=PASSWORD))
    width = max(len(email) for email, _role in accounts())
    for email, role in accounts():
        print(f"  {email:<{width}}  {role}")
    return DONE
