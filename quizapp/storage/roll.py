"""Who stands in a list of results, in which order: read without more of an attempt than tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, select, type_coerce

from quizapp.core.scoring import counted_attempt, grade
from quizapp.storage.attempts import has_ended
from quizapp.storage.classes import Pupil
from quizapp.storage.models import Attempt, Reader, Role
from quizapp.storage.quick import plain_rows
from quizapp.storage.versions import Versions
from quizapp.storage.works import PupilWorks, Work, make_row, works_where


class Brief(NamedTuple):
    """An attempt, as far as it tells which one stands for its pupil. `share` is of what is over.

    `scored` counts how often its marks were written down.
    """

    id: str
    version_id: int
    share: Fraction | None
    scored: int


class Listed(NamedTuple):
    """A pupil of the list; `stands` is the attempt that is shown first, as in `PupilWorks`."""

    reader_id: int
    name: str
    briefs: Sequence[Brief]
    stands: Brief | None
    grade: Fraction | None

    @property
    def others(self) -> list[Brief]:
        return [brief for brief in self.briefs if brief is not self.stands]


class Roll(NamedTuple):
    """A list of results by name. `unwritten` are the attempts that are over and not yet stored."""

    pupils: list[Listed]
    unwritten: Mapping[str, Work]


def call_roll(
    connection: Connection,
    versions: Versions,
    expected: Iterable[Pupil],
    now: datetime,
    *which: Any,
) -> Roll:
    """Return the pupils whose attempts meet conditions, and those of whom some are expected."""
    columns: Any = (
        Attempt.id,
        Attempt.reader_id,
        Reader.name,
        Attempt.version_id,
        has_ended(now),
        type_coerce(Attempt.earned, Text),
        type_coerce(Attempt.possible, Text),
        Attempt.scored,
    )
    found = (
        select(*columns)
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(*which, Attempt.is_practice.is_(False), Reader.role != Role.ERASED)
        .order_by(Attempt.started_at, Attempt.number, Attempt.id)
    )
    rows = plain_rows(connection, found)
    late = [row[0] for row in rows if row[4] and row[5] is None]
    unwritten = _unwritten(connection, versions, now, late)
    names = {pupil.reader_id: pupil.name for pupil in expected}
    briefs: dict[int, list[Brief]] = {}
    for attempt_id, reader_id, name, version_id, is_over, earned, possible, scored in rows:
        names.setdefault(reader_id, name)
        share = _share(earned, possible) if is_over and earned is not None else None
        if attempt_id in unwritten:
            share = unwritten[attempt_id].share
        briefs.setdefault(reader_id, []).append(Brief(attempt_id, version_id, share, scored))
    pupils = [_listed(versions, *pair, briefs.get(pair[0], ())) for pair in names.items()]
    return Roll(sorted(pupils, key=lambda one: (one.name.casefold(), one.reader_id)), unwritten)


def _unwritten(
    connection: Connection, versions: Versions, now: datetime, ids: Sequence[str]
) -> dict[str, Work]:
    """Return attempts whose marks are not stored yet: few, for half a minute."""
    if not ids:
        return {}
    found = works_where(connection, versions, now, Attempt.id.in_(ids))
    return {work.taken.id: work for _, work in found}


@lru_cache(maxsize=2_000)
def _share(earned: str, possible: str) -> Fraction:
    """Return a share of stored points: of thousands few are different."""
    return Fraction(earned) / Fraction(possible) if possible != "0" else Fraction(0)


def _listed(versions: Versions, reader_id: int, name: str, briefs: Sequence[Brief]) -> Listed:
    if len(briefs) == 1:
        # Most pupils by far: whatever the policy is, this one attempt stands and counts.
        return Listed(reader_id, name, briefs, briefs[0], briefs[0].share)
    done = [(brief, brief.share) for brief in briefs if brief.share is not None]
    if not done:
        return Listed(reader_id, name, briefs, briefs[-1] if briefs else None, None)
    shares = [share for _, share in done]
    policy = versions.get(done[-1][0].version_id).settings.grade
    index = counted_attempt(policy, shares)
    stands = done[-1 if index is None else index][0]
    return Listed(reader_id, name, briefs, stands, grade(policy, shares))


def works_of(
    connection: Connection,
    versions: Versions,
    pupils: Sequence[Listed],
    now: datetime,
    *which: Any,
    known: Mapping[int, Pupil] = MappingProxyType({}),
) -> list[PupilWorks]:
    """Return all that stands in a list about some of its pupils, in the same order.

    `known` are those of a class by id.
    """
    by_reader: dict[int, list[Work]] = {one.reader_id: [] for one in pupils}
    theirs = Attempt.reader_id.in_(list(by_reader))
    for _, work in works_where(connection, versions, now, *which, theirs):
        by_reader[work.taken.reader_id].append(work)
    return [
        make_row(one.reader_id, one.name, known.get(one.reader_id), by_reader[one.reader_id])
        for one in pupils
    ]
