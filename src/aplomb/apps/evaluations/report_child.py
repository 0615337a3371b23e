"""Typesetting in a process of its own, renewed every few documents: what it grows by goes with it.

Plain data in, bytes out. The child imports the core and the reports, never the web shell. It has a minute and a
gibibyte for a document, and leaves when there is nothing more to do or nobody left to do it for.
"""

import contextlib
import multiprocessing
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from aplomb.domain.evaluations.evidence import Proof
from aplomb.domain.evaluations.results import Results
from aplomb.domain.plans.proposals import Proposal

if TYPE_CHECKING:  # whoever only orders a document does not carry what makes it
    from aplomb.reports.subject import Subject

DOCUMENTS_A_CHILD = 10
SECONDS_A_DOCUMENT = 60
IDLE_SECONDS = 30
MOST_MEMORY = 1 << 30


class TypesettingFailed(Exception):
    """The document could not be made: the child's own words, or that it died or took too long."""


class _Gone(Exception):
    """The child is not there any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """One document to make."""

    kind: str
    lang: str
    outcome: Results
    subject: "Subject"
    proposals: Sequence[Proposal]
    sheets: Mapping[str, str]
    proofs: Sequence[Proof] = ()


def typeset(order: Order) -> bytes:
    """The document, made here and now; the same order gives the same bytes."""
    from aplomb.reports import documents_pdf, performance_pdf

    if order.kind == "documents":
        return documents_pdf(order.outcome, order.subject, lang=order.lang)
    make: Callable[..., bytes] = performance_pdf
    if order.kind == "word":  # what writes Word is slow to load, and rarely asked for
        from aplomb.reports.performance_word import performance_docx as make
    return make(
        order.outcome,
        order.subject,
        proposals=order.proposals,
        sheets=order.sheets,
        proofs=order.proofs,
        lang=order.lang,
    )


class Typesetter:
    """Makes documents one at a time, in a child process; safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._made = 0

    def make(self, order: Order) -> bytes:
        """The document's bytes. Raises TypesettingFailed."""
        with self._lock:
            try:
                try:
                    return self._ask(order)
                except _Gone:
                    # It may have left, idle, as the order was on its way: once more, with a fresh one.
                    return self._ask(order)
            except _Gone as error:
                raise TypesettingFailed("the process that typesets died") from error
            finally:
                if self._made >= DOCUMENTS_A_CHILD:
                    self._end()

    def close(self) -> None:
        with self._lock:
            self._end()

    def _ask(self, order: Order) -> bytes:
        pipe = self._open()
        self._made += 1
        try:
            pipe.send(order)
            in_time = pipe.poll(SECONDS_A_DOCUMENT)
            answer: bytes | str = pipe.recv() if in_time else f"not made in {SECONDS_A_DOCUMENT} s"
        except (EOFError, OSError) as error:
            self._end()
            raise _Gone from error
        if not in_time:
            self._end()
        if isinstance(answer, str):
            raise TypesettingFailed(answer)
        return answer

    def _open(self) -> Connection:
        if self._child is not None and self._pipe is not None and self._child.is_alive():
            return self._pipe
        self._end()
        # Started afresh rather than forked: no connection, lock or thread of ours comes along.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs,), name="typesetter", daemon=True)
        self._child.start()
        theirs.close()
        self._pipe, self._made = ours, 0
        return ours

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.join(1)
            if self._child.is_alive():
                self._child.kill()
                self._child.join()
        self._child = self._pipe = None
        self._made = 0


def _serve(pipe: Connection) -> None:
    """The child's life: one order after the other, until it has been idle long enough or its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's affair
    _limit_memory()
    with contextlib.suppress(EOFError, OSError):
        while pipe.poll(IDLE_SECONDS):
            order = pipe.recv()
            try:
                answer: bytes | str = typeset(order)
            except Exception as error:
                answer = f"{type(error).__name__}: {error}"
            pipe.send(answer)


def _limit_memory() -> None:
    """Bound what a document can take, where the system knows how."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


typesetter = Typesetter()
