"""Names of files: fit to be shown, and read to guess which document a file is."""

import pytest

from aplomb.domain.files.names import Candidate, clean_name, ending, propose


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Charte d’accueil.pdf", "Charte d’accueil.pdf"),
        ("C:\\Users\\anne\\charte.pdf", "charte.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("e\u0301tat\n\x07.pdf", "état.pdf"),
        ("  deux   mots .pdf ", "deux mots .pdf"),
        ("x" * 200 + ".pdf", "x" * 146 + ".pdf"),
        ("///", ""),
    ],
)
def test_a_name_is_shown_without_what_misleads(name, shown):
    assert clean_name(name) == shown


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.PDF", "pdf"), ("a", ""), (".pdf", ""), ("a.tar.gz", "gz"), ("IM.0001234567890", "")],
)
def test_the_ending_of_a_name(name, found):
    assert ending(name) == found


EXPECTED = [
    Candidate("t/DOC-001", "DOC-001", ("Convention de téléradiologie",)),
    Candidate("t/DOC-002", "DOC-002", ("Protocoles d’examens",)),
    Candidate("t/DOC-010", "DOC-010", ("Planning de la permanence des soins",)),
    Candidate("t/DOC-011", "DOC-011", ("Charte d’accueil des remplaçants", "Welcome charter of locums")),
    Candidate("own/4", "", ("Registre des événements indésirables",)),
]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DOC-001.pdf", "t/DOC-001"),
        ("doc_1 signé.pdf", "t/DOC-001"),
        ("Doc 010 v3.docx", "t/DOC-010"),
        ("CONVENTION TELERADIOLOGIE 2026.pdf", "t/DOC-001"),
        ("protocole examen.docx", "t/DOC-002"),
        ("planning_permanence-des-soins_oct.xlsx", "t/DOC-010"),
        ("charte accueil remplacants.odt", "t/DOC-011"),
        ("welcome_charter_locum.pdf", "t/DOC-011"),
        ("evenement indesirable - registres.xlsx", "own/4"),
        ("DOC-001 DOC-002.pdf", None),
        ("scan0042.pdf", None),
        ("IMG_2041.jpg", None),
        ("DOC-0100.pdf", None),
    ],
)
def test_a_name_proposes_the_document_that_it_speaks_of(name, key):
    assert propose(name, EXPECTED) == key


def test_two_documents_that_match_as_well_propose_nothing():
    twins = [Candidate("a", "", ("Charte médicale",)), Candidate("b", "", ("Charte informatique",))]

    assert propose("charte.pdf", twins) is None
