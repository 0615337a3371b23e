"""Files that are set aside, and false alarms of the guard: the delays and the rule (reliability-security.md §10)."""

from datetime import timedelta

from aplomb.domain.shared.refusal import Refusal

# A reported file is purged or given back within so long; what is released may be sent again for so long.
DECIDED_WITHIN, RELEASED_FOR = timedelta(hours=72), timedelta(hours=24)
RELEASE = "evidence.release"


def why_not_release(*, asked: bool, by_its_sender: bool) -> list[Refusal]:
    """Why a file that the guard stopped is not released: somebody asks for it, and somebody else than them decides."""
    if not asked:
        return [Refusal(f"{RELEASE}.not-asked")]
    return [Refusal(f"{RELEASE}.not-oneself")] if by_its_sender else []
