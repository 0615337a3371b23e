"""What proves an answer: which kinds there are, and why a piece is not taken (reliability-security.md §10)."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from aplomb.domain.evaluations.lifecycle import Status
from aplomb.domain.files.limits import MIB, MOST_BYTES_AN_EVALUATION, MOST_FILES_AN_EVALUATION
from aplomb.domain.shared.patient_data import holds_nir
from aplomb.domain.shared.refusal import Refusal

LONGEST_TITLE, LONGEST_URL, LONGEST_NOTE = 200, 500, 4_000
FIRST_DIGITS = 12


class Kind(StrEnum):
    """The stored values. A `document` is a line of the inventory, with the files that it has there."""

    FILE = "file"
    LINK = "link"
    NOTE = "note"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class AttachingFacts:
    """What is known when somebody puts a piece with a criterion. `files` and `size` count what would come in.

    `held` and `held_size`: the files that the evaluation's pieces have already, and their bytes.
    """

    status: Status
    may: bool
    asked: bool
    files: int = 0
    size: int = 0
    held: int = 0
    held_size: int = 0


def why_not_attach(facts: AttachingFacts) -> list[Refusal]:
    """Everything that stands in the way of putting a piece with a criterion."""
    if not facts.asked:
        return [Refusal("evidence.upload.not-asked")]
    if not facts.may:
        return [Refusal("evidence.upload.criterion-not-yours")]
    if facts.status is Status.CLOSED:
        return [Refusal("evidence.upload.closed")]
    if facts.held + facts.files > MOST_FILES_AN_EVALUATION:
        return [Refusal("evidence.upload.too-many-files", {"most": MOST_FILES_AN_EVALUATION})]
    if facts.held_size + facts.size > MOST_BYTES_AN_EVALUATION:
        return [Refusal("evidence.upload.too-heavy", {"most": MOST_BYTES_AN_EVALUATION // (1024 * MIB)})]
    return []


def why_not_say(kind: Kind, title: str, url: str, text: str) -> list[Refusal]:
    """Everything that is wrong with what a piece says of itself; a file may do without a title, it has a name."""
    found = []
    if kind in (Kind.LINK, Kind.NOTE) and not title.strip():
        found.append(Refusal("evidence.upload.no-title"))
    for said, most in ((title, LONGEST_TITLE), (url, LONGEST_URL), (text, LONGEST_NOTE)):
        if len(said) > most:
            found.append(Refusal("evidence.upload.too-long", {"most": most}))
    if kind is Kind.LINK and not is_web_address(url):
        found.append(Refusal("evidence.upload.not-an-address"))
    if kind is Kind.NOTE and not text.strip():
        found.append(Refusal("evidence.upload.empty-note"))
    if any(map(holds_nir, (title, url, text))):
        found.append(Refusal("evidence.upload.patient-data"))
    return found


def is_web_address(url: str) -> bool:
    """Whether this leads to a page: http or https, a host, no name or password, nothing that is no address."""
    if any(character.isspace() or not character.isprintable() for character in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece put with a criterion, as it was on the day of a report: which version, and its fingerprint.

    `version` is 0 where there are no files; `sha256` is that of the file's bytes, of a link's address or of a note's
    text, and empty for a document of the inventory without a file.
    """

    criterion: str
    piece: int
    kind: Kind
    title: str
    version: int
    sha256: str

    @property
    def digits(self) -> str:
        """The first digits of its fingerprint: enough to find it again, short enough for a table."""
        return self.sha256[:FIRST_DIGITS]
