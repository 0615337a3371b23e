"""No file that names a patient is kept, nothing that runs or hides is, and ordinary files pass."""

# ruff: noqa: E501 -- each row is one file; its parts read better on one line

import random
import struct
import zipfile
from io import BytesIO

import pytest

from aplomb.domain.files.findings import PATIENT_DATA, Rule, Spot
from aplomb.domain.files.kinds import Kind
from aplomb.formats.received.inspection import inspect
from tests.formats.received import crafted
from tests.formats.received.crafted import NIR, SPACED, nir

HL7 = "MSH|^~\\&|RIS|SITE|PACS|SITE|20261012||ORM^O01|42|P|2.5\rPID|1||IPP42||DUPONT^JEANNE\r"
CDA = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id/></ClinicalDocument>'
FHIR = '{"resourceType": "Patient", "id": "42"}'
OID = "1.2.250.1.213.1.4.8"
NIFTI = struct.pack("<i", 348) + bytes(340) + b"n+1\0" + bytes(100)
FULL_WIDTH = NIR.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
ARABIC = NIR.translate({ord(str(n)): chr(0x0660 + n) for n in range(10)})
THOUSANDS = f"{NIR[:3]} {NIR[3:6]} {NIR[6:9]} {NIR[9:12]} {NIR[12:]}"
DOTS = f"{NIR[0]}.{NIR[1:3]}.{NIR[3:5]}.{NIR[5:7]}.{NIR[7:10]}.{NIR[10:13]}-{NIR[13:]}"
NAMED = crafted.dicom(PatientName="DUPONT^JEANNE", PatientID="IPP42")


def item(**values):
    from pydicom.dataset import Dataset

    made = Dataset()
    for name, value in values.items():
        setattr(made, name, value)
    return made


