"""What the YAML parser complains of, in words of ours and at the line where the person has to look."""

import yaml

from aplomb.formats.problems import Place, Problem

# What libyaml says, in the order in which it is looked for, and what we call it.
_SYNTAX = (
    ("tab character that violates indentation", "yaml.tab"),
    ("mapping values are not allowed", "yaml.colon"),
    ("unexpected end of stream", "yaml.quote-open"),
    ("unexpected document indicator", "yaml.quote-open"),
    ("did not find expected ',' or", "yaml.bracket"),
    ("did not find expected '-' indicator", "yaml.dash"),
    ("block sequence entries are not allowed", "yaml.dash-after"),
    ("could not find expected ':'", "yaml.no-colon"),
    ("unknown escape character", "yaml.escape"),
    ("invalid Unicode character escape", "yaml.escape"),
    ("did not find expected hexdecimal number", "yaml.escape"),
    ("did not find expected alphabetic or numeric", "yaml.anchor-name"),
    ("did not find expected comment or line break", "yaml.block-text"),
    ("undefined tag handle", "yaml.tag"),
    ("did not find expected key", "yaml.indent"),
    ("did not find expected <document start>", "yaml.documents"),
)


def syntax_problem(error: yaml.YAMLError, raw: bytes, name: str, first_line: int) -> Problem:
    """The parser's complaint as a problem of ours, at the line where the person has to look."""
    mark = getattr(error, "problem_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    if mark is None:
        return Problem("yaml.syntax", Place(name, first_line), {"written": ""})
    text = _text_line(raw, mark.line)
    code = next((code for words, code in _SYNTAX if words in said), "yaml.syntax")
    line, start = mark.line, getattr(error, "context_mark", None) or mark
    after_quote = text[: mark.column].rstrip().endswith(("'", '"'))
    if "cannot start any token" in said:
        code = "yaml.tab" if text[mark.column :].startswith("\t") else "yaml.first-character"
    elif code in ("yaml.indent", "yaml.bracket") and after_quote:
        code = "yaml.quote-inside"
    elif code == "yaml.bracket" and start.line == mark.line and text[mark.column :].startswith(":"):
        code = "yaml.colon"
    elif code in ("yaml.quote-open", "yaml.no-colon", "yaml.bracket"):
        # The parser sees it only where it gives up, often at the end of the file: the cause is where it began.
        line = start.line
    elif code == "yaml.colon" and not text[: mark.column].strip():
        line = max(mark.line - 1, 0)
    facts = {
        "written": _text_line(raw, line).strip()[:60],
        "character": text[mark.column : mark.column + 1],
        "tag": text[mark.column :].split(" ")[0][:40],
        "line": mark.line + first_line,
    }
    return Problem(code, Place(name, line + first_line), facts)


def _text_line(raw: bytes, index: int) -> str:
    """One line of the file, from 0; empty beyond its end."""
    lines = raw.decode("utf-8").splitlines()
    return lines[index] if index < len(lines) else ""
