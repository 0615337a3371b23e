"""Looking inside data of any shape: what is not there, or is of another kind, is passed over in silence.

Checks between the parts of a file use it, so that they run even where the shape of a part is wrong.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from aplomb.domain.shared.shapes import Path, is_number


def at(data: Any, path: Path) -> Any:
    """The value at this path, or `None`."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(str(key))
        elif isinstance(data, list | tuple) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data


def groups(data: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The groups of keys in the list at this path, each with its own path."""
    for item_path, item in _items(data, path):
        if isinstance(item, Mapping):
            yield item_path, item


def words(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts in the list at this path, each with its own path."""
    for item_path, item in _items(data, path):
        if isinstance(item, str):
            yield item_path, item


def word(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The text at this path, where there is one."""
    value = at(data, path)
    if isinstance(value, str):
        yield path, value


def figure(data: Any, path: Path) -> Decimal | None:
    """The number at this path, where there is one."""
    value = at(data, path)
    return Decimal(str(value)) if is_number(value) else None


def _items(data: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    value = at(data, path)
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield (*path, index), item