IDENTIFYING = {
    "a number alone.txt": NIR.encode(),
    "in a sentence.txt": f"La patiente {SPACED} a été vue.".encode(),
    "with dots.txt": DOTS.encode(),
    "full width.txt": FULL_WIDTH.encode(),
    "other figures.txt": ARABIC.encode(),
    "invisible signs.txt": "\u200b".join(NIR).encode(),
    "by thousands.txt": THOUSANDS.encode(),
    "figure by figure.txt": " ".join(NIR).encode(),
    "by fives.txt": f"{NIR[:5]}-{NIR[5:10]}-{NIR[10:]}".encode(),
    "no-break spaces.txt": SPACED.replace(" ", "\u00a0").encode(),
    "narrow spaces.txt": SPACED.replace(" ", "\u202f").encode(),
    "with the word key.txt": f"{NIR[:13]} clé {NIR[13:]}".encode(),
    "on two lines.txt": f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]}\n{NIR[7:10]} {NIR[10:13]} {NIR[13:]}".encode(),
    "corsica 2A.txt": nir("180012A123456").encode(),
    "corsica 2B.txt": nir("280022B123456").lower().encode(),
    "a special month.txt": nir("1803001001001").encode(),
    "temporary.txt": nir("7851299123456").encode(),
    "born abroad.txt": nir("1851299350042").encode(),
    "windows 1252.txt": f"né à Évreux {NIR}".encode("cp1252"),
    "table.csv": f"nom;numero\nX;{NIR}\n".encode(),
    "number and key.csv": f"nom;numero;cle\nX;{NIR[:13]};{NIR[13:]}\n".encode(),
    "ins with its oid.csv": f"{NIR[:13]};{OID}\n".encode(),
    "message.txt": HL7.encode(),
    "message.csv": HL7.encode(),
    "message.hl7": HL7.encode(),
    "document.xml": CDA.encode(),
    "document.txt": CDA.encode(),
    "resource.json": FHIR.encode(),
    "resource.txt": FHIR.encode(),
    "volume.nii": NIFTI,
    "volume.pdf": NIFTI,
    "slice.dcm": NAMED,
    "renamed.pdf": NAMED,
    "renamed.jpg": NAMED,
    "renamed.txt": NAMED,
    "no ending": NAMED,
    "implicit.dcm": crafted.dicom(implicit=True, PatientName="DUPONT^JEANNE"),
    "bare.dcm": crafted.dicom(bare=True, PatientName="DUPONT^JEANNE"),
    "bare implicit.bin": crafted.dicom(bare=True, implicit=True, PatientID="IPP42"),
    "birth.dcm": crafted.dicom(PatientBirthDate="19690515"),
    "accession.dcm": crafted.dicom(AccessionNumber="A42"),
    "other ids.dcm": crafted.dicom(OtherPatientIDsSequence=[item(PatientID="42")]),
    "deep.dcm": crafted.dicom(ReferencedPatientSequence=[item(PatientName="DUPONT^JEANNE")]),
    "in a comment.dcm": crafted.dicom(ImageComments=f"n° {SPACED}"),
    "DICOMDIR": crafted.directory(),
    "zipped.zip": crafted.packed({"coupes/IM0001": NAMED}),
    "zipped renamed.zip": crafted.packed({"lisezmoi.txt": NAMED}),
    "zipped text.zip": crafted.packed({"propre.txt": "rien", "liste.csv": f"x;{NIR}"}),
    "zipped name.zip": crafted.packed({f"{NIR}.txt": "rien"}),
    "zipped word.zip": crafted.packed({"compte-rendu.docx": crafted.word(f"Patiente {SPACED}")}),
    f"courrier {NIR}.pdf": crafted.pdf("Courrier"),
    "page.pdf": crafted.pdf("Protocole", f"Patiente {SPACED}"),
    "title.pdf": crafted.pdf("Protocole", info=f"Dossier {NIR}"),
    "note.pdf": crafted.pdf(
        "Protocole", extra=(b"<< /Type /Annot /Subtype /Text /Contents (%s) >>" % SPACED.encode(),)
    ).replace(b"/Parent 2 0 R", b"/Parent 2 0 R /Annots [100 0 R]"),
    "paragraph.docx": crafted.word("Compte rendu", f"Patiente {SPACED}"),
    "cut in runs.docx": crafted.word(runs=(NIR[:4], NIR[4:9], NIR[9:])),
    "header.docx": crafted.word(header=f"Dossier {NIR}"),
    "author.docx": crafted.word(author=NIR),
    "cell.xlsx": crafted.excel(("nom", "numéro"), ("X", SPACED)),
    "stored as a number.xlsx": crafted.excel(("X", int(NIR))),
    "number and key.xlsx": crafted.excel(("X", int(NIR[:13]), int(NIR[13:]))),
    "sheet title.xlsx": crafted.excel(sheet=NIR),
    "comment.xlsx": crafted.excel(comment=f"voir {SPACED}"),
    "formula.xlsx": crafted.excel((f'="{NIR}"',)),
    "slide.pptx": crafted.slides("Comité", f"Cas {SPACED}"),
    "text.odt": crafted.open_text(f"<text:p>Cas <text:span>{NIR[:6]}</text:span>{NIR[6:]}</text:p>"),
    "sheet.ods": crafted.open_sheet(("nom", "numéro"), ("X", NIR)),
    "dicom in word.docx": crafted.again(crafted.word(), {"word/media/image1.png": NAMED}),
    "word in excel.xlsx": crafted.again(
        crafted.excel(), {"xl/embeddings/Document1.docx": crafted.word(f"Cas {NIR}")}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IDENTIFYING)
def test_what_identifies_a_patient_never_passes(name):
    report = inspect(IDENTIFYING[name], name)

    assert {finding.rule for finding in report.findings} & PATIENT_DATA, report
    assert NIR not in str(report)
    assert "DUPONT" not in str(report)


def test_there_are_enough_of_them():
    assert len(IDENTIFYING) >= 60


