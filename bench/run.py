"""`run.py bench`: every figure beside its budget, as a table, and kept in `bench/history.jsonl`."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from bench import core, site  # noqa: E402 -- the path is set first
from bench.measure import Figure  # noqa: E402

HISTORY = ROOT / "bench" / "history.jsonl"
AREAS = {"core": core.figures, "site": site.figures}


def main(arguments: list[str]) -> int:
    """Run the areas named (all by default); exit 1 when a figure is over its budget."""
    chosen = [name for name in AREAS if not arguments or name in arguments]
    found = [figure for name in chosen for figure in shown(AREAS[name]())]
    keep(found)
    return 0 if all(figure.inside for figure in found) else 1


def shown(figures: Iterable[Figure]) -> Iterable[Figure]:
    """Print each figure as soon as it is known."""
    print(f"{'job':<62} {'p50':>9} {'p95':>9} {'budget':>9}", flush=True)
    for figure in figures:
        budget = f"{figure.budget:g} {figure.unit}" if figure.budget is not None else "—"
        mark = "" if figure.inside else "  over budget"
        note = f"  ({figure.note})" if figure.note else ""
        print(f"{figure.name:<62} {figure.p50:9.1f} {figure.p95:9.1f} {budget:>9}{mark}{note}", flush=True)
        yield figure


def keep(figures: list[Figure]) -> None:
    """Add this run to the history: when, on which commit, on what kind of machine."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "figures": {
            f.name: {"p50": round(f.p50, 2), "p95": round(f.p95, 2), "unit": f.unit} for f in figures
        },
    }
    with HISTORY.open("a", encoding="utf-8") as history:
        history.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
