"""The sheets of a referential's workbook: their names, their columns, and what a cell of each may say.

Names are French and part of the format: they are what is read back.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aplomb.domain.referentials.checks import ESSENTIAL
from aplomb.domain.shared.text import FRENCH
from aplomb.formats.cells import Cell, Kind, plain_number

NONE = "—"
ESSENTIALS = "essentiels"
NA = "NA"
RESPONDENTS = {
    "requesting_site": "site demandeur",
    "reading_centre": "centre de lecture",
    "provider": "prestataire",
    "site": "site",
}
Item = dict[str, Any]
Keys = tuple[str, ...]


class Misread(ValueError):
    """A cell that is not what its column takes; the code of the problem."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a column holds: how a value becomes a text or a number, and how a cell becomes a value."""

    write: Callable[[Any], str | int | float]
    read: Callable[[Cell], Any]
    numeric: bool = False


def _read_text(cell: Cell) -> str:
    """A text as it stands; a whole number typed where a text was meant counts as its figures."""
    if cell.kind is Kind.TEXT and isinstance(cell.value, str):
        return cell.value
    if cell.kind is Kind.NUMBER and isinstance(cell.value, Decimal) and cell.value == int(cell.value):
        return plain_number(cell.value)
    # 1.10 stored as a number has become 1.1: only the person knows which of the two it was.
    raise Misread("xlsx.not-text")


def _read_number(cell: Cell) -> int | Decimal:
    if cell.kind in (Kind.NUMBER, Kind.PERCENT) and isinstance(cell.value, Decimal):
        return int(cell.value) if cell.value == int(cell.value) else cell.value
    written = cell.text.replace(",", ".")
    if cell.kind is Kind.TEXT and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", written):
        return Decimal(written) if "." in written else int(written)
    raise Misread("xlsx.not-number")


def _read_level(cell: Cell) -> int | Decimal | str:
    return NA if cell.text.upper() == NA else _read_number(cell)


_YES = frozenset(("oui", "yes", "vrai", "true", "x", "1"))
_NO = frozenset(("non", "no", "faux", "false", "0"))


def _read_flag(cell: Cell) -> bool:
    written = cell.text.casefold()
    if written in _YES or written in _NO:
        return written in _YES
    raise Misread("xlsx.not-flag")


def _write_codes(codes: Sequence[str]) -> str:
    return ", ".join(codes) or NONE


def _read_codes(cell: Cell) -> list[str]:
    written = _read_text(cell).strip()
    return [] if written == NONE else [code.strip() for code in re.split(r"[,;\n]", written) if code.strip()]


def _read_keep(cell: Cell) -> str | list[str]:
    return ESSENTIAL if cell.text.casefold() in (ESSENTIALS, ESSENTIAL) else _read_codes(cell)


def _read_respondents(cell: Cell) -> list[str]:
    known = {french: code for code, french in RESPONDENTS.items()}
    return [known.get(word.casefold(), word) for word in _read_codes(cell)]


