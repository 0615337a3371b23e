"""The main job, with no server: reading, scoring, grid out and in, reports, plan."""

import random
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

from aplomb.domain.documents.inventory import Record, State
from aplomb.domain.evaluations.answers import NA, Entry, Score
from aplomb.domain.evaluations.results import Results, results
from aplomb.domain.evaluations.verdict import verdict
from aplomb.domain.plans.proposals import proposals
from aplomb.domain.referentials.edition import Edition
from aplomb.formats.grid import read_grid
from aplomb.formats.grid_xlsx import write_grid
from aplomb.formats.library import FOLDER, find
from aplomb.formats.referential import read_referential
from aplomb.formats.sheets import sheet_titles, sheets_by_criterion
from aplomb.reports import Subject, documents_pdf, performance_pdf
from bench.measure import Figure, cold, timed, told

DAY = date(2026, 11, 24)
SOURCE = FOLDER / "teleradiologie.yaml"


def answered(edition: Edition, seed: int = 7) -> dict[str, Entry]:
    """A plausible evaluation: every criterion answered, a few NA, comments on what is weak."""
    draw = random.Random(seed)  # noqa: S311 -- reproducible figures, not secrets
    found: dict[str, Entry] = {}
    for criterion in edition.criteria:
        score: Score = draw.choices([0, 1, 2, 3], [6, 18, 41, 35])[0]
        if criterion.na_allowed and draw.random() < 0.03:
            found[criterion.code] = Entry(
                NA, na_reason="Activité absente du site.", evaluator="Tiphaine Lascombe-Ory"
            )
            continue
        comment = "Écrit, pas encore connu de toute l’équipe." if score in (0, 1) else ""
        found[criterion.code] = Entry(score, comment=comment, evaluator="Tiphaine Lascombe-Ory")
    return found


def outcome(edition: Edition, seed: int = 7) -> Results:
    documents = {
        document.code: Record(State.PRESENT if n % 3 else State.PARTIAL)
        for n, document in enumerate(edition.documents)
        if n % 5
    }
    return results(edition, answered(edition, seed), on=DAY, documents=documents)


def figures() -> Iterator[Figure]:
    edition = find("teleradiologie")
    entries, found = answered(edition), outcome(edition)
    proposed = proposals([found], sheets_by_criterion(edition.code))
    titles, subject = sheet_titles(), Subject("Centre d’imagerie de Clairvaldieu", DAY, "file")
    source = SOURCE.read_bytes()
    grid = write_grid(edition, entries=entries)

    yield timed(
        "read and check a referential of 206 criteria", lambda: read_referential(source), budget=500, times=5
    )
    yield timed("score an evaluation", lambda: results(edition, entries, on=DAY), budget=5, times=50)
    yield timed("verdict and cheapest way out", lambda: verdict(found), budget=None, times=10)
    yield timed("Excel grid out", lambda: write_grid(edition, entries=entries), budget=300, times=10)
    yield timed("Excel grid in", lambda: read_grid(grid, "g.xlsx", edition=edition), budget=500, times=10)
    others = cycle(outcome(edition, seed) for seed in range(6))  # never twice the same in a row
    yield timed(
        "performance report, warm, another evaluation each time",
        lambda: performance_pdf(next(others), subject, proposals=proposed, sheets=titles),
        budget=500,
        times=6,
    )
    yield timed("documentary report, warm", lambda: documents_pdf(next(others), subject), budget=500, times=6)
    yield told("performance report, cold: the first of a process", COLD_REPORT, budget=1_000)
    yield cold(
        "`aplomb --version`",
        "import aplomb.cli as c\ntry: c.main(['--version'])\nexcept SystemExit: pass",
        budget=None,
    )
    yield from whole_job(grid)


COLD_REPORT = """
import time
from bench.core import DAY, Subject, find, outcome, performance_pdf, proposals, sheet_titles, sheets_by_criterion
found = outcome(find("teleradiologie"))
themes, titles = proposals([found], sheets_by_criterion("teleradiologie")), sheet_titles()
start = time.perf_counter()
performance_pdf(found, Subject("Clairvaldieu", DAY, "file"), proposals=themes, sheets=titles)
print((time.perf_counter() - start) * 1000)
"""


def whole_job(grid: bytes) -> Iterator[Figure]:
    """`aplomb evaluate` as a consultant runs it, interpreter start included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g.xlsx"
        path.write_bytes(grid)
        words = ["evaluate", str(path), "--out", str(Path(folder) / "out"), "--date", DAY.isoformat()]
        code = f"import aplomb.cli as c; raise SystemExit(c.main({words!r}))"
        yield cold("`aplomb evaluate`: five files from a filled grid", code, budget=None)
