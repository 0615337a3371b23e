"""Why not, in words, for referentials."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "referential.draft.not-yours": _(
        "Referentials are taken in on the command line, by whoever runs the installation: "
        "aplomb referential import."
    ),
}
