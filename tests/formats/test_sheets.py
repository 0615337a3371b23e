"""Best-practice sheets: one format, told at its line where it is broken."""

from pathlib import Path
from time import process_time

import pytest

from aplomb.domain.referentials.edition import Reference
from aplomb.formats import sheets as module
from aplomb.formats.problems import BadFile, Problem, describe
from aplomb.formats.sheets import (
    SECTIONS,
    Sheet,
    read_sheet,
    sheet_titles,
    sheets,
    sheets_by_criterion,
)

HEAD = """---
code: F-001
title: "Exemple"
summary: "Un résumé court."
audience:
  - "radiologue"
taxonomy: teleradiologie
family: "3"
dimensions: [D09, D08]
criteria:
  - {referential: teleradiologie, code: "3.10.1"}
  - {referential: imagerie, code: "4.2.1"}
documents: [DOC-334]
keywords:
  - "CR"
minutes: 3
reviewed: 2026-11
references:
  - title: "Un texte"
    url: "https://a.example"
    to_verify: true
tools: [T-010]
---

"""
BODY = "\n".join(f"## {title}\n\nTexte.\n" for title in SECTIONS)
LINES = len(HEAD.splitlines())  # the body begins below them


def told(tmp_path: Path, head: str = HEAD, body: str = BODY) -> list[tuple[str, int | None]]:
    path = tmp_path / "exemple.md"
    path.write_text(head + body, encoding="utf-8")
    try:
        read_sheet(path, "exemple.md")
    except BadFile as error:
        return [said(problem) for problem in error.problems]
    return []


def said(problem: Problem) -> tuple[str, int | None]:
    """Its code and line, once both its sentences are found to exist in both languages."""
    assert all(describe(problem, "fr") + describe(problem, "en"))
    return problem.code, problem.place.line


def test_a_sheet_is_read_whole(tmp_path):
    path = tmp_path / "exemple.md"
    path.write_text(HEAD + BODY, encoding="utf-8")

    assert read_sheet(path).sheet == Sheet(
        code="F-001",
        slug="exemple",
        title="Exemple",
        summary="Un résumé court.",
        audience=("radiologue",),
        taxonomy="teleradiologie",
        family="3",
        dimensions=("D09", "D08"),
        criteria=(("teleradiologie", "3.10.1"), ("imagerie", "4.2.1")),
        documents=("DOC-334",),
        keywords=("CR",),
        minutes=3,
        reviewed="2026-11",
        references=(Reference("Un texte", "https://a.example", True),),
        tools=("T-010",),
        body=BODY.strip() + "\n",
    )


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("code: F-001", "code: F-1", "text.form"),
        ('title: "Exemple"', 'title: ""', "text.empty"),
        ('title: "Exemple"\n', "", "key.missing"),
        ("minutes: 3", "minutes: 3\nauthor: x", "key.unknown"),
        ("minutes: 3", "minutes: three", "whole.expected"),
        ("minutes: 3", "minutes: 0", "number.too-small"),
        ("reviewed: 2026-11", "reviewed: 2026-13", "text.form"),
        ('  - "radiologue"', '  - "Radiologue"', "text.form"),
        ("dimensions: [D09, D08]", "dimensions: [D09, D09]", "list.twice"),
        ("dimensions: [D09, D08]", "dimensions: D09", "list.expected"),
        (
            '{referential: imagerie, code: "4.2.1"}',
            '{referential: teleradiologie, code: "3.10.1"}',
            "list.twice",
        ),
        (
            '{referential: imagerie, code: "4.2.1"}',
            '{referential: imagerie, criterion: "4.2.1"}',
            "key.missing",
        ),
        ("https://a.example", "a.example", "url.not-web"),
        ("to_verify: true", "to_verify: maybe", "flag.expected"),
        ("tools: [T-010]", "tools: [T010]", "text.form"),
        ("Un résumé court.", "mot " * 30 + "de trop", "sheet.summary"),
    ],
)
def test_each_slip_of_the_head_is_told_at_its_line(tmp_path, good, bad, code):
    line = HEAD[: HEAD.index(good)].count("\n") + 1

    found = told(tmp_path, HEAD.replace(good, bad, 1))

    assert code in [code for code, _ in found]
    # What is missing, or new, is told at its group or at its own line.
    assert any(where is not None and where in (1, line, line + 1) for _, where in found)


def test_thirty_words_are_a_summary_and_marks_are_no_words(tmp_path):
    summary = "mot " * 29 + "mot\u00a0: — ;"

    assert told(tmp_path, HEAD.replace("Un résumé court.", summary)) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (BODY.replace("## Mesurer\n", "## Mesures\n"), ("sheet.section-unknown", 21)),
        (BODY.replace("## Mesurer\n\nTexte.\n\n", ""), ("sheet.section-missing", 1)),
        (BODY.replace("## Pourquoi\n\nTexte.\n", "## Pourquoi\n"), ("sheet.section-empty", 5)),
        ("# Exemple\n\n" + BODY, ("sheet.title", 1)),
        (
            "## Pourquoi\n\nTexte.\n\n" + BODY.replace("## Pourquoi\n\nTexte.\n\n", ""),
            ("sheet.section-order", 5),
        ),
        (BODY + "\n## Pourquoi\n\nEncore.\n", ("sheet.section-order", 29)),
    ],
    ids=["unknown", "missing", "empty", "title", "order", "twice"],
)
def test_each_slip_of_the_text_is_told_at_its_line(tmp_path, body, problem):
    code, line = problem

    assert (code, LINES + line) in told(tmp_path, body=body)


def test_a_file_without_head_and_one_with_control_characters_are_told(tmp_path):
    assert told(tmp_path, head="") == [("head.missing", 1)]
    assert told(tmp_path, body=BODY.replace("Texte", "Te\x07xte", 1)) == [("yaml.control", LINES + 3)]


def test_blank_lines_before_the_text_do_not_shift_its_lines(tmp_path):
    body = "\n\n" + BODY.replace("## Mesurer\n", "## Mesures\n")

    assert ("sheet.section-unknown", LINES + 23) in told(tmp_path, body=body)


def test_titles_and_criteria_read_quickly_say_what_the_whole_sheets_say():
    whole = sheets()

    assert dict(sheet_titles()) == {sheet.code: sheet.title for sheet in whole}
    for referential in ("teleradiologie", "imagerie"):
        expected: dict[str, list[str]] = {}
        for sheet in whole:
            for named, code in sheet.criteria:
                if named == referential:
                    expected.setdefault(code, []).append(sheet.code)
        assert dict(sheets_by_criterion(referential)) == {c: tuple(s) for c, s in expected.items()}
    assert sheets_by_criterion("unknown") == {}


def test_the_titles_of_all_sheets_cost_less_than_sixty_milliseconds():
    best = 1.0
    for _ in range(5):
        module._index.cache_clear()
        sheet_titles.cache_clear()
        start = process_time()
        sheet_titles()
        best = min(best, process_time() - start)

    assert best < 0.060
