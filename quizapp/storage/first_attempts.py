"""The first finished attempt of each reader at a quiz: for statistics.

Whose they are is one query; `read_works` reads what is not known of them yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from quizapp.storage.attempts import has_ended
from quizapp.storage.models import (
    Attempt,
    ClassTeacher,
    Reader,
    Role,
    SchoolClass,
    Seat,
)
from quizapp.storage.quick import plain_rows
from quizapp.storage.sight import Group, Onlooker, attempts_of_group


class Begun(NamedTuple):
    """A reader's first finished attempt.

    `scored` counts how often its marks were written down: who knows them knows by it whether they
    are still the same.
    """

    id: str
    reader_id: int
    version_id: int
    scored: int
    is_erased: bool


class FirstAttempts(NamedTuple):
    """What a group did at its first go. `begun` are in the order of time.

    `times` say of each version when the first and the last of them were begun. `names` are of all
    readers, empty for who was erased; `under_way` counts those who have finished nothing yet.
    """

    begun: tuple[Begun, ...]
    times: Mapping[int, tuple[datetime, datetime]]
    names: Mapping[int, str]
    under_way: int


_FEW: Final = 1_000
"""So many readers are named in a query; more are picked out of all that it finds."""


def first_attempts(
    connection: Connection, by: Onlooker, quiz: str, group: Group, now: datetime
) -> FirstAttempts:
    """Return the first finished attempts of a group, as far as somebody may see them.

    Nameless copies of who was erased are among them: what a class knew stays true.
    """
    columns: Any = (
        Attempt.id,
        Attempt.reader_id,
        Attempt.version_id,
        Attempt.scored,
        Reader.role == Role.ERASED,
        Reader.name,
        has_ended(now),
        Attempt.started_at,
    )
    found = (
        select(*columns)
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(attempts_of_group(by, group, quiz), Attempt.is_practice.is_(False))
        .order_by(Attempt.started_at, Attempt.number, Attempt.id)
    )
    names: dict[int, str] = {}
    first: dict[int, Begun] = {}
    times: dict[int, list[Any]] = {}
    for *begun, name, is_over, started_at in plain_rows(connection, found):
        reader_id, version_id = begun[1], begun[2]
        names[reader_id] = name
        if is_over and reader_id not in first:
            first[reader_id] = Begun(*begun)
            times.setdefault(version_id, [started_at, None])[1] = started_at
    read: Any = Attempt.started_at.type.result_processor(connection.dialect, None)
    return FirstAttempts(
        tuple(first.values()),
        {version_id: (read(begin), read(last)) for version_id, (begin, last) in times.items()},
        names,
        len(names) - len(first),
    )


class ClassOfReaders(NamedTuple):
    """A class and which of some readers belong to it."""

    class_id: int
    name: str
    readers: frozenset[int]


def classes_of_readers(
    connection: Connection, by: Onlooker, readers: Set[int]
) -> list[ClassOfReaders]:
    """Put readers into the classes that somebody teaches, by name; archived ones are left out."""
    columns: Any = (SchoolClass.id, SchoolClass.name, Seat.reader_id)
    found = (
        select(*columns)
        .join(Seat, Seat.class_id == SchoolClass.id)
        .where(Seat.removed_at.is_(None), SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    if len(readers) <= _FEW:
        found = found.where(Seat.reader_id.in_(readers))
    if not by.is_administrator:
        found = found.join(ClassTeacher, ClassTeacher.class_id == SchoolClass.id).where(
            ClassTeacher.reader_id == by.reader_id
        )
    return _by_class(row for row in connection.execute(found) if row[2] in readers)


def _by_class(rows: Iterable[Any]) -> list[ClassOfReaders]:
    found: dict[int, tuple[str, set[int]]] = {}
    for class_id, name, reader_id in rows:
        found.setdefault(class_id, (name, set()))[1].add(reader_id)
    return [ClassOfReaders(key, name, frozenset(who)) for key, (name, who) in found.items()]
