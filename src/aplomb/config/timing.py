"""How long each answer took here, for whoever measures: a `Server-Timing` header, only where it is asked for.

A stranger could learn from it what exists, so a public site leaves it off.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
MILLISECONDS = 1_000.0


def timed(application: Application) -> Application:
    """The same application, whose answers tell the clock's and the processor's milliseconds (`wall`, `cpu`).

    The application alone is counted: neither the wait for a free thread nor the way over the network.
    """

    def answering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        wall, cpu = time.perf_counter(), time.thread_time()

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            taken = (
                ("wall", (time.perf_counter() - wall) * MILLISECONDS),
                ("cpu", (time.thread_time() - cpu) * MILLISECONDS),
            )
            value = ", ".join(f"{name};dur={duration:.2f}" for name, duration in taken)
            return start_response(status, [*headers, ("Server-Timing", value)], *rest)

        return application(environ, started)

    return answering
