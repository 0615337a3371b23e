"""Sentences about files that cannot be opened as a workbook or as CSV."""

from aplomb.domain.shared.words import gettext_noop as _

SAVE_AGAIN = _("Open it in a spreadsheet program and save it again as .xlsx.")
TAKE_AGAIN = _("Copy it or download it again; the first copy was cut short or altered.")
KEEP_THE_GRID = _("Keep the sheets of the grid only, and save it again.")

SENTENCES = {
    "workbook.too-large": (
        _("the file is larger than {most} MiB"),
        _("Keep the sheets of the grid only, without pictures, and save it again."),
    ),
    "workbook.empty": (_("the file is empty"), TAKE_AGAIN),
    "workbook.damaged": (_("the file is damaged: it cannot be read to its end"), TAKE_AGAIN),
    "workbook.not-a-workbook": (
        _("the file is not a workbook, whatever its name says"),
        _("Give the grid as .xlsx, .ods or .csv."),
    ),
    "workbook.named-as-text": (
        _("the file is a workbook named as a text file"),
        _("Give it the ending .xlsx or .ods; no need to convert it."),
    ),
    "workbook.old-excel": (
        _("the file is in the format of Excel before 2007 (.xls)"),
        SAVE_AGAIN,
    ),
    "workbook.password": (
        _("the file is protected by a password"),
        _("Open it, take the password off, and save it again."),
    ),
    "workbook.bomb": (
        _("the file unpacks to far more than a grid can hold"),
        KEEP_THE_GRID,
    ),
    "workbook.too-many-entries": (
        _("the file is made of more than {most} parts"),
        KEEP_THE_GRID,
    ),
    "workbook.unsafe": (
        _("the file holds parts whose names no workbook has: doubled, linked, or outside its own folder"),
        SAVE_AGAIN,
    ),
    "workbook.entities": (
        _("the file declares an XML document type, which no workbook needs"),
        SAVE_AGAIN,
    ),
    "workbook.too-many-rows": (
        _("there is content below row {most}"),
        _("Delete the rows that are not part of the grid."),
    ),
    "workbook.too-many-columns": (
        _("there is content beyond {most} columns"),
        _("Delete the columns that are not part of the grid."),
    ),
    "workbook.too-many-cells": (
        _("there are more than {most} filled cells"),
        KEEP_THE_GRID,
    ),
    "csv.encoding": (
        _("the text is neither in UTF-8 nor in Windows-1252"),
        _("Save it again as “CSV UTF-8”, or give the workbook itself."),
    ),
    "csv.nul": (
        _("the text holds NUL characters, which no CSV has"),
        _("Save it again as “CSV UTF-8”, or give the workbook itself."),
    ),
    "csv.quotes": (
        _("a quotation mark opened here is never closed, or closed too early"),
        _("Close the quotation marks around the text; double those inside it."),
    ),
    "csv.columns": (
        _("the row has {fields} columns, the header {titles}"),
        _("Put between quotes any text that holds the separator, and complete the row."),
    ),
}