PLAIN = [
    "Téléphone 01 23 45 67 89, portable 06.12.34.56.78, +33 6 12 34 56 78",
    "FINESS 750000549, FINESS juridique 75 005 612 0",
    "SIRET 732 829 320 00074 — SIREN 732 829 320 — TVA FR 44 732829320",
    "SIRET 73282932000074 reçu le 12/10/2026 à 14 h 35",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "IBAN FR7630006000011234567890189 BIC AGRIFRPP",
    "RPPS 10003456789 et ADELI 759912345",
    "Du 12/10/2026 au 14/11/2026, révision 2026-10-12T14:35:22.123456",
    "Marché n° 2026-000123456789-04, lot 12, avenant 3",
    "Référence 20261012143522123 version 1.2.250.1.213.1.4.3",
    "UID 1.2.840.113619.2.55.3.2831164355.123.1598861234.567",
    "Code-barres 3017620422003 quantité 12",
    "Relevé : 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
    "Scores 3 2 1 0 2 3 3 1 2 2 3 0 1 2 3 3 2 1",
    "Carte 4970 1012 3456 7890, expire 12/28",
    "Coordonnées 48.8566140, 2.3522219 ; altitude 35",
    "IMEI 490154203237518, commande 100000000000000",
    "Tél. secrétariat : 04 95 20 12 34 (Ajaccio, 2A004)",
    "Budget 1 234 567 890 123 € sur 12 ans",
    "Hachage 2f7d3a8b9c0e1f22334455667788990011223344556677889900aabbccddeeff",
]


def _clean():
    yield from ((f"texte {n}.txt", text.encode()) for n, text in enumerate(PLAIN))
    yield from ((f"texte {n}.pdf", crafted.pdf(text)) for n, text in enumerate(PLAIN))
    yield from ((f"texte {n}.docx", crafted.word(text)) for n, text in enumerate(PLAIN))
    yield from ((f"texte {n}.xlsx", crafted.excel((text,))) for n, text in enumerate(PLAIN))
    yield "tableau.csv", "\n".join(";".join(str(n * m) for m in range(20)) for n in range(200)).encode()
    yield "activité.xlsx", crafted.excel(*[tuple(n * 37 + m for m in range(15)) for n in range(200)])
    yield "graphique.xlsx", crafted.excel(("a", "b"), ("c", 3), chart=True)
    yield (
        "charte.odt",
        crafted.open_text('<text:p><text:a xlink:href="https://www.example.org">Lien</text:a></text:p>'),
    )
    yield "liste.ods", crafted.open_sheet(("Poste", "Téléphone"), ("Accueil", "01 23 45 67 89"))
    yield "comité.pptx", crafted.slides("Ordre du jour", "Décisions")
    yield "photo.jpg", crafted.jpeg()
    yield "écran.PNG", crafted.png()
    yield (
        "lot.zip",
        crafted.packed({"a.pdf": crafted.pdf("A"), "b/c.docx": crafted.word("C"), "d.csv": "x;y"}),
    )
    yield "fantôme.dcm", crafted.dicom()
    yield "1252.txt", "Procédure d’accueil — œuvre".encode("cp1252")
    yield "réunion.docx", crafted.word("Compte rendu de réunion", "Présents : le patient travail de l’équipe")


CLEAN = dict(_clean())


@pytest.mark.parametrize("name", CLEAN)
def test_an_ordinary_file_passes(name):
    assert inspect(CLEAN[name], name).findings == ()


def test_of_long_numbers_drawn_at_random_two_in_a_hundred_at_most_are_taken_for_one_of_a_person():
    """Fifteen figures are the worst: one in ninety-seven has the right key, whatever it counts."""
    drawn = random.Random(11)  # noqa: S311 -- the same files each time
    files = [f"Référence {drawn.randrange(10**14, 10**15)}".encode() for _ in range(2_000)]

    refused = sum(bool(inspect(data, "référence.txt").findings) for data in files)

    assert refused <= 0.02 * len(files)


# — What is no business of an inventory ——————————————————————————————————————————————————

