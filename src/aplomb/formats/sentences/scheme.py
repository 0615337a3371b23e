"""Sentences about a label's rules (`formats.scheme`), and about values with bounds."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    # Values with bounds, or with a form of their own.
    "number.too-small": (
        _("“{key}” is {written}, and cannot be below {bound}"),
        _("Write {bound} or more."),
    ),
    "number.too-large": (
        _("“{key}” is {written}, and cannot be above {bound}"),
        _("Write {bound} or less."),
    ),
    "text.form": (
        _("“{written}” has not the form that “{key}” takes"),
        _("Write it like this: {example}."),
    ),
    # The file as a whole.
    "scheme.expected": (
        _("these are not a label’s rules: the format is “{written}”"),
        _("A label’s rules begin with “format: {format}”; start from a copy of a shipped file."),
    ),
    # Path.
    "path.circle": (
        _("these steps wait for one another: {steps}"),
        _("Remove one of them from the “after” of another, so that the path has a beginning."),
    ),
    # Sizing questions, and conditions on their answers.
    "question.no-options": (
        _("the question “{code}” is of type {type} and has no options"),
        _('Add “options: [{{value: …, label: {{fr: "…"}}}}, …]”, or give it another type.'),
    ),
    "question.options": (
        _("the question “{code}” has options, and its type, {type}, takes none"),
        _("Remove the options, or write choice or multi_choice for the type."),
    ),
    "question.bound": (
        _("the question “{code}” has a “{key}”, and its type, {type}, has no bounds"),
        _("Remove “{key}”, or write integer, decimal or percent for the type."),
    ),
    "bounds.crossed": (
        _("the lower bound, {low}, is above the upper one, {high}"),
        _("Put them in their order."),
    ),
    "condition.operator": (
        _("“{op}” cannot be asked of the question “{question}”, whose type is {type}"),
        _("Use one of these: {known}."),
    ),
    "condition.number": (
        _("the condition on “{question}” compares with a number, and {written} is none"),
        _("Write the number, without quotes."),
    ),
    "condition.flag": (
        _("the question “{question}” is answered by yes or no, and the condition compares with “{written}”"),
        _("Write true or false, without quotes."),
    ),
    "condition.list": (
        _("“{op}” compares “{question}” with a list, not with “{written}”"),
        _("Write the values between square brackets: [{written}]."),
    ),
    "condition.no-among": (
        _("the condition on “{question}” counts choices, and does not say among which"),
        _("Add “among: [… , …]” with the options that count."),
    ),
    "condition.among": (
        _("“among” has a meaning for count_gt only, and the operator is “{op}”"),
        _("Remove it, or write count_gt."),
    ),
    "table.bound": (
        _("the last row of the table, and only that one, has no bound"),
        _("Write “half_days_up_to: null” in the last row, and a number in every other."),
    ),
    "table.order": (
        _("the bound {written} is not above that of the row before, {before}"),
        _("Put the rows in rising order: the first that fits is taken."),
    ),
    # Certificate, commission, figures.
    "certificate.pattern": (
        _("the number’s pattern does not hold each of its parts once"),
        _("Write each of these once: {parts}."),
    ),
    "certificate.order": (
        _("signatory number {expected} is expected here, not {written}"),
        _("Number the signatories from 1, in the order in which they sign."),
    ),
    "months.after-validity": (
        _("“{key}” is {written} months, and the label is valid for {validity} only"),
        _("Write fewer months, or lengthen the validity."),
    ),
    "quorum.unreachable": (
        _("the quorum asks for {written} members, and the commission has {seats} seats"),
        _("Lower the minimum, or add seats."),
    ),
    "figures.differ": (
        _("“{key}” is {written} here and {other} under “{place}”"),
        _("Write the same figure in both places."),
    ),
    # Letters.
    "letter.other-kind": (
        _("the letter “{code}” is listed as {written}, and its file says {other}"),
        _("Write {other} here, or change the kind in the head of the letter."),
    ),
}
