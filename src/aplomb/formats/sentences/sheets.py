"""Sentences about best-practice sheets and tools (`formats.sheets`, `formats.tools`, `formats.knowledge`)."""

from aplomb.domain.shared.words import gettext_noop as _

SENTENCES = {
    # A sheet by itself.
    "sheet.summary": (
        _("the summary has {words} words"),
        _("Keep {limit} at most."),
    ),
    "sheet.title": (
        _("a title stands in the text"),
        _("Remove it: the title is that of the head, and sections begin with “##”."),
    ),
    "sheet.section-missing": (
        _("the section “{title}” is missing"),
        _("Add it, with “## {title}” above it."),
    ),
    "sheet.section-unknown": (
        _("a sheet has no section “{title}”"),
        _("Use the seven sections, with these very names: {known}."),
    ),
    "sheet.section-order": (
        _("the section “{title}” comes after “{before}”"),
        _("Put the sections in the order that all sheets have."),
    ),
    "sheet.section-empty": (
        _("the section “{title}” is empty"),
        _("Write what belongs in it."),
    ),
    # A tool by itself.
    "tool.slug": (
        _("“slug” is “{written}”, and the file is called “{name}”"),
        _("Give both the same name."),
    ),
    "tool.no-title": (
        _("the text does not begin with a title"),
        _("Begin it with “# ” and the title of the document."),
    ),
    "tool.placeholder": (
        _("“{written}” is no placeholder"),
        _("Write {{{{ name }}}} with one of these names: {known}."),
    ),
    "tool.not-declared": (
        _("the text uses “{name}”, which “placeholders” does not list"),
        _("Add it to the list."),
    ),
    "tool.not-used": (
        _("“placeholders” lists “{name}”, which the text does not use"),
        _("Remove it from the list, or use it."),
    ),
    "tool.table": (
        _("this row has not as many cells as the header of its table: {written}"),
        _("Give it the cells of the header: {header}"),
    ),
    # Columns, formulas, examples of a workbook.
    "column.missing": (
        _("the column “{title}” is of type {type} and has no “{key}”"),
        _("Add “{key}”, or change the type."),
    ),
    "column.not-needed": (
        _("the column “{title}” is of type {type}, which has no “{key}”"),
        _("Remove “{key}”, or change the type."),
    ),
    "column.choices": (
        _("the choices of the column “{title}” do not fit in a spreadsheet’s list"),
        _("Write them without commas, in {limit} characters at most, all together."),
    ),
    "formula.broken": (
        _("this is no formula: {written}"),
        _("Begin with “=”, and check that brackets and quotes are closed."),
    ),
    "formula.semicolon": (
        _("the formula separates with semicolons"),
        _("Write commas, and the functions in English: the program stores it so in every language."),
    ),
    "formula.function": (
        _("the function “{name}” is not one that tools use"),
        _("Use one of these, in English: {known}."),
    ),
    "formula.row": (
        _("the formula names the cell {written}, which is the same in every row"),
        _("Write {expected}."),
    ),
    "formula.itself": (
        _("the formula of the column {letters} uses the column {letters}"),
        _("Use other columns: a cell cannot be computed from itself."),
    ),
    "formula.column": (
        _("the formula names the column {letters}, and the last one is {last}"),
        _("Count the columns again, from A."),
    ),
    "row.width": (
        _("this row has {cells} cells for {columns} columns"),
        _("Write one value a column, null where there is none."),
    ),
    "cell.text": (
        _("“{written}” under “{title}” is not a text"),
        _("Put it between quotes, or write null."),
    ),
    "cell.longtext": (
        _("“{written}” under “{title}” is not a text"),
        _("Put it between quotes, or write null."),
    ),
    "cell.date": (
        _("“{written}” under “{title}” is not a date"),
        _("Write it like this: 2026-03-31."),
    ),
    "cell.datetime": (
        _("“{written}” under “{title}” is not a date with a time"),
        _("Write it like this: 2026-03-31T14:30:00."),
    ),
    "cell.integer": (
        _("“{written}” under “{title}” is not a whole number"),
        _("Write figures only, without quotes."),
    ),
    "cell.number": (
        _("“{written}” under “{title}” is not a number"),
        _("Write it without quotes, with a point before the decimals."),
    ),
    "cell.percent": (
        _("“{written}” under “{title}” is not a share between 0 and 1"),
        _("Write 0.4 for 40 %."),
    ),
    "cell.choice": (
        _("“{written}” is not among the choices of “{title}”"),
        _("Write one of the choices of the column, as it stands there."),
    ),
    "cell.formula": (
        _("“{title}” is computed, and the example gives it a value: {written}"),
        _("Write null."),
    ),
    # Sheets, tools and referentials together.
    "knowledge.twice": (
        _("the code “{code}” is already that of {other}"),
        _("Give one of the two another code."),
    ),
    "knowledge.not-named-back": (
        _("“{code}” is named here and does not name “{own}” back"),
        _("Add “{own}” to the file of “{code}”, or remove “{code}” here."),
    ),
    "knowledge.link": (
        _("the text refers to “{code}”, which does not exist"),
        _("Check the number, or remove the reference."),
    ),
    "knowledge.tool-not-listed": (
        _("the text refers to the tool “{code}”, which the head does not list"),
        _("Add it under “tools”, and name this sheet in the tool."),
    ),
    "knowledge.no-sheet": (
        _("no sheet helps with the criterion {code} of “{referential}”"),
        _("Add it to the “criteria” of the sheet that fits best."),
    ),
}
