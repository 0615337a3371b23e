"""Letters: three forms and no other, no hole left, and values that stay text."""

import re
from pathlib import Path

import pytest

from aplomb.formats.letter import (
    LETTERS,
    Letter,
    MissingValues,
    letter_kinds,
    read_letter,
    render,
    shipped_letters,
)
from aplomb.formats.letter_fields import FIELDS, GROUPS, Records, Text
from aplomb.formats.markdown import escaped, to_html
from aplomb.formats.problems import BadFile, describe

HEAD = """---
format: aplomb/letter/1
code: sample
title: Exemple
kind: letter
from: association
to: applicant
subject: "Dossier {{ application.number }}"
---

"""


def letter(tmp_path: Path, body: str, head: str = HEAD) -> Letter:
    path = tmp_path / "sample.md"
    path.write_text(head + body, encoding="utf-8")
    return read_letter(path, "sample.md")


def written(tmp_path: Path, body: str, **values: object) -> str:
    return render(letter(tmp_path, body), {"application": {"number": "D-12"}, **values})[1]


# --- forms -------------------------------------------------------------------------------------------------


def test_a_value_stands_where_it_is_named(tmp_path):
    sample = letter(tmp_path, "Bonjour {{ contact.name }}.\n")

    subject, body = render(sample, {"application": {"number": "D-12"}, "contact": {"name": "Ada Pic"}})

    assert (subject, body) == ("Dossier D-12", "Bonjour Ada Pic.\n")


def test_a_loop_makes_one_item_each_and_leaves_no_blank_lines(tmp_path):
    body = "Sites :\n\n{% for site in sites %}\n- {{ site.name }}, {{ site.city }}\n{% endfor %}\n\nFin.\n"
    sites = [{"name": "Nord", "city": "Lille"}, {"name": "Sud", "city": "Nice"}]

    assert written(tmp_path, body, sites=sites) == "Sites :\n\n- Nord, Lille\n- Sud, Nice\n\nFin.\n"


def test_a_loop_goes_through_plain_texts_too(tmp_path):
    body = "{% for reason in decision.reasons %}\n- {{ reason }}\n{% endfor %}\n"

    assert written(tmp_path, body, decision={"reasons": ["Un", "Deux"]}) == "- Un\n- Deux\n"


def test_the_item_of_a_loop_hides_the_group_of_the_same_name_inside_only(tmp_path):
    body = "{{ site.name }} {% for site in sites %}{{ site.name }} {% endfor %}{{ site.name }}\n"

    text = written(tmp_path, body, site={"name": "Ici"}, sites=[{"name": "Nord"}])

    assert text == "Ici Nord Ici\n"


@pytest.mark.parametrize("strengths", [[], None, ""])
def test_a_choice_leaves_out_what_is_given_empty(tmp_path, strengths):
    body = "Avant.\n\n{% if decision.strengths %}\nForces.\n{% endif %}\n\nAprès.\n"

    assert written(tmp_path, body, decision={"strengths": strengths}) == "Avant.\n\nAprès.\n"


def test_a_choice_keeps_what_is_there(tmp_path):
    body = "Audit{% if plan.ready_on %} vers {{ plan.ready_on }}{% endif %}.\n"

    assert written(tmp_path, body, plan={"ready_on": "mars 2027"}) == "Audit vers mars 2027.\n"


# --- holes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "values", "paths"),
    [
        ("{{ contact.name }}", {}, ("contact.name",)),
        ("{{ contact.name }}", {"contact": {}}, ("contact.name",)),
        ("{{ contact.name }}", {"contact": {"name": ""}}, ("contact.name",)),
        ("{{ contact.name }}", {"contact": {"name": None}}, ("contact.name",)),
        ("{{ contact.name }} {{ link }} {{ contact.name }}", {}, ("contact.name", "link")),
        ("{% if plan.ready_on %}x{% endif %}", {"plan": {}}, ("plan.ready_on",)),
        (
            "{% for x in decision.reasons %}{{ x }}{% endfor %}",
            {"decision": {"reasons": []}},
            ("decision.reasons",),
        ),
        ("{% for x in sites %}{{ x.city }}{% endfor %}", {"sites": [{"name": "Nord"}]}, ("x.city",)),
    ],
)
def test_a_missing_value_stops_the_letter_and_is_named(tmp_path, body, values, paths):
    with pytest.raises(MissingValues) as stopped:
        written(tmp_path, body, **values)

    assert stopped.value.paths == paths


