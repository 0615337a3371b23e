"""Sentences of the referential's checks, and of its Excel and library doors."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    # The file as a whole.
    "referential.expected": (
        _("this is not a referential"),
        _("A referential begins with “format: {format}”; start from a copy of a shipped file."),
    ),
    "format.unknown": (
        _("the format “{written}” is not that of a referential"),
        _("Write “format: {format}”, or give this file to the command that reads its format."),
    ),
    # Keys.
    "key.missing": (
        _("the key “{key}” is missing"),
        _("Add “{key}: {example}”."),
    ),
    "key.misspelt": (
        _("the key “{key}” is unknown"),
        _("Write “{nearest}”, if that is what you mean; else remove it."),
    ),
    "key.unknown": (
        _("the key “{key}” is unknown"),
        _("Remove it; the keys known here are: {known}."),
    ),
    # Values.
    "value.nothing": (
        _("the key “{key}” has no value"),
        _("Give it one, or remove the key."),
    ),
    "value.unquoted": (
        _("“{key}” takes a text, and {written} without quotes is none"),
        _('Put it between quotes: "{written}".'),
    ),
    "value.not-text": (
        _("“{key}” takes a text, not {written}"),
        _('Write one text between quotes: {key}: "…".'),
    ),
    "value.not-among": (
        _("“{written}” is not known under “{key}”"),
        _("Write one of: {known}."),
    ),
    "list.expected": (
        _("“{key}” takes a list, not {written}"),
        _("Write the items between square brackets, or one a line behind “- ”."),
    ),
    "list.too-short": (
        _("the list “{key}” has too few items: {needed} at least"),
        _("Add what is missing, or remove what it belongs to."),
    ),
    "list.twice": (
        _("“{written}” is twice in the list “{key}”"),
        _("Keep it once."),
    ),
    "group.expected": (
        _("“{key}” takes keys of its own, not {written}"),
        _("Write its keys below it, indented: {known}."),
    ),
    "flag.expected": (
        _("“{key}” takes true or false, not “{written}”"),
        _("Write true or false, without quotes."),
    ),
    "number.expected": (
        _("“{key}” takes a number, not “{written}”"),
        _("Write the number without quotes, with a point for the decimals."),
    ),
    "number.too-precise": (
        _("the number {written} under “{key}” has more figures than are read the same everywhere"),
        _("Keep 15 figures at most."),
    ),
    "whole.expected": (
        _("“{key}” takes a whole number, not “{written}”"),
        _("Write a number without decimals and without quotes."),
    ),
    "share.outside": (
        _("“{key}” is a share between 0 and 1, not {written}"),
        _("Write 0.80 for 80 %."),
    ),
    "weight.outside": (
        _("“{key}” must be above 0 and at most {limit}, not {written}"),
        _(
            "Write a weight such as 1 or 2; a criterion that should not count has no place in the referential."
        ),
    ),
    "url.not-web": (
        _("“{written}” is not an address of the web"),
        _("Write a whole address that begins with https:// or http://, or remove the key."),
    ),
    # Texts.
    "text.one-language": (
        _("“{key}” takes a text by language, not {written}"),
        _('Write {key}: {{fr: "…"}}.'),
    ),
    "text.no-french": (
        _("“{key}” has no French text"),
        _("Add it under “fr”: French is required, the other languages are optional."),
    ),
    "text.language": (
        _("“{written}” is not the code of a language"),
        _("Write fr, en, or another code of two or three small letters."),
    ),
    "text.empty": (
        _("the text under “{key}” is empty"),
        _("Write it, or remove the key where it is optional."),
    ),
    "text.invisible": (
        _("the text under “{key}” holds a control or direction character that nobody sees ({character})"),
        _("Remove it, or type the text again."),
    ),
    "text.too-long": (
        _("the text under “{key}” is longer than {limit} characters"),
        _("Shorten it: it must fit in a cell of a workbook."),
    ),
    # Codes.
    "code.shape": (
        _("“{written}” cannot be a code"),
        _(
            "Keep at least a letter or a figure, at most {limit} characters; no comma, semicolon, square "
            "bracket or line break, no space at either end."
        ),
    ),
    "code.address": (
        _("“{written}” cannot stand in an address, as “{key}” must"),
        _("Use letters without accents, figures, dots, hyphens and underscores; at most {limit} characters."),
    ),
    "code.twice": (
        _("the code “{written}” is there twice; the first is on line {first}"),
        _("Give one of the two another code, or remove it."),
    ),
    "code.unknown": (
        _("“{written}” is not in the list “{list}”"),
        _("Add it there, or write one that is: {known}."),
    ),
    "code.no-list": (
        _("“{written}” is named here, but the list “{list}” is empty or missing"),
        _("Add the list, or remove the name."),
    ),
    "code.unused": (
        _("nothing uses “{written}” of the list “{list}”"),
        _("Name it under “{key}” of a criterion, or remove it."),
    ),
    "code.elsewhere": (
        _("the code “{written}” does not begin with “{above}”, the one above it"),
        _("Check that it stands in the right place: people find their way by the numbers."),
    ),
    # Scale, rules, selections.
    "levels.order": (
        _("the levels must be 0, 1, 2 … in this order: {expected} is expected here, not {written}"),
        _("Number the levels from 0, without a hole, lowest first."),
    ),
    "level.outside": (
        _("“{key}” is {written}, and the scale goes from 0 to {highest}"),
        _("Write one of the levels of the scale."),
    ),
    "level.default-outside": (
        _("“{key}” is not given and counts as {written}, and the scale goes from 0 to {highest}"),
        _("Add “{key}” with one of the levels of the scale."),
    ),
    "na.not-in-scale": (
        _("the criterion allows NA, and the scale does not"),
        _("Remove “na_allowed”, or allow NA in “scale: not_applicable: allowed”."),
    ),
    "keep.expected": (
        _("“keep” takes the word essential or a list of criteria, not “{written}”"),
        _('Write keep: essential, or keep: ["1.1.1", "1.1.2"].'),
    ),
    "selection.empty": (
        _("this selection keeps the essential criteria, and no criterion is essential"),
        _("Mark the criteria with “essential: true”, or list those to keep."),
    ),
    "criterion.no-dimension": (
        _("the criterion “{written}” has no dimension, so it is missing from the radar"),
        _("Name at least one under “dimensions”."),
    ),
    # The workbook.
    "xlsx.no-sheet": (
        _("the sheet “{written}” is missing"),
        _("Add it, or start again from an export: aplomb referential export CODE --format xlsx."),
    ),
    "xlsx.unknown-sheet": (
        _("the sheet “{written}” is unknown"),
        _("Rename it if you meant one of these, else remove it: {known}."),
    ),
    "xlsx.no-column": (
        _("the column “{written}” is missing"),
        _("Add a column with this title in the first row."),
    ),
    "xlsx.unknown-column": (
        _("the column “{written}” is unknown"),
        _("Rename it if you meant one of these, else remove it: {known}."),
    ),
    "xlsx.unknown-row": (
        _("the line “{written}” is unknown"),
        _("Rename it if you meant one of these, else remove it: {known}."),
    ),
    "xlsx.no-head": (
        _("“{written}” stands in a column without a title that is known"),
        _("Move it to its column, or delete it."),
    ),
    "xlsx.twice": (
        _("“{written}” is there twice; the first is at {first}"),
        _("Keep one of the two, or change one of them."),
    ),
    "xlsx.blank": (
        _("this cell must not be blank"),
        _("Fill it in, or delete the whole row."),
    ),
    "xlsx.no-parent": (
        _("“{written}” is not there to belong to"),
        _("Add it on its own sheet, or write one that is: {known}."),
    ),
    "xlsx.not-text": (
        _("a text is expected, and the cell holds {written} as a number, a date or true/false"),
        _("Give the cell the text format, then type it again."),
    ),
    "xlsx.not-number": (
        _("a number is expected, not “{written}”"),
        _("Type a number alone, such as 2 or 0.8."),
    ),
    "xlsx.not-flag": (
        _("yes or no is expected, not “{written}”"),
        _("Choose “oui” or “non”, or leave the cell blank."),
    ),
    "xlsx.no-value": (
        _("the cell holds a formula without a value, or an error"),
        _("Type the value itself."),
    ),
    # The library.
    "library.code": (
        _("no referential is called “{code}”"),
        _("These ship with the program: {known}. A file is named by its path, such as my-referential.yaml."),
    ),
    "library.edition": (
        _("the referential “{code}” has no edition “{edition}”"),
        _("These exist: {known}."),
    ),
}
