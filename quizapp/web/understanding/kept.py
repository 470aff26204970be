"""What was worked out of a group's first attempts, kept until one of their marks changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar, cast

from flask import current_app

from quizapp.core.quiz import Quiz
from quizapp.core.works import Contents, Work, editions_of
from quizapp.storage.first_attempts import Begun

_MOST: Final = 20_000
"""So many attempts are kept at most: less than 1 kB each with ten questions."""
T = TypeVar("T")


class Edition(NamedTuple):
    """Versions of a quiz that ask the same things; `id` is the oldest one's.

    `since` is when its first attempt began, `last` its newest; `places` are those of its attempts.
    """

    id: int
    quiz: Quiz
    since: datetime
    last: datetime
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class KeptWorks:
    """First attempts, put into editions, and what was made of them by name."""

    works: Sequence[Work]
    contents: Contents
    editions: Sequence[Edition]
    made: dict[Hashable, Any] = field(default_factory=dict)

    def make(self, name: Hashable, how: Callable[[], T]) -> T:
        """Return what is called so, made once. Two who ask at once may both make it."""
        if name not in self.made:
            self.made[name] = how()
        return cast(T, self.made[name])


class _Shelf:
    """The works last asked for, by the attempts they are made of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Begun, ...], KeptWorks] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, begun: tuple[Begun, ...], load: Callable[[], Sequence[Work]]) -> KeptWorks:
        """Return the works of these very attempts with these very marks."""
        with self._lock:
            if kept := self._kept.get(begun):
                self._kept.move_to_end(begun)
                return kept
        works, contents = load(), Contents()
        kept = KeptWorks(works, contents, _editions(begun, works, contents))
        if all(one.scored for one in begun) and len(begun) <= _MOST:
            with self._lock:
                self._kept[begun] = kept
                while sum(map(len, self._kept)) > _MOST:
                    self._kept.popitem(last=False)
        return kept


def keep_works(begun: tuple[Begun, ...], load: Callable[[], Sequence[Work]]) -> KeptWorks:
    """Return the works of attempts: as they were read last time, while no mark has changed."""
    kept = current_app.extensions.setdefault("quizapp.understanding", _Shelf())
    return cast(_Shelf, kept).get(begun, load)


def _editions(
    begun: Sequence[Begun], works: Sequence[Work], contents: Contents
) -> Sequence[Edition]:
    """Return the editions that were taken, oldest first."""
    versions: Mapping[int, Quiz] = {
        one.version_id: work.quiz for one, work in zip(begun, works, strict=True)
    }
    ids = sorted(versions)
    found = []
    for places in editions_of([versions[version_id] for version_id in ids], contents):
        same = [ids[place] for place in places]
        own = [place for place, one in enumerate(begun) if one.version_id in same]
        times = [begun[place].started_at for place in own]
        # Of versions that ask the same, the newest has the newest explanations and evidence.
        quiz = versions[same[-1]]
        found.append(Edition(same[0], quiz, min(times), max(times), frozenset(own)))
    return sorted(found, key=lambda edition: edition.since)
