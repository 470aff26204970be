"""Classes: made by a teacher, joined by a code, with a seat for each pupil."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from quizapp.storage.models import Account, ClassTeacher, Reader, SchoolClass, Seat
from quizapp.storage.people import ALPHABET

LASTING_CODE: Final = 8
SHORT_CODE: Final = 6
SHORT_LIFE: Final = timedelta(hours=24)
CLASS_NAME_LENGTH: Final = 80


class ClassFacts(NamedTuple):
    """A class as its teachers see it."""

    id: int
    name: str
    code: str | None
    code_good_until: datetime | None
    is_locked: bool
    offers_names: bool
    created_at: datetime
    archived_at: datetime | None
    pupils: int

    def has_live_code(self, now: datetime) -> bool:
        """Tell whether the code leads here, though the class may be locked."""
        is_alive = self.code_good_until is None or now < self.code_good_until
        return bool(self.code) and is_alive and self.archived_at is None

    def takes_pupils(self, now: datetime) -> bool:
        """Tell whether somebody with the code can join."""
        return self.has_live_code(now) and not self.is_locked


class Pupil(NamedTuple):
    """A seat of a class and who sits there."""

    reader_id: int
    name: str
    external_id: str | None
    has_pin: bool
    added_at: datetime
    joined_at: datetime | None


def new_code(length: int = LASTING_CODE) -> str:
    """Return a join code without letters that look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def fold_join_code(text: str) -> str:
    """Bring a typed join code into the form it is stored in."""
    return "".join(c for c in text.upper() if c in ALPHABET)


def add_class(
    connection: Connection, name: str, owner_id: int, now: datetime, *, is_short: bool = False
) -> int:
    """Make a class with a join code; a short code is good for 24 hours."""
    row = {"name": name, "created_at": now, **_code(connection, now, is_short=is_short)}
    added = insert(SchoolClass).values(row).returning(SchoolClass.id)
    class_id = int(connection.execute(added).scalar_one())
    add_teacher(connection, class_id, owner_id, is_owner=True)
    return class_id


def _code(connection: Connection, now: datetime, *, is_short: bool) -> dict[str, Any]:
    code = new_code(SHORT_CODE if is_short else LASTING_CODE)
    while connection.execute(select(SchoolClass.id).where(SchoolClass.code == code)).first():
        code = new_code(len(code))
    return {
        "code": code,
        "code_good_until": now + SHORT_LIFE if is_short else None,
    }


def renew_code(
    connection: Connection, class_id: int, now: datetime, *, is_short: bool = False
) -> None:
    """Give a class another join code; the old one leads nowhere from now on."""
    change_class(connection, class_id, **_code(connection, now, is_short=is_short))


def change_class(connection: Connection, class_id: int, **values: object) -> None:
    """Set columns of a class."""
    connection.execute(update(SchoolClass).where(SchoolClass.id == class_id).values(**values))


def add_teacher(
    connection: Connection, class_id: int, reader_id: int, *, is_owner: bool = False
) -> None:
    """Let somebody teach a class, unless they do already."""
    known = select(ClassTeacher.reader_id).where(
        ClassTeacher.class_id == class_id, ClassTeacher.reader_id == reader_id
    )
    if connection.execute(known).first() is None:
        row = {"class_id": class_id, "reader_id": reader_id, "is_owner": is_owner}
        connection.execute(insert(ClassTeacher).values(row))


class Teacher(NamedTuple):
    """Somebody who teaches a class."""

    reader_id: int
    name: str
    user_name: str | None
    is_owner: bool


def teachers_of(connection: Connection, class_id: int) -> list[Teacher]:
    """Return who teaches a class, its owner first."""
    found = (
        select(Reader.id, Reader.name, Account.user_name, ClassTeacher.is_owner)
        .join(ClassTeacher, ClassTeacher.reader_id == Reader.id)
        .outerjoin(Account, Account.reader_id == Reader.id)
        .where(ClassTeacher.class_id == class_id)
        .order_by(ClassTeacher.is_owner.desc(), func.lower(Reader.name), Reader.id)
    )
    return [Teacher(*row) for row in connection.execute(found)]