JS = b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"
TYPES = "[Content_Types].xml"
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="https://example.org/x"'
    ' TargetMode="External"/></Relationships>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zip_with(name, **fields):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        for key, value in fields.items():
            setattr(info, key, value)
        archive.writestr(info, "contenu")
    return out.getvalue()


def twice():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Note.txt", "a")
        archive.writestr("note.txt", "b")
    return out.getvalue()


def locked_zip():
    """The flag of encryption, in both tables."""
    data = bytearray(crafted.packed({"note.txt": "a"}))
    data[6] |= 1
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def locked_pdf():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(crafted.pdf("A"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


BAD = {
    "rien.pdf": (b"", Rule.EMPTY),
    "lourd.txt": (b"a" * (25 * 1024 * 1024 + 1), Rule.TOO_BIG),
    "script.pdf": (crafted.pdf(extra=(JS,), catalogue=b"/OpenAction 100 0 R"), Rule.JAVASCRIPT),
    "orphan.pdf": (crafted.pdf(extra=(JS,)), Rule.JAVASCRIPT),
    "hex name.pdf": (crafted.pdf(extra=(JS.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS"),)), Rule.JAVASCRIPT),
    "launch.pdf": (crafted.pdf(extra=(b"<< /S /Launch /F (calc.exe) >>",)), Rule.LAUNCH),
    "attached.pdf": (crafted.pdf(extra=(crafted.stream(b"x", b"/Type /EmbeddedFile"),)), Rule.EMBEDDED),
    "xfa.pdf": (crafted.pdf(catalogue=b"/AcroForm << /XFA (x) >>"), Rule.XFA),
    "submit.pdf": (crafted.pdf(extra=(b"<< /S /SubmitForm /F (https://example.org) >>",)), Rule.EXTERNAL),
    "locked.pdf": (locked_pdf(), Rule.ENCRYPTED),
    "before.pdf": (crafted.pdf(before=b"#!/bin/sh\n"), Rule.NOT_ACCEPTED),
    "some before.pdf": (crafted.pdf(before=b"bonjour\n"), Rule.AROUND),
    "two faces.pdf": (crafted.pdf(after=crafted.packed({"a.txt": "a" * 9}) + bytes(1100)), Rule.AROUND),
    "cut.pdf": (crafted.pdf("A")[:300], Rule.UNREADABLE),
    "no pdf.pdf": (b"bonjour", Rule.DISAGREES),
    "pages.pdf": (crafted.pdf(*["A"] * 1001), Rule.PAGES),
    "macro.docx": (crafted.again(crafted.word(), {"word/vbaProject.bin": OLE}), Rule.MACROS),
    "macro type.docx": (
        crafted.again(crafted.word(), {TYPES: crafted.part(crafted.word(), TYPES).replace("wordprocessingml.document.main", "wordprocessingml.document.macroEnabled.main")}),
        Rule.MACROS,
    ),
    "ole.docx": (crafted.again(crafted.word(), {"word/embeddings/oleObject1.bin": OLE}), Rule.EMBEDDED),
    "ole elsewhere.docx": (crafted.again(crafted.word(), {"word/media/image9.png": OLE}), Rule.EMBEDDED),
    "program.docx": (crafted.again(crafted.word(), {"word/media/a.bin": b"MZ" + bytes(50)}), Rule.EMBEDDED),
    "activex.docx": (crafted.again(crafted.word(), {"word/activeX/activeX1.xml": "<a/>"}), Rule.EMBEDDED),
    "template.docx": (
        crafted.again(crafted.word(), {"word/_rels/settings.xml.rels": RELATION.format(kind="attachedTemplate")}),
        Rule.EXTERNAL,
    ),
    "linked picture.docx": (
        crafted.again(crafted.word(), {"word/_rels/footer9.xml.rels": RELATION.format(kind="image")}), Rule.EXTERNAL,
    ),
    "dde.docx": (
        crafted.again(crafted.word(), {"word/extra.xml": '<w:p xmlns:w="w"><w:instrText>DDE</w:instrText><w:instrText>AUTO cmd</w:instrText></w:p>'}),
        Rule.EXTERNAL,
    ),
    "dtd.docx": (
        crafted.again(crafted.word(), {"word/extra.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), Rule.DTD,
    ),
    "dtd in utf-16.docx": (
        crafted.again(crafted.word(), {"word/extra.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
        Rule.DTD,
    ),
    "macro.xlsx": (crafted.again(crafted.excel(), {"xl/macrosheets/sheet1.xml": "<a/>"}), Rule.MACROS),
    "binary.xlsx": (
        crafted.again(crafted.excel(), {TYPES: '<Types><Override ContentType="application/vnd.ms-excel.sheet.binary.macro"/></Types>'}),
        Rule.NOT_ACCEPTED,
    ),
    "linked book.xlsx": (
        crafted.again(crafted.excel(), {"xl/externalLinks/_rels/externalLink1.xml.rels": RELATION.format(kind="externalLinkPath")}),
        Rule.EXTERNAL,
    ),
    "old.doc": (OLE, Rule.NOT_ACCEPTED),
    "old.docx": (OLE, Rule.NOT_ACCEPTED),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), Rule.ENCRYPTED),
    "basic.odt": (crafted.open_text(**{"Basic__Standard__Module1.xml": "<a/>"}), Rule.MACROS),
    "listener.odt": (crafted.open_text("<script:event-listener/>"), Rule.MACROS),
    "linked.odt": (crafted.open_text('<draw:image xlink:href="https://example.org/a.png"/>'), Rule.EXTERNAL),
    "locked.odt": (crafted.open_text(**{"META-INF__manifest.xml": "<manifest><encryption-data/></manifest>"}), Rule.ENCRYPTED),
    "renamed.docx": (crafted.excel(), Rule.DISAGREES),
    "word.zip": (crafted.word(), Rule.DISAGREES),
    "picture.pdf": (crafted.png(), Rule.DISAGREES),
    "page.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', Rule.UNKNOWN_KIND),
    "drawing.txt": (b'  <svg xmlns="http://www.w3.org/2000/svg"/>', Rule.NOT_ACCEPTED),
    "page.csv": (b"<!DOCTYPE html><script>alert(1)</script>", Rule.NOT_ACCEPTED),
    "rich.txt": (b"{\\rtf1 bonjour}", Rule.NOT_ACCEPTED),
    "photo.heic": (b"\0\0\0\x18ftypheic" + bytes(20), Rule.PICTURE_TO_CONVERT),
    "photo.jpg": (b"GIF89a" + bytes(20), Rule.PICTURE_TO_CONVERT),
    "program.txt": (b"MZ" + bytes(100), Rule.NOT_ACCEPTED),
    "nul.txt": (b"bonjour\0", Rule.NOT_TEXT),
    "sixteen.csv": ("a;b".encode("utf-16"), Rule.NOT_TEXT),
    "huge.png": (crafted.png(width=10_000, height=5_001), Rule.PIXELS),
    "huge.jpg": (crafted.jpeg(width=10_000, height=5_001), Rule.PIXELS),
    "frames.png": (crafted.png(extra=((b"acTL", bytes(8)),)), Rule.FRAMES),
    "cut.png": (crafted.png()[:40], Rule.UNREADABLE),
    "cut.jpg": (crafted.jpeg()[:-2], Rule.UNREADABLE),
    "nested.zip": (crafted.packed({"a.zip": crafted.packed({"b.txt": "b"})}), Rule.NESTED),
    "nested renamed.zip": (crafted.packed({"a.txt": crafted.packed({"b.txt": "b"})}), Rule.NESTED),
    "deep.docx": (
        crafted.again(crafted.word(), {"word/embeddings/a.docx": crafted.again(crafted.word(), {"word/embeddings/b.docx": crafted.word()})}),
        Rule.NESTED,
    ),
    "program.zip": (crafted.packed({"a.exe": b"MZ" + bytes(50)}), Rule.NOT_ACCEPTED),
    "up.zip": (zip_with("../note.txt"), Rule.PATH),
    "absolute.zip": (zip_with("/etc/note.txt"), Rule.PATH),
    "drive.zip": (zip_with("C:note.txt"), Rule.PATH),
    "link.zip": (zip_with("note.txt", external_attr=0o120777 << 16, create_system=3), Rule.PATH),
    "twice.zip": (twice(), Rule.DUPLICATE),
    "locked.zip": (locked_zip(), Rule.ENCRYPTED),
    "broken.zip": (crafted.packed({"note.txt": "a"})[:-30], Rule.UNREADABLE),
    "empty.zip": (crafted.packed({"dossier/": ""}), Rule.EMPTY),
    "many.zip": (crafted.packed({f"{n}.txt": "a" for n in range(5_001)}), Rule.ENTRIES),
    "bomb.zip": (crafted.packed({"a.txt": b"0" * 20_000_000}), Rule.RATIO),
    "bomb.docx": (crafted.again(crafted.word(), {"word/media/a.png": b"0" * 20_000_000}), Rule.RATIO),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_runs_hides_or_misleads_is_refused_for_that(name):
    data, rule = BAD[name]

    assert [finding.rule for finding in inspect(data, name).findings][:1] == [rule]


# — Where ————————————————————————————————————————————————————————————————————————————————


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("page.pdf", [(Spot.PAGE, "2")]),
        ("table.csv", [(Spot.LINE, "2")]),
        ("cell.xlsx", [(Spot.SHEET, "Suivi"), (Spot.CELL, "B2")]),
        ("sheet.ods", [(Spot.SHEET, "Liste"), (Spot.CELL, "B2")]),
        ("number and key.xlsx", [(Spot.SHEET, "Suivi"), (Spot.CELL, "B1")]),
        ("slide.pptx", [(Spot.SLIDE, "2")]),
        ("header.docx", [(Spot.PART, "word/header1.xml")]),
        ("title.pdf", [(Spot.METADATA, "")]),
        (f"courrier {NIR}.pdf", [(Spot.NAME, "")]),
        ("zipped text.zip", [(Spot.MEMBER, "liste.csv"), (Spot.LINE, "1")]),
        ("zipped name.zip", [(Spot.MEMBER_NUMBER, "1"), (Spot.NAME, "")]),
        ("birth.dcm", [(Spot.TAG, "(0010,0030)")]),
        ("zipped.zip", [(Spot.MEMBER, "IM0001"), (Spot.TAG, "(0010,0010)")]),
    ],
)
def test_a_finding_says_where_to_look(name, where):
    assert inspect(IDENTIFYING[name], name).findings[0].where == tuple(where)


# — What is kept —————————————————————————————————————————————————————————————————————————


def test_the_kind_is_read_in_the_file():
    kinds = {name: inspect(data, name).kind for name, data in CLEAN.items()}

    assert kinds["texte 0.txt"] is Kind.TXT
    assert kinds["tableau.csv"] is Kind.CSV
    assert kinds["graphique.xlsx"] is Kind.XLSX
    assert kinds["charte.odt"] is Kind.ODT
    assert kinds["lot.zip"] is Kind.ZIP
    assert kinds["fantôme.dcm"] is Kind.DICOM


def test_a_picture_loses_what_surrounds_it_and_stays_upright():
    taken = crafted.jpeg(
        segments=((0xE1, crafted.exif(6, b"GPS 48.85")), (0xFE, b"vu par Jeanne"), (0xED, b"Photoshop")),
        after=b"PK\x03\x04 another file",
    )

    clean = inspect(taken, "photo.jpg").clean

    assert clean is not None
    assert b"GPS" not in clean
    assert b"Jeanne" not in clean
    assert clean.endswith(b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9")
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in clean
    assert inspect(clean, "photo.jpg").clean == clean


def test_a_screenshot_loses_its_texts():
    clean = inspect(crafted.png(extra=((b"tEXt", b"Author\0Jeanne"),), after=b"suite"), "écran.png").clean

    assert clean == crafted.png()
