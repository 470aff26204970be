"""What was worked out of a group's first attempts, kept until one of their marks changes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar, cast

from flask import current_app

from quizapp.core.quiz import Quiz
from quizapp.core.works import Contents, Works, editions_of
from quizapp.storage.first_attempts import FirstAttempts
from quizapp.web.keeping import Keeping, digest

_MOST: Final = 20_000_000
"""So many bytes of answers are kept at most."""
_NUMBER: Final = 4
_KIND: Final = 400
"""What an answer that is like no other takes beside its text, about."""
T = TypeVar("T")


class Edition(NamedTuple):
    """Versions of a quiz that ask the same things; `id` is the oldest one's.

    `since` is when its first attempt began, `last` its newest; `places` are those of its attempts.
    """

    id: int
    quiz: Quiz
    since: datetime
    last: datetime
    places: Sequence[int]


@dataclass(frozen=True, slots=True)
class KeptWorks:
    """First attempts, put into editions, and what was made of them by name."""

    works: Works
    contents: Contents
    editions: Sequence[Edition]
    made: dict[Hashable, Any] = field(default_factory=dict)

    def weight(self) -> int:
        """Return about how many bytes its answers take: their numbers, and what these stand for."""
        columns = self.works.columns.values()
        kinds = [marked for column in columns for marked in column.kinds if marked]
        texts = sum(len(value) for marked in kinds for _, value in marked.response)
        return _NUMBER * self.works.size * len(columns) + _KIND * len(kinds) + texts

    def make(self, name: Hashable, how: Callable[[], T]) -> T:
        """Return what is called so, made once. Two who ask at once may both make it."""
        if name not in self.made:
            self.made[name] = how()
        return cast(T, self.made[name])


def keep_works(first: FirstAttempts, load: Callable[[], Works]) -> KeptWorks:
    """Return the works of attempts: as they were read last time, while no mark has changed."""

    def make() -> KeptWorks:
        works, contents = load(), Contents()
        return KeptWorks(works, contents, _editions(first, works, contents))

    new = Keeping(_MOST, KeptWorks.weight)
    kept: Keeping[KeptWorks] = current_app.extensions.setdefault("quizapp.understanding", new)
    key = digest(f"{one.id} {one.reader_id} {one.scored}" for one in first.begun)
    return kept.get(key, make, lasts=all(one.scored for one in first.begun))


def _editions(first: FirstAttempts, works: Works, contents: Contents) -> Sequence[Edition]:
    """Return the editions that were taken, oldest first."""
    versions: Mapping[int, Quiz] = {
        one.version_id: quiz for one, quiz in zip(first.begun, works.quizzes, strict=True)
    }
    ids = sorted(versions)
    found = []
    for places in editions_of([versions[version_id] for version_id in ids], contents):
        same = [ids[place] for place in places]
        placed = enumerate(first.begun)
        own = array("I", (place for place, one in placed if one.version_id in same))
        since, last = zip(*(first.times[version_id] for version_id in same), strict=True)
        # Of versions that ask the same, the newest has the newest explanations and evidence.
        quiz = versions[same[-1]]
        found.append(Edition(same[0], quiz, min(since), max(last), own))
    return sorted(found, key=lambda edition: edition.since)
