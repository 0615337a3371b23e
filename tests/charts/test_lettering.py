"""Labels broken into lines without a font at hand."""

from aplomb.charts.lettering import text_width, wrap


def test_a_text_that_fits_stays_on_one_line():
    assert wrap("Télé-expertise", 11, 200) == ["Télé-expertise"]


def test_no_text_is_one_empty_line():
    assert wrap("", 11, 100) == [""]


def test_lines_fit_the_width_and_lose_no_word():
    text = "Échanges médicaux entre le site et le téléradiologue"

    lines = wrap(text, 11, 120)

    assert " ".join(lines) == text
    assert all(text_width(line, 11) <= 120 for line in lines)


def test_lines_are_of_even_lengths():
    assert wrap("demande demande demande demande", 12, 150) == ["demande demande", "demande demande"]


def test_evening_out_does_not_cut_a_word():
    assert wrap("Formalisation du projet", 11, 104) == ["Formalisation", "du projet"]


def test_a_word_wider_than_the_line_is_cut():
    lines = wrap("W" * 40, 12, 100)

    assert "".join(lines).rstrip("…") == "W" * len("".join(lines).rstrip("…"))
    assert all(text_width(line, 12) <= 100 for line in lines)


def test_what_does_not_fit_in_the_lines_ends_with_an_ellipsis():
    lines = wrap("un deux trois quatre cinq six sept huit neuf dix", 12, 60, lines=2)

    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert text_width(lines[-1], 12) <= 60


def test_an_unbreakable_space_does_not_break():
    assert wrap("le seuil\u00a0atteint", 12, 70) == ["le", "seuil\u00a0atteint"]