def _plain(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


TEXT = Content(str, _read_text)
NUMBER = Content(_plain, _read_number, numeric=True)
LEVEL = Content(lambda value: value if value == NA else _plain(value), _read_level, numeric=True)
FLAG = Content(lambda value: "oui" if value else "non", _read_flag)
CODES = Content(_write_codes, _read_codes)
KEEP = Content(lambda keep: ESSENTIALS if keep == ESSENTIAL else _write_codes(keep), _read_keep)
ANSWERED_BY = Content(lambda codes: _write_codes([RESPONDENTS[code] for code in codes]), _read_respondents)


# --- sheets ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the keys that lead to its value in an item, what it holds. Texts have one a language."""

    title: str
    keys: Keys
    content: Content = TEXT
    width: int = 14
    by_language: bool = False
    needed: bool = False

    @property
    def own_keys(self) -> Keys:
        """The keys of its value; of a text, in French, which must be there."""
        return (*self.keys, FRENCH) if self.by_language else self.keys

    @property
    def own_title(self) -> str:
        return f"{self.title} ({FRENCH})" if self.by_language else self.title


def _code(title: str = "Code", key: str = "code", width: int = 14) -> Column:
    return Column(title, (key,), width=width, needed=True)


def _texts(title: str, key: str, width: int = 46, *, needed: bool = True) -> Column:
    return Column(title, (key,), width=width, by_language=True, needed=needed)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that holds a list."""

    name: str
    columns: tuple[Column, ...]


# What belongs to an item's parent rather than to itself goes under a key of this name, never written to the data.
PARENT = "@parent"

LEVELS = Table(
    "Niveaux",
    (
        Column("Valeur", ("value",), LEVEL, 9, needed=True),
        _texts("Libellé", "label", 22),
        _texts("Définition", "definition", 60, needed=False),
    ),
)
FAMILIES = Table(
    "Familles et exigences",
    (
        Column("Famille", ("family",), width=10, needed=True),
        Column("Exigence", ("requirement",), width=10),
        _texts("Titre", "title", 60),
    ),
)
CRITERIA = Table(
    "Critères",
    (
        Column("Exigence", (PARENT,), width=10, needed=True),
        _code("N°", width=9),
        _texts("Critère", "text", 60),
        _texts("Guide", "guidance", 70, needed=False),
        Column("Essentiel", ("essential",), FLAG, 10),
        Column("Poids", ("weight",), NUMBER, 8),
        Column("NA permis", ("na_allowed",), FLAG, 10),
        Column("Seulement si", ("applies_if",), CODES, 18),
        Column("Dimensions", ("dimensions",), CODES, 13),
        Column("Documents", ("documents",), CODES, 16),
        Column("Répond", ("answered_by",), ANSWERED_BY, 20),
        Column("Remplace", ("supersedes",), CODES, 12),
    ),
)
REFERENCES = Table(
    "Références",
    (
        Column("Critère", (PARENT,), width=10, needed=True),
        Column("Titre", ("title",), width=80, needed=True),
        Column("Adresse", ("url",), width=50),
        Column("À vérifier", ("to_verify",), FLAG, 11),
    ),
)
EQUIVALENTS = Table(
    "Équivalences",
    (
        Column("Critère", (PARENT,), width=10, needed=True),
        Column("Référentiel", ("referential",), width=22, needed=True),
        Column("Code", ("code",), width=12, needed=True),
    ),
)
NAMED = (_code(), _texts("Titre", "title"))
# The lists at the top of the data, by their keys.
LISTS = {
    "profile": Table("Faits", NAMED),
    "dimensions": Table("Dimensions", NAMED),
    "selections": Table("Sélections", (*NAMED, Column("Garde", ("keep",), KEEP, 40, needed=True))),
    "document_categories": Table("Catégories", NAMED),
    "documents": Table(
        "Documents",
        (
            *NAMED,
            Column("Catégorie", ("category",), width=18, needed=True),
            Column("Indispensable", ("indispensable",), FLAG, 14),
        ),
    ),
}
# The lists inside criteria, by their keys.
INNER = {"references": REFERENCES, "equivalent": EQUIVALENTS}
WHOLE = "Référentiel"
WHOLE_ROWS = (
    Column("Format", ("format",), needed=True),
    Column("Code", ("code",), needed=True),
    Column("Édition", ("edition",), needed=True),
    Column("Titre", ("title",), by_language=True, needed=True),
    Column("Éditeur", ("publisher",)),
    Column("Licence", ("licence",)),
    Column("Conforme à partir du niveau", ("scale", "compliant_from"), NUMBER),
    Column("NA permis", ("scale", "not_applicable", "allowed"), FLAG),
    Column("NA signalés au-delà de", ("scale", "not_applicable", "flag_above"), NUMBER),
    Column("Niveau minimal d’un critère essentiel", ("rules", "essential_minimum"), NUMBER),
    Column("Prêt : score d’ensemble", ("rules", "ready", "overall"), NUMBER, needed=True),
    Column("Prêt : score de chaque famille", ("rules", "ready", "family"), NUMBER, needed=True),
)
WHOLE_HEADS = ("Rubrique", "Valeur")
HELP = "Mode d’emploi"
NEEDED_SHEETS = (WHOLE, LEVELS.name, FAMILIES.name, CRITERIA.name)
TABLES = (LEVELS, FAMILIES, CRITERIA, *LISTS.values(), *INNER.values())
SHEETS = (WHOLE, HELP, *(table.name for table in TABLES))


def value_at(item: Mapping[str, Any], keys: Sequence[str]) -> Any:
    """The value under a chain of keys, or `None`."""
    value: Any = item
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
