"""The numbers by which French organisations and health professionals are known."""

import re

LA_POSTE = "356000000"


def plain(number: str) -> str:
    """A number without the spaces and points that people type in it."""
    return re.sub(r"[\s.\u00a0\u202f]", "", number).upper()


def is_siret(number: str) -> bool:
    """Fourteen digits whose Luhn sum is a multiple of ten; La Poste's own rule is the plain sum and five."""
    if not re.fullmatch(r"[0-9]{14}", number):
        return False
    digits = [int(digit) for digit in number]
    if number.startswith(LA_POSTE) and sum(digits) % 5 == 0:
        return True
    return luhn(digits) % 10 == 0


def luhn(digits: list[int]) -> int:
    """The sum in which every second digit from the end is doubled, and nine taken off what passes nine."""
    doubled = (digit if index % 2 == 0 else digit * 2 for index, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled)


def is_finess(number: str) -> bool:
    """Nine characters: the department (2A and 2B in Corsica), then digits. The key is not checked."""
    return re.fullmatch(r"[0-9][0-9AB][0-9]{7}", number) is not None


def is_rpps(number: str) -> bool:
    """Eleven digits whose Luhn sum is a multiple of ten; the directory's ten zeros and their key name nobody."""
    if not re.fullmatch(r"[0-9]{11}", number) or not int(number):
        return False
    return luhn([int(digit) for digit in number]) % 10 == 0
