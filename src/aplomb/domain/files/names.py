"""Names of files: cleaned to be shown, and read to guess which document a file is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 150
_BIDIRECTIONAL = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def clean_name(name: str) -> str:
    """A name fit to be shown: no path, no control or bidirectional character, 150 characters at most, its ending kept.

    Empty where nothing is left of it.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(
        sign
        for sign in name
        if sign not in _BIDIRECTIONAL and unicodedata.category(sign) not in ("Cc", "Cs", "Co")
    )
    name = re.sub(r"\s+", " ", name).strip(" .")
    if len(name) > LONGEST:
        stem, dot, last = name.rpartition(".")
        name = f"{stem[: LONGEST - len(last) - 1]}.{last}" if dot and len(last) <= 10 else name[:LONGEST]
    return name


def ending(name: str) -> str:
    """The ending of a name in lower case, without its dot; empty where there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem and len(last) <= 10 else ""


# — Which document a file is ——————————————————————————————————————————————————————————

# Words that every title and half of the file names hold: they tell nothing apart.
_EMPTY_WORDS = frozenset(
    (
        *(
            "a",
            "au",
            "aux",
            "avec",
            "ce",
            "ces",
            "d",
            "de",
            "des",
            "du",
            "en",
            "et",
            "l",
            "la",
            "le",
            "les",
            "ou",
        ),
        *("par", "pour", "sur", "un", "une", "the", "of", "and", "to", "in", "for"),
        *("doc", "document", "documents", "fichier", "copie", "copy", "scan", "version", "final", "finale"),
        *("signe", "vf", "v"),
    )
)
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a file could be: what it is called by the program, its code, its titles."""

    key: str
    code: str
    titles: tuple[str, ...]


def propose(name: str, candidates: Iterable[Candidate]) -> str | None:
    """The key of the document that a file's name speaks of, or nothing where none stands out.

    A code in the name decides (`DOC-001`, `doc 1`, `Doc_001 convention`). Else the words of the titles are sought in
    the name, whatever their accents, case and plurals: half of the title's weight at least, a word weighing the more
    the fewer titles hold it. Two documents that match as well propose nothing.
    """
    found = list(candidates)
    stem = name.rpartition(".")[0] or name
    by_code = [one.key for one in found if one.code and _speaks_of(one.code, stem)]
    if len(by_code) == 1:
        return by_code[0]
    said = _words(stem)
    titles = [(one.key, _words(title)) for one in found for title in one.titles]
    held: dict[str, int] = {}
    for _key, words in titles:
        for word in words:
            held[word] = held.get(word, 0) + 1
    scores: dict[str, float] = {}
    for key, words in titles:
        total = sum(1 / held[word] for word in words)
        common = sum(1 / held[word] for word in words & said)
        scores[key] = max(scores.get(key, 0.0), common / total if total else 0.0)
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < _SURE or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def _speaks_of(code: str, stem: str) -> bool:
    """Whether a name holds a code, its separators and leading zeros aside."""
    parts = re.findall(r"[^\W\d_]+|\d+", _plain(code))
    pattern = r"[\W_]*".join(rf"0*{int(part)}" if part.isdigit() else re.escape(part) for part in parts)
    return re.search(rf"(?<![^\W_]){pattern}(?!\d)", _plain(stem)) is not None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _words(text: str) -> frozenset[str]:
    """The words that tell texts apart: no accents, no plural, no figures of a date or a version."""
    found = re.findall(r"[^\W\d_]+", _plain(text))
    return frozenset(_singular(word) for word in found if word not in _EMPTY_WORDS and len(word) > 1)


def _singular(word: str) -> str:
    if word.endswith("aux") and len(word) > 4:
        return word[:-3] + "al"
    return word[:-1] if word[-1] in "sx" and len(word) > 3 else word
