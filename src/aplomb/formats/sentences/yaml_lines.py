"""Sentences of the YAML reader (`formats.yaml_lines`)."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    "yaml.missing": (
        _("there is no such file"),
        _("Check the path: it starts from the folder in which the command is run."),
    ),
    "yaml.folder": (
        _("this is a folder, not a file"),
        _("Name the files that are in it."),
    ),
    "yaml.forbidden": (
        _("the file may not be read"),
        _("Ask for the right to read it, or copy it to a folder of yours."),
    ),
    "yaml.unreadable": (
        _("the file cannot be read ({reason})"),
        _("Check the path and the disk that it is on."),
    ),
    "yaml.too-big": (
        _("the file is larger than {limit} MiB"),
        _("Take out what does not belong in it: a referential of 200 criteria weighs about 0.3 MiB."),
    ),
    "yaml.utf16": (
        _("the file is written in UTF-16"),
        _("Save it again as UTF-8 (in the editor: “Save as”, then “Encoding”)."),
    ),
    "yaml.encoding": (
        _("this line is not UTF-8 (byte {byte})"),
        _("Save the file again as UTF-8: it was probably saved as Windows-1252 or Latin-1."),
    ),
    "yaml.control": (
        _("an invisible control character stands in this line ({character})"),
        _("Delete it, or type the passage again: it often comes with text pasted from elsewhere."),
    ),
    "yaml.empty": (
        _("the file holds nothing"),
        _("Write its content, or start from a copy of a shipped file."),
    ),
    "yaml.documents": (
        _("a second document begins here"),
        _("Keep one document a file: remove the line “---” or “...”, or make two files."),
    ),
    "yaml.depth": (
        _("lists and keys are nested more than {limit} deep"),
        _("Check the brackets and the indentation: no format of ours goes that deep."),
    ),
    "yaml.too-many": (
        _("the file holds more than {limit} values, repetitions included"),
        _("Split it, or write out only what is needed."),
    ),
    "yaml.aliases": (
        _("more than {limit} repetitions by “*name”"),
        _("Write the values out where they are needed."),
    ),
    "yaml.alias-unknown": (
        _("“*{anchor}” repeats something that is named nowhere above"),
        _("Write “&{anchor}” before the first value; a text that begins with * goes between quotes."),
    ),
    "yaml.alias-inside": (
        _("“*{anchor}” repeats the very thing that it is a part of"),
        _("Write the value out in its place."),
    ),
    "yaml.anchor-name": (
        _("“*” and “&” have a meaning of their own at the beginning of a value: {written}"),
        _("Put the value between double quotes."),
    ),
    "yaml.tag": (
        _("the mark “{tag}” is not accepted: files hold plain data only"),
        _("Remove the mark; a text that begins with ! goes between quotes."),
    ),
    "yaml.duplicate-key": (
        _("the key “{key}” is there twice; the first is on line {first}"),
        _("Keep one of the two."),
    ),
    "yaml.key": (
        _("the key “{key}” is not a text"),
        _('Put it between quotes: "{key}".'),
    ),
    "yaml.key-complex": (
        _("a list or a group of keys stands where a key is expected"),
        _("Write a simple name before the colon; a text that begins with {{ or [ goes between quotes."),
    ),
    "yaml.merge": (
        _("the merge key “<<” is not read"),
        _("Write the keys out in their place."),
    ),
    "yaml.number": (
        _("the number {written} has too many figures to be exact everywhere"),
        _("If it is a code, put it between quotes; if it is a number, keep 15 figures."),
    ),
    "yaml.ambiguous": (
        _("“{written}” is taken as a text; other programs may read a number, a date or yes/no"),
        _('Put it between quotes: "{written}".'),
    ),
    "yaml.tab": (
        _("a tab stands in the indentation"),
        _("Replace it with spaces: two for each level."),
    ),
    "yaml.colon": (
        _("a colon stands where none is expected: {written}"),
        _("Put a text that holds “: ” between double quotes; else check the indentation and the line above."),
    ),
    "yaml.quote-open": (
        _("a quote is opened here and never closed: {written}"),
        _("Close it at the end of the text."),
    ),
    "yaml.quote-inside": (
        _("something follows the closing quote: {written}"),
        _(
            'Put the text between double quotes when it holds an apostrophe, write \\" for a quote inside; '
            "also check that the quotes above are closed."
        ),
    ),
    "yaml.indent": (
        _("this line is not in line with the ones above: {written}"),
        _("Give the keys of one group the same number of spaces."),
    ),
    "yaml.dash": (
        _("a new item of the list is expected here: {written}"),
        _("Begin it with “- ”, in line with the items above; or indent this line as part of the item."),
    ),
    "yaml.dash-after": (
        _("a list cannot begin behind its key: {written}"),
        _("Begin the list on the next line, or write it between square brackets."),
    ),
    "yaml.bracket": (
        _("a bracket opened here is not closed, or a comma is missing: {written}"),
        _("Check that each [ or {{ has its ] or }}, and that commas separate what is inside."),
    ),
    "yaml.no-colon": (
        _("a colon is missing after the key: {written}"),
        _("Write “key: value”, with a space after the colon."),
    ),
    "yaml.first-character": (
        _("a value cannot begin with “{character}”: {written}"),
        _("Put the value between double quotes."),
    ),
    "yaml.escape": (
        _("a backslash is followed by something that has no meaning: {written}"),
        _("Write \\\\ for a backslash, or put the text between single quotes."),
    ),
    "yaml.block-text": (
        _("nothing may stand on the line after “|” or “>”: {written}"),
        _("Begin the text on the next line, indented; or put it between double quotes."),
    ),
    "yaml.syntax": (
        _("this line is not YAML: {written}"),
        _("Check its brackets, quotes, colons and indentation; compare with a shipped file."),
    ),
}