def remove_teacher(connection: Connection, class_id: int, reader_id: int) -> bool:
    """Let a co-teacher teach a class no more; its owner stays. Returns whether somebody went."""
    gone = delete(ClassTeacher).where(
        ClassTeacher.class_id == class_id,
        ClassTeacher.reader_id == reader_id,
        ClassTeacher.is_owner.is_(False),
    )
    return connection.execute(gone).rowcount > 0


def _select_classes() -> Select[Any]:
    pupils = (
        select(func.count())
        .where(Seat.class_id == SchoolClass.id, Seat.removed_at.is_(None))
        .scalar_subquery()
    )
    return select(
        SchoolClass.id,
        SchoolClass.name,
        SchoolClass.code,
        SchoolClass.code_good_until,
        SchoolClass.is_locked,
        SchoolClass.offers_names,
        SchoolClass.created_at,
        SchoolClass.archived_at,
        pupils,
    )


def classes_of(connection: Connection, teacher_id: int) -> Sequence[ClassFacts]:
    """Return the classes somebody teaches, archived ones last, by name."""
    found = (
        _select_classes()
        .join(ClassTeacher, ClassTeacher.class_id == SchoolClass.id)
        .where(ClassTeacher.reader_id == teacher_id)
        .order_by(SchoolClass.archived_at.is_not(None), SchoolClass.name, SchoolClass.id)
    )
    return [ClassFacts(*row) for row in connection.execute(found)]


def class_taught_by(connection: Connection, class_id: int, teacher_id: int) -> ClassFacts | None:
    """Return a class if somebody teaches it."""
    found = (
        _select_classes()
        .join(ClassTeacher, ClassTeacher.class_id == SchoolClass.id)
        .where(SchoolClass.id == class_id, ClassTeacher.reader_id == teacher_id)
    )
    row = connection.execute(found).first()
    return ClassFacts(*row) if row else None


def get_class(connection: Connection, class_id: int) -> ClassFacts | None:
    """Return a class, whoever teaches it: for administrators."""
    row = connection.execute(_select_classes().where(SchoolClass.id == class_id)).first()
    return ClassFacts(*row) if row else None


def class_with_code(connection: Connection, code: str, now: datetime) -> ClassFacts | None:
    """Return the class that a join code leads to; it may be locked."""
    found = _select_classes().where(SchoolClass.code == fold_join_code(code))
    row = connection.execute(found).first()
    facts = ClassFacts(*row) if row else None
    return facts if facts and facts.has_live_code(now) else None


def take_seat(
    connection: Connection,
    class_id: int,
    reader_id: int,
    now: datetime,
    *,
    has_joined: bool = True,
    external_id: str | None = None,
) -> None:
    """Give a reader a seat; who left the class comes back to the old one."""
    mine = (Seat.class_id == class_id, Seat.reader_id == reader_id)
    joined_at = now if has_joined else None
    if connection.execute(select(Seat.added_at).where(*mine)).first():
        back = update(Seat).where(*mine)
        connection.execute(back.values(removed_at=None))
        if has_joined:
            connection.execute(back.where(Seat.joined_at.is_(None)).values(joined_at=now))
        return
    row = {
        "class_id": class_id,
        "reader_id": reader_id,
        "external_id": external_id,
        "added_at": now,
        "joined_at": joined_at,
    }
    connection.execute(insert(Seat).values(row))


def pupils_of(connection: Connection, class_id: int) -> Sequence[Pupil]:
    """Return who sits in a class, by name."""
    found = (
        select(
            Reader.id,
            Reader.name,
            Seat.external_id,
            Seat.pin_digest.is_not(None),
            Seat.added_at,
            Seat.joined_at,
        )
        .join(Seat, Seat.reader_id == Reader.id)
        .where(Seat.class_id == class_id, Seat.removed_at.is_(None))
        .order_by(func.lower(Reader.name), Reader.id)
    )
    return [Pupil(*row) for row in connection.execute(found)]
