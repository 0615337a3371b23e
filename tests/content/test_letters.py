"""The shipped letters: what they may not say, and what they leave to the label."""

import re

from aplomb.formats.letter import LETTERS, Choice, Letter, Loop, Part, Value, Words, shipped_letters
from aplomb.formats.scheme import shipped_schemes

# What only the page of a site may show (reliability-security.md §11): never in an e-mail.
CONFIDENTIAL = re.compile(
    r"evaluation\.(score|completion)|decision\.(conditions|requests|reasons|strengths|measure)|plan\.highlights"
)


def parts(of: tuple[Part, ...]) -> list[Part]:
    found: list[Part] = []
    for part in of:
        found.append(part)
        if isinstance(part, Loop | Choice):
            found += parts(part.parts)
    return found


def named(of: tuple[Part, ...]) -> set[str]:
    return {part.path for part in parts(of) if not isinstance(part, Words)}


def said(letter: Letter) -> str:
    return "".join(part.text for part in parts((*letter.subject, *letter.body)) if isinstance(part, Words))


def of_kind(kind: str) -> list[Letter]:
    return [letter for letter in shipped_letters().values() if letter.kind == kind]


def test_every_file_is_a_sound_letter_and_none_is_forgotten():
    files = {path.stem for path in LETTERS.glob("*.md")} - {"README"}

    assert set(shipped_letters()) == files
    assert len(files) == 42


def test_an_email_says_that_something_waits_and_gives_its_address():
    without = [
        letter.code for letter in of_kind("email") if not any(name == "link" for name in named(letter.body))
    ]
    telling = [letter.code for letter in of_kind("email") if any(map(CONFIDENTIAL.match, named(letter.body)))]

    assert (without, telling) == ([], [])


def test_the_subject_of_an_email_names_no_site():
    naming = [
        letter.code
        for letter in of_kind("email")
        if any(name.startswith(("applicant.", "site.", "contact.")) for name in named(letter.subject))
    ]

    assert naming == []


def test_delays_and_thresholds_come_from_the_label():
    for letter in shipped_letters().values():
        assert not re.search(r"\d+[\s\u00a0]*(jours|mois|semaines|%)", said(letter)), letter.code


def test_letters_that_close_a_door_say_how_to_ask_again():
    for code in ("decision-refused", "decision-deferred", "decision-conditions", "suspension", "withdrawal"):
        assert "scheme.reconsideration_days" in named(shipped_letters()[code].body), code


def test_a_list_that_may_be_empty_stands_behind_a_choice():
    # The body goes through these only where something is there: an empty list would stop the letter.
    for letter in shipped_letters().values():
        bare = {part.path for part in letter.body if isinstance(part, Loop)}
        assert not bare & {"decision.strengths", "plan.highlights", "plan.next_dates"}, letter.code


def test_letters_are_set_as_french_printers_do():
    for letter in shipped_letters().values():
        text = said(letter)
        assert not re.search(r"(?<=[\w)»’]) [;!?»%]|(?<=[\w)»*]) :(?=\s)|n° |«[^\u00a0\u202f]", text), (
            letter.code
        )
        assert not re.search(r"(?<=\w)'(?=\w)|\((s|e|x)\)", text), letter.code


def test_a_label_lists_its_letters_under_their_own_titles():
    for scheme in shipped_schemes().values():
        listed = {entry.code: (entry.kind, str(entry.title)) for entry in scheme.letters}
        assert listed == {code: (letter.kind, letter.title) for code, letter in shipped_letters().items()}


def test_values_of_a_letter_are_used_where_they_are_known():
    # The team is told before any plan or sitting exists.
    announcement = shipped_letters()["note-team-announcement"].body
    outside = {part.path for part in announcement if isinstance(part, Value)}
    assert not {name for name in outside if name.startswith(("plan.", "session.", "audit.", "certificate."))}
