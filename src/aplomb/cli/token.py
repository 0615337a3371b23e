"""`aplomb token`: a key for a program, printed once; its person is told and the journal says who made it."""

import argparse

from aplomb.cli.console import BAD_INPUT, DONE, language, say, whole_number
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

SCOPES = ("read", "write")
MOST_DAYS = 90


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("token", help=_("make a key for a program"))
    parser.add_argument("user", metavar=_("USER"), help=_("the e-mail address of its person"))
    parser.add_argument("--name", default="", metavar=_("NAME"), help=_("what it is for"))
    parser.add_argument("--scope", choices=SCOPES, default=SCOPES[0], help=_("its rights (read)"))
    parser.add_argument(
        "--days", type=whole_number, default=30, metavar="N", help=_("days before it ends (30)")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    _ = words(language()).gettext
    if not 1 <= args.days <= MOST_DAYS:
        say(_("--days goes from 1 to {most}").format(most=MOST_DAYS))
        return BAD_INPUT
    return with_shell(lambda: make(args.user.strip().lower(), args.name.strip(), args.scope, args.days))


def make(email: str, name: str, scope: str, days: int) -> int:
    from django.utils import timezone

    from aplomb.apps.accounts import services
    from aplomb.apps.accounts.models import User
    from aplomb.apps.journal.services import Actor

    _ = words(language()).gettext
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        say(_("Nobody has the address {email}.").format(email=email))
        return BAD_INPUT
    token, key = services.make_token(
        user,
        name=name or _("command line"),
        scope=scope,
        days=days,
        at=timezone.now(),
        by=Actor("host", "administrator"),
    )
    said = _("A key for {email}, until {day}. It is printed once:")
    say(said.format(email=email, day=timezone.localtime(token.expires_at).date().isoformat()))
    print(key)
    return DONE