def test_a_subject_needs_its_values_too(tmp_path):
    with pytest.raises(MissingValues) as stopped:
        render(letter(tmp_path, "Texte.\n"), {})

    assert stopped.value.paths == ("application.number",)


# --- values that stay text ---------------------------------------------------------------------------------

TRICKY = [
    "<script>alert(1)</script>",
    "[cliquez](http://mal.example)",
    "![x](http://mal.example/x.png)",
    "*gras* _souligné_ `code` ~barré~",
    "# Titre",
    "- liste",
    "+ liste",
    "3. liste",
    "3) liste",
    "=== souligné",
    "> citation",
    "a | b",
    "&lt; &amp; &#60;",
    "{{ contact.name }} {% if x %}",
    "\\*barre\\*",
    "<http://mal.example>",
    "    code indenté",
    "Prix 12\u00a0000\u202f€ : « bon »",
]


@pytest.mark.parametrize("value", TRICKY)
def test_a_value_reads_back_as_the_very_text_that_it_was(value):
    html = to_html(f"- {escaped(value)}\n\n{escaped(value)}\n")

    shown = re.sub(r"<[^>]+>", "\n", html).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    lines = [line for line in shown.replace("&amp;", "&").splitlines() if line.strip()]
    assert lines == [value.strip()] * 2
    assert "<a" not in html
    assert "<h" not in html


def test_the_lines_of_an_address_stay_lines():
    assert to_html(escaped("12 rue Haute\n\n75000 Paris\n")) == "<p>12 rue Haute<br />\n75000 Paris</p>\n"


def test_a_value_cannot_bring_a_second_line_into_a_subject(tmp_path):
    sample = letter(tmp_path, "Texte.\n")

    subject, _ = render(sample, {"application": {"number": "12\r\nBcc: x@example.org"}})

    assert subject == "Dossier 12 Bcc: x@example.org"


def test_characters_that_turn_the_direction_of_a_text_do_not_pass(tmp_path):
    text = written(tmp_path, "{{ contact.name }}\n", contact={"name": "A\u202egro\u2066"})

    assert text == "Agro\n"


# --- broken files ------------------------------------------------------------------------------------------

SLIPS = {
    "a value of no group": ("Texte {{ visitor.name }}.", 14, "letter.field"),
    "a value that its group has not": ("Texte {{ contact.phone }}.", 14, "letter.field"),
    "a list as a value": ("{{ sites }}", 14, "letter.is-list"),
    "a loop through a value": ("{% for x in contact.name %}{{ x }}{% endfor %}", 14, "letter.is-text"),
    "a field that the items have not": ("{% for x in sites %}{{ x.phone }}{% endfor %}", 14, "letter.field"),
    "an item after its loop": (
        "{% for x in sites %}{{ x.name }}{% endfor %}{{ x.name }}",
        14,
        "letter.field",
    ),
    "a filter": ("{{ contact.name|upper }}", 14, "letter.form"),
    "a computation": ("{% if plan.themes_total > 3 %}x{% endif %}", 14, "letter.form"),
    "an else": ("{% if link %}a{% else %}b{% endif %}", 14, "letter.form"),
    "braces without spaces": ("{{contact.name}}", 14, "letter.form"),
    "braces left open": ("{{ contact.name", 14, "letter.form"),
    "a comment": ("{# note #}", 14, "letter.form"),
    "a loop left open": ("{% for x in sites %}\n- {{ x.name }}\n", 14, "letter.not-closed"),
    "an end without a beginning": ("{% endif %}", 14, "letter.not-opened"),
    "ends crossed": ("{% if link %}{% for x in sites %}{% endif %}{% endfor %}", 14, "letter.not-opened"),
    "an include": ("{% include 'x' %}", 14, "letter.form"),
}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_each_slip_is_told_at_its_line(tmp_path, slip):
    body, line, code = SLIPS[slip]

    with pytest.raises(BadFile) as refused:
        letter(tmp_path, f"Première ligne.\n\n\n{body}\n")

    assert (code, line) in [(problem.code, problem.place.line) for problem in refused.value.problems]
    assert all(all(describe(problem, lang)) for problem in refused.value.problems for lang in ("fr", "en"))


