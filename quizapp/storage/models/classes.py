"""Classes, who sits in them, and what they are given."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from sqlalchemy import JSON, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.models.base import Base, Exact, Id, ReaderId, Time

ClassId = Annotated[int, mapped_column(ForeignKey("classes.id", ondelete="CASCADE"))]


class SchoolClass(Base):
    """A class. Who has the code joins, until it is locked or the code is past its time.

    With `offers_names` everybody who has the code sees which pupils have not come yet.
    """

    __tablename__ = "classes"

    id: Mapped[Id]
    name: Mapped[str]
    code: Mapped[str | None] = mapped_column(unique=True)
    code_good_until: Mapped[Time | None]
    is_locked: Mapped[bool] = mapped_column(default=False)
    offers_names: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[Time]
    archived_at: Mapped[Time | None]


class ClassTeacher(Base):
    """A teacher of a class: the one who made it, or a co-teacher."""

    __tablename__ = "class_teachers"

    class_id: Mapped[ClassId] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId] = mapped_column(primary_key=True, index=True)
    is_owner: Mapped[bool] = mapped_column(default=False)


class Seat(Base):
    """A pupil of a class. Until somebody takes it by join code or PIN card, `joined_at` is empty.

    `external_id` is the school's own; `pin_digest` is an HMAC of the card's PIN.
    """

    __tablename__ = "seats"

    class_id: Mapped[ClassId] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId] = mapped_column(primary_key=True, index=True)
    external_id: Mapped[str | None]
    pin_digest: Mapped[str | None]
    added_at: Mapped[Time]
    joined_at: Mapped[Time | None]
    removed_at: Mapped[Time | None]


class Accommodation(Base):
    """What a pupil gets in every quiz: more time, more attempts, larger text."""

    __tablename__ = "accommodations"

    reader_id: Mapped[int] = mapped_column(
        ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    time_factor: Mapped[Exact]
    has_no_limit: Mapped[bool] = mapped_column(default=False)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    has_large_text: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[Time]


class Late(StrEnum):
    """What becomes of work after the closing date."""

    REFUSE = "refuse"
    ACCEPT = "accept"


class Assignment(Base):
    """A quiz given to a class, or to some of its pupils, with dates.

    Empty `attempts`, `minutes` and `feedback` leave what the quiz's file says; 0 attempts are
    unlimited and 0 minutes no limit.
    """

    __tablename__ = "assignments"

    id: Mapped[Id]
    class_id: Mapped[ClassId] = mapped_column(index=True)
    quiz: Mapped[str] = mapped_column(index=True)
    opens_at: Mapped[Time | None]
    closes_at: Mapped[Time | None]
    late: Mapped[str] = mapped_column(default=Late.REFUSE)
    attempts: Mapped[int | None]
    minutes: Mapped[int | None]
    feedback: Mapped[str | None]
    is_for_all: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[int | None] = mapped_column(
        ForeignKey("readers.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[Time]
    changed_at: Mapped[Time]
    marks_released_at: Mapped[Time | None]
    removed_at: Mapped[Time | None]


class AssignmentReader(Base):
    """One of the pupils that an assignment is for, where it is not for all."""

    __tablename__ = "assignment_readers"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    reader_id: Mapped[ReaderId] = mapped_column(primary_key=True, index=True)


class LogEntry(Base):
    """Something a teacher did that pupils' work or marks hang on. Rows are only ever added.

    `message` is a `Message`: {"msgid": ..., "values": {...}}, translated where it is shown.
    """

    __tablename__ = "log_entries"

    id: Mapped[Id]
    at: Mapped[Time]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("readers.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str]
    quiz: Mapped[str | None] = mapped_column(index=True)
    class_id: Mapped[int | None] = mapped_column(index=True)
    attempt_id: Mapped[str | None] = mapped_column(index=True)
    message: Mapped[dict[str, object]] = mapped_column(JSON)
