"""The standard library's own words that the command line shows, so that the catalogues hold their French.

`argparse` asks its catalogue for these sentences, letter for letter; `program` lends it ours.
"""

from aplomb.domain.shared.words import gettext_noop as _

ARGPARSE = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("%(prog)s: error: %(message)s\n"),
    _("argument %(argument_name)s: %(message)s"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
    _("ignored explicit argument %r"),
    _("ambiguous option: %(option)s could match %(matches)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
)