def test_a_line_is_right_below_lines_that_vanish(tmp_path):
    body = "{% for x in sites %}\n- {{ x.name }}\n{% endfor %}\n\n{{ contact.phone }}\n"

    with pytest.raises(BadFile) as refused:
        letter(tmp_path, body)

    assert [problem.place.line for problem in refused.value.problems] == [15]


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("format: aplomb/letter/1", "format: aplomb/letter/2", "value.not-among"),
        ("code: sample", "code: other", "letter.code"),
        ("kind: letter", "kind: fax", "value.not-among"),
        ("from: association", "from: nobody", "value.not-among"),
        ("title: Exemple\n", "", "key.missing"),
        ("title: Exemple", "title: Exemple\ntone: kind", "key.unknown"),
        ("{{ application.number }}", "{{ application.colour }}", "letter.field"),
        ("---\nformat", "format", "head.missing"),
        ("title: Exemple", "title: [", "yaml.bracket"),
    ],
)
def test_a_head_is_checked_like_the_rest(tmp_path, good, bad, code):
    with pytest.raises(BadFile) as refused:
        letter(tmp_path, "Texte.\n", HEAD.replace(good, bad))

    assert code in [problem.code for problem in refused.value.problems]


def test_a_letter_without_text_and_one_in_another_encoding_are_told(tmp_path):
    with pytest.raises(BadFile) as empty:
        letter(tmp_path, "\n")
    path = tmp_path / "sample.md"
    path.write_bytes((HEAD + "Été\n").encode("latin-1"))
    with pytest.raises(BadFile) as latin:
        read_letter(path, "sample.md")

    assert [problem.code for problem in empty.value.problems] == ["letter.empty"]
    assert [(p.code, p.place.line) for p in latin.value.problems] == [("yaml.encoding", 11)]


# --- the shipped ones --------------------------------------------------------------------------------------


def test_the_readme_lists_the_very_fields_that_letters_may_name():
    table = {}
    for row in (LETTERS / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")] if row.startswith("| `") else []
        if cells:
            group = re.match(r"`(\w+)`", cells[0])[1]
            table[group] = fields_of(cells)

    assert table == {group: dict(fields) for group, fields in GROUPS.items()}


def fields_of(cells: list[str]) -> dict[str, object]:
    if "`" not in cells[1]:
        return {"": Text.ONE}
    found = {}
    for name, note in re.findall(r"`(\w+)`(?:\s*\(([^)]*)\))?(?=,|$)", cells[1]):
        keys = tuple(re.findall(r"`(\w+)`", note))
        found[name] = Records(keys) if keys else Text.MANY if note == "liste de textes" else Text.ONE
    return {"": Records(tuple(found))} if "(liste)" in cells[0] else found


def sample_values() -> dict[str, object]:
    values: dict[str, object] = {}
    for path, kind in FIELDS.items():
        value: object = f"[{path}]"
        if kind is Text.MANY:
            value = [f"[{path} 1]", f"[{path} 2]"]
        elif isinstance(kind, Records):
            value = [{key: f"[{path} {key}]" for key in kind.keys}]
        group, _, name = path.partition(".")
        if name:
            values.setdefault(group, {})[name] = value
        else:
            values[group] = value
    return values


def test_each_shipped_letter_can_be_written_and_no_form_is_left():
    for code, shipped in shipped_letters().items():
        subject, body = render(shipped, sample_values())

        assert subject, code
        assert not re.search(r"\{\{|\{%|%\}|\n{3}", subject + body), code


def test_kinds_are_found_without_reading_the_whole():
    assert dict(letter_kinds()) == {code: letter.kind for code, letter in shipped_letters().items()}
