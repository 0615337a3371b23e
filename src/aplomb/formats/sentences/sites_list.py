"""Sentences about lists of sites."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "sites.none": (
        _("the list holds no site"),
        _("Write one site a row under the titles Nom and Ville."),
    ),
    "sites.too-many": (
        _("the list holds {n} sites, more than {most}"),
        _("Split it into several files."),
    ),
    "sites.no-name": (_("the site has no name"), _("Write its name, or empty the whole row.")),
    "sites.too-long": (_("the text is longer than {most} characters"), _("Shorten it.")),
    "sites.siret": (
        _("“{value}” is not a SIRET: fourteen digits, the last of which checks the others"),
        _("Correct it, or leave the cell empty; format the column as text, so that no digit is lost."),
    ),
    "sites.finess": (
        _("“{value}” is not a FINESS number: nine characters, the department first"),
        _("Correct it, or leave the cell empty; format the column as text, so that no zero is lost."),
    ),
    "sites.doubled": (
        _("{value} is already on row {first}"),
        _("Keep one of the two rows, or correct the number of one."),
    ),
    "sites.extract-too-large": (
        _("the FINESS extract is larger than {most} MiB"),
        _("Keep the lines of your own sites only, with the first line, and give that file."),
    ),
    "sites.extract-short": (
        _("the line of the FINESS extract has {fields} fields only"),
        _("Take the extract again: a line has been cut."),
    ),
}
