"""Sentences about filled grids: each bad cell, each warning."""

from aplomb.domain.shared.words import gettext_noop as _

WRITE_ONE_OF = _("Write one of: {answers}; or leave the cell empty.")
RECALCULATE = _("Recalculate and save the file in a spreadsheet program, or type the value itself.")
NEW_GRID = _("Take a new grid and copy the answers into it; leave its hidden sheet as it is.")
MATCH_THE_GRID = _("Write the number as the referential does; the cell must be formatted as text.")

SENTENCES = {
    # Which edition the grid is of.
    "grid.origin.missing": (
        _("nothing says which referential this grid is of: it has no sheet “{sheet}”"),
        _("Name it: --referential CODE, or CODE@EDITION."),
    ),
    "grid.origin.csv": (
        _("a CSV file does not say which referential it is of"),
        _("Name it: --referential CODE, or CODE@EDITION."),
    ),
    "grid.origin.unreadable": (
        _("“{name}” has been altered: “{value}” means nothing here"),
        NEW_GRID,
    ),
    "grid.origin.newer": (
        _("the grid was made by a newer version of Aplomb ({value})"),
        _("Update Aplomb, or take a new grid from this version."),
    ),
    "grid.origin.other-edition": (
        _("the grid is of {found}, and not of {asked}"),
        _("Ask for {found}, or fill in a grid of {asked}."),
    ),
    "grid.origin.unknown-edition": (
        _("the grid is of {found}, which is not here"),
        _("Give its YAML file: --referential FILE.yaml; or fill in a grid of an edition that is here."),
    ),
    "grid.origin.other-content": (
        _("{found} has not the same content here as when this grid was made"),
        _("Take a new grid and copy the answers, or name the edition yourself: --referential {found}."),
    ),
    # Sheets and columns.
    "grid.sheet.missing": (
        _("there is no sheet “{wanted}”; the sheets are: {sheets}"),
        _("Start from a grid made by Aplomb, and keep the name of its sheets."),
    ),
    "grid.sheet.renamed": (
        _("there is no sheet “{wanted}”; the sheets are: {sheets}"),
        _("Rename “{found}” to “{wanted}”."),
    ),
    "grid.header.missing": (
        _("no row of titles among the first {within}"),
        _("Put back a row with the titles: {columns}."),
    ),
    "grid.column.missing": (
        _("the column “{wanted}” is missing"),
        _("Put it back with this very title, empty if need be."),
    ),
    "grid.column.renamed": (
        _("the column “{wanted}” is missing; “{found}” resembles it"),
        _("Rename “{found}” to “{wanted}”."),
    ),
    "grid.column.doubled": (
        _("two columns have this title"),
        _("Keep one, rename or delete the other."),
    ),
    "grid.columns.ignored": (
        _("columns that are not read: {columns}"),
        "",
    ),
    # Numbers of criteria.
    "grid.number.unknown": (
        _("{edition} has no criterion “{value}”"),
        _("Correct the number, or delete the row."),
    ),
    "grid.number.unknown-near": (
        _("{edition} has no criterion “{value}”"),
        _("Did you mean {near}? Else delete the row."),
    ),
    "grid.number.doubled": (
        _("criterion {value} is already on row {first}"),
        _("Keep one of the two rows."),
    ),
    "grid.number.doubled-zero": (
        _("criterion {value} is already on row {first}"),
        _(
            "If it was {longer}, the spreadsheet dropped its last zero: format the cell as text, type it again."
        ),
    ),
    "grid.number.ambiguous": (
        _("the number {value} stands for several criteria or has lost a zero: {codes}"),
        MATCH_THE_GRID,
    ),
    "grid.number.date": (
        _("the spreadsheet took the number for a date ({value})"),
        MATCH_THE_GRID,
    ),
    "grid.number.missing": (
        _("an answer (“{value}”) on a row without a number"),
        _("Put the criterion’s number back, or clear the answer."),
    ),
    "grid.number.missing-text": (
        _("the texts of this row belong to no criterion and are not read"),
        "",
    ),
    # Answers.
    "grid.score.no-value": (
        _("criterion {criterion}: the formula has no stored value"),
        RECALCULATE,
    ),
    "grid.score.error": (
        _("criterion {criterion}: the cell is in error ({value})"),
        WRITE_ONE_OF,
    ),
    "grid.score.date": (
        _("criterion {criterion}: a date ({value}) is not an answer"),
        WRITE_ONE_OF,
    ),
    "grid.score.percent": (
        _("criterion {criterion}: a percentage ({value}) is not an answer"),
        WRITE_ONE_OF,
    ),
    "grid.score.boolean": (
        _("criterion {criterion}: true or false ({value}) is not an answer"),
        WRITE_ONE_OF,
    ),
    "grid.score.decimal": (
        _("criterion {criterion}: {value} lies between two levels"),
        WRITE_ONE_OF,
    ),
    "grid.score.outside": (
        _("criterion {criterion}: {value} is outside the scale"),
        WRITE_ONE_OF,
    ),
    "grid.score.not-a-level": (
        _("criterion {criterion}: “{value}” is not an answer"),
        WRITE_ONE_OF,
    ),
    "grid.score.other-na": (
        _("criterion {criterion}: “{value}” is not how not applicable is written"),
        _("Write NA, with its justification."),
    ),
    "grid.score.merged": (
        _("the cells {block} are merged: nobody can tell whose answer it is ({criteria})"),
        _("Unmerge them, and give each criterion its own answer."),
    ),
    "grid.na.forbidden": (
        _("criterion {criterion} cannot be not applicable (“{value}”)"),
        WRITE_ONE_OF,
    ),
    "grid.na.unjustified": (
        _("criterion {criterion} is answered NA without a justification"),
        _("Write the fact that shows it has no object here, or give a level."),
    ),
    "grid.na.reason-alone": (
        _("criterion {criterion} has a justification but no answer: it counts as unanswered"),
        _("Write NA in the column of the score, if that is what you mean."),
    ),
    "grid.na.reason-with-level": (
        _("criterion {criterion} is at level {score}: its justification of NA is not kept"),
        "",
    ),
    # Any text.
    "grid.cell.no-value": (_("the formula has no stored value"), RECALCULATE),
    "grid.cell.error": (_("the cell is in error ({value})"), _("Type the text again.")),
    "grid.cell.too-long": (
        _("the text has {length} characters, more than a cell may hold ({most})"),
        _("Shorten it; attach the rest as evidence."),
    ),
    "grid.cell.patient": (
        _("the text holds a social-security number: no patient data is taken"),
        _("Take the number off; name no patient anywhere in the grid."),
    ),
    "grid.cell.control": (_("invisible control characters have been taken off"), ""),
    # Rows as a whole.
    "grid.rows.missing": (
        _("criteria that are asked and have no row ({count}): {criteria}; they count as unanswered"),
        "",
    ),
    "grid.rows.not-asked": (
        _("answers to criteria that are not asked ({count}): {criteria}; they are not counted"),
        "",
    ),
    # Documents.
    "grid.documents.no-sheet": (
        _("there is no sheet “{sheet}”: every expected document counts as missing"),
        "",
    ),
    "grid.documents.csv": (
        _("a CSV file says nothing of the documents: every expected one counts as missing"),
        "",
    ),
    "grid.document.missing-code": (
        _("a document without its code"),
        _("Put the code back, or clear the row."),
    ),
    "grid.document.unknown": (
        _("{edition} expects no document “{value}”"),
        _("Correct the code, or delete the row."),
    ),
    "grid.document.unknown-near": (
        _("{edition} expects no document “{value}”"),
        _("Did you mean {near}? Else delete the row."),
    ),
    "grid.document.doubled": (
        _("document {value} is already on row {first}"),
        _("Keep one of the two rows."),
    ),
    "grid.document.state": (
        _("“{value}” is not a state of a document"),
        _("Write one of: {states}; or leave the cell empty."),
    ),
    "grid.document.date": (
        _("“{value}” is not a day"),
        _("Write it as 31/12/2027 or 2027-12-31; the last day of validity counts."),
    ),
    "grid.document.old-date": (
        _("valid until {value}, before {year}"),
        _("If a year was typed alone, the cell made a day of it: write the day in full, 31/12/2027."),
    ),
}
