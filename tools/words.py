"""The catalogues of the interface: `python tools/words.py compile | extract | check`.

Each room of the house has a .po file of its own under `src/aplomb/locale/<lang>/LC_MESSAGES/`; `compile`
merges them into the one .mo that Django and the core read. `extract` adds new source strings to the room where
they stand and drops those that are gone. `check` (part of `run.py check`) fails on a string without its French.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "aplomb"
LOCALE = SOURCE / "locale"
LANGUAGES = ("fr",)
PLURAL = {"fr": "nplurals=2; plural=(n > 1);"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "plural_pair": (1, 2),  # both forms, for a browser that knows the number
}
Key = tuple[str | None, str, str | None]


def room(path: Path) -> str:
    """The catalogue in which a file's strings live: its app, or its room."""
    parts = path.relative_to(SOURCE).parts
    return parts[1] if parts[0] == "apps" and len(parts) > 2 else parts[0].removesuffix(".py")


def found_strings() -> dict[str, dict[Key, set[str]]]:
    """Every source string of the interface, by room, with the files where it stands."""
    from babel.messages.extract import extract
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured:
        settings.configure()
    rooms: dict[str, dict[Key, set[str]]] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "{%" not in text:
                continue
            text = templatize(text, origin=str(path))
        for _, message, _, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            singular, plural = message if isinstance(message, tuple) else (message, None)
            if singular:
                where = rooms.setdefault(room(path), {})
                where.setdefault((context, singular, plural), set()).add(str(path.relative_to(ROOT)))
    return rooms


def catalogue(lang: str, name: str) -> polib.POFile:
    path = LOCALE / lang / "LC_MESSAGES" / f"{name}.po"
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    po = polib.POFile(wrapwidth=100)
    po.fpath = str(path)
    po.metadata = {
        "Language": lang,
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL[lang],
    }
    return po


def catalogues(lang: str) -> list[polib.POFile]:
    return [polib.pofile(str(path)) for path in sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po"))]


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or None, entry.msgid, entry.msgid_plural or None)


def compile_all() -> None:
    """Merge each language's rooms into one .mo, written only where something changed."""
    for lang in LANGUAGES:
        merged, seen = polib.POFile(), {}
        for po in catalogues(lang):
            merged.metadata = merged.metadata or po.metadata
            for entry in po:
                if entry.obsolete or key(entry) in seen or not entry.translated():
                    continue
                seen[key(entry)] = True
                merged.append(entry)
        target = LOCALE / lang / "LC_MESSAGES" / "django.mo"
        data = merged.to_binary()
        if not target.exists() or target.read_bytes() != data:
            target.write_bytes(data)


def extract_all() -> None:
    """Bring the catalogues in step with the sources; what is translated stays translated."""
    rooms = found_strings()
    for lang in LANGUAGES:
        known = {key(entry): entry for po in catalogues(lang) for entry in po if entry.translated()}
        for path in (LOCALE / lang / "LC_MESSAGES").glob("*.po"):
            if path.stem not in rooms:
                path.unlink()
        for name, strings in rooms.items():
            po = catalogue(lang, name)
            mine = {key(entry): entry for entry in po}
            po.clear()
            for string in sorted(strings, key=lambda k: (k[1], k[0] or "")):
                entry = mine.get(string) or known.get(string)
                context, singular, plural = string
                if entry is None:
                    entry = polib.POEntry(msgctxt=context, msgid=singular)
                    if plural:
                        entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
                entry.occurrences = []
                po.append(entry)
            Path(po.fpath).parent.mkdir(parents=True, exist_ok=True)
            po.save()


def differing(lang: str) -> list[str]:
    """Strings that two rooms translate in two ways: one catalogue holds them all, where one way would win."""
    said: dict[Key, dict[str, str]] = {}
    for po in catalogues(lang):
        for entry in po:
            if entry.translated() and not entry.obsolete:
                words = entry.msgstr or " / ".join(entry.msgstr_plural.values())
                said.setdefault(key(entry), {}).setdefault(words, Path(po.fpath).name)
    return [
        f"« {string[1]} » is said in two ways, which only a context allows: "
        + ", ".join(f"{words} ({name})" for words, name in ways.items())
        for string, ways in said.items()
        if len(ways) > 1
    ]


def problems() -> list[str]:
    """Strings without their French, French that has lost a placeholder or that another room says otherwise."""
    found = []
    for lang in LANGUAGES:
        found += differing(lang)
        known = {key(entry): entry for po in catalogues(lang) for entry in po if entry.translated()}
        for strings in found_strings().values():
            for string, files in strings.items():
                entry = known.get(string)
                if entry is None:
                    found.append(f"{min(files)}: « {string[1]} » has no {lang} translation")
                elif not same_placeholders(entry):
                    found.append(
                        f"{min(files)}: « {string[1]} »: the {lang} translation has other placeholders"
                    )
    return found


def same_placeholders(entry: polib.POEntry) -> bool:
    """Whether a translation keeps the names that the program fills in (a plural form may drop its number)."""
    pattern = re.compile(r"%\((\w+)\)s|\{(\w*)\}")
    wanted = set(pattern.findall(entry.msgid) + pattern.findall(entry.msgid_plural or ""))
    if entry.msgid_plural:
        return all(set(pattern.findall(text)) <= wanted for text in entry.msgstr_plural.values())
    return set(pattern.findall(entry.msgstr)) == wanted


def main(argv: list[str]) -> int:
    command = argv[0] if argv else ""
    if command == "compile":
        compile_all()
        return 0
    if command == "extract":
        extract_all()
        return 0
    if command == "check":
        for line in problems():
            print(line, file=sys.stderr)
        return 1 if problems() else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
