"""What the page of components shows: invented data, so that every state is on view."""

from typing import Any


def samples() -> dict[str, Any]:
    return {"nav": "components"}
