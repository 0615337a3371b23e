"""Sentences about letters (`formats.letter`) and about heads of Markdown files."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "head.missing": (
        _("the file does not begin with a head between two lines “---”"),
        _("Write “---” on the first line, the keys below it, and “---” again before the text."),
    ),
    "letter.code": (
        _("the code “{written}” is not the name of the file, “{name}”"),
        _("Give both the same name."),
    ),
    "letter.empty": (
        _("the letter has a head and no text"),
        _("Write its text below the second line “---”."),
    ),
    "letter.form": (
        _("“{written}” means nothing in a letter"),
        _(
            "Only these have a meaning, spaces included: {{{{ a.b }}}}, {{% for x in a.b %}} … {{% endfor %}}, "
            "{{% if a.b %}} … {{% endif %}}."
        ),
    ),
    "letter.field": (
        _("there is no value “{path}” here"),
        _("Check its spelling; what there is: {known}."),
    ),
    "letter.is-list": (
        _("“{path}” is a list and cannot be written as a value"),
        _("Go through it: {{% for x in {path} %}} … {{% endfor %}}."),
    ),
    "letter.is-text": (
        _("“{path}” is a single value, and a loop needs a list"),
        _("Write it as {{{{ {path} }}}}, or go through a list."),
    ),
    "letter.not-closed": (
        _("“{form}” is opened here and never closed"),
        _("Write {{% end{form} %}} where it ends."),
    ),
    "letter.not-opened": (
        _("“end{form}” closes nothing that is open here"),
        _("Remove it, or close what was opened last first."),
    ),
}
