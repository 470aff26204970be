"""What was worked out of many attempts, kept until one of them comes, goes or is marked anew."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class Keeping(Generic[T]):
    """Things by a digest of what they are made of: the last ones that were asked for.

    Every process keeps its own, and each request reads from the database what they are made of.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _thing: 1) -> None:
        """Keep things of a weight of `most` in all."""
        self._most: Final = most
        self._weigh = weigh
        self._kept: OrderedDict[bytes, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes, make: Callable[[], T], *, lasts: bool) -> T:
        """Return what is kept, or make it. What does not last is made anew next time."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        made = make()
        weight = self._weigh(made) if lasts else self._most + 1
        if weight <= self._most:
            with self._lock:
                self._kept[key] = made, weight
                while sum(each for _, each in self._kept.values()) > self._most:
                    self._kept.popitem(last=False)
        return made


def digest(lines: Iterable[str]) -> bytes:
    """Return a digest of lines."""
    return hashlib.sha256("\n".join(lines).encode()).digest()
