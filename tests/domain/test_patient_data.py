"""A social-security number never enters a text."""

import pytest

from aplomb.domain.shared.patient_data import holds_nir


def nir(body):
    number = body.replace("2A", "19").replace("2B", "18")
    return f"{body}{97 - int(number) % 97:02d}"


VALID = nir("2690549588157")


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        f"patiente {VALID} vue ce matin",
        f"{VALID[0]} {VALID[1:3]} {VALID[3:5]} {VALID[5:7]} {VALID[7:10]} {VALID[10:13]} {VALID[13:]}",
        f"n°{VALID[0]}.{VALID[1:3]}.{VALID[3:5]}.{VALID[5:7]}.{VALID[7:10]}.{VALID[10:13]}-{VALID[13:]}",
        VALID.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        nir("180012A123456"),
        nir("180012B123456"),
        nir("1803001001001"),  # a special month
    ],
)
def test_a_valid_number_is_seen_through_its_disguises(text):
    assert holds_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Protocole validé le 12 octobre 2026, version 3.",
        VALID[:-2] + f"{(int(VALID[-2:]) + 1) % 97:02d}",
        "SIRET 732 829 320 00074",
        "9" + VALID[1:],
        "1234567890123456789012345",
        "Relevé : 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
    ],
)
def test_what_is_no_number_passes(text):
    assert not holds_nir(text)
