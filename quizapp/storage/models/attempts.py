"""Attempts, what was sent in them and what it earned."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.models.base import AttemptId, Base, Exact, Id, ReaderId, Time


class AttemptState(StrEnum):
    """Whether an attempt still takes answers."""

    OPEN = "open"
    HANDED_IN = "handed in"


class Attempt(Base):
    """One go at a quiz. Its questions and their order are fixed when it starts.

    `earned`, `possible` and `waiting` are exact points; `share` mirrors earned/possible for
    sorting and statistics. `scored` counts how often its marks were written down; `packed` are the
    marks and answers in one text (`storage/packed.py`), as of the time that `packed_scored` counts.
    """

    __tablename__ = "attempts"
    # Migrations make the tables. `postgresql_where` here would load that dialect, 2 MB, everywhere.
    __table_args__ = (
        Index("ix_attempts_reader_id_quiz", "reader_id", "quiz"),
        Index("ix_attempts_quiz_started_at", "quiz", "started_at"),
        Index(
            "ix_attempts_open_deadline",
            "deadline",
            sqlite_where=text("state = 'open'"),
        ),
        Index(
            "ix_attempts_waiting",
            "quiz",
            sqlite_where=text("waiting <> '0'"),
        ),
        Index(
            "uq_attempts_one_open",
            "reader_id",
            "quiz",
            "is_practice",
            unique=True,
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId]
    quiz: Mapped[str]
    # No foreign key: SQLite could add one only by making the table anew.
    assignment_id: Mapped[int | None] = mapped_column(index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("quiz_versions.id"))
    number: Mapped[int]
    is_practice: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[str]
    questions: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default=AttemptState.OPEN)
    started_at: Mapped[Time]
    read_at: Mapped[Time | None]
    deadline: Mapped[Time | None]
    finished_at: Mapped[Time | None]
    was_cut_off: Mapped[bool] = mapped_column(default=False)
    earned: Mapped[Exact | None]
    possible: Mapped[Exact | None]
    waiting: Mapped[Exact | None]
    share: Mapped[float | None]
    scored: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    packed: Mapped[str | None]
    packed_scored: Mapped[int | None]
    # An attempt of an assignment goes by the assignment's.
    marks_released_at: Mapped[Time | None]


# No parameter: SQLite would look whether it lets one of the indices above be used, and to that end
# plan a statement anew each time it runs. That was a third of a save's cost.
IS_OPEN: Final = Attempt.state == literal_column("'open'", Text)


class Answer(Base):
    """What was sent for one question, once. Rows are added, never changed: the newest counts.

    `tries` counts the checks up to and with this row; `is_locked` says that no more are taken.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("attempt_id", "position", "tab", "seq"),)

    attempt_id: Mapped[AttemptId]
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[str]
    digest: Mapped[str]
    tab: Mapped[str | None]
    seq: Mapped[int | None]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    confidence: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    is_check: Mapped[bool] = mapped_column(default=False)
    is_locked: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[Time]


class StoredMark(Base):
    """What one question of a finished attempt earned. `earned` is empty until it is marked."""

    __tablename__ = "marks"

    attempt_id: Mapped[AttemptId]
    position: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    process: Mapped[str | None]
    possible: Mapped[Exact]
    earned: Mapped[Exact | None]
    is_right: Mapped[bool]
    rule: Mapped[str]
    tries: Mapped[int]


class Presence(Base):
    """Where the reader of an open attempt was last: told by the page while it is open."""

    __tablename__ = "presences"

    attempt_id: Mapped[AttemptId]
    position: Mapped[int]
    seen_at: Mapped[Time]


class HandMark(Base):
    """Points that a teacher gave to an answer. Of several markers' the one that `counts` counts.

    `levels` are the points by the rubric's criteria, in its order, as exact texts.
    """

    __tablename__ = "hand_marks"
    __table_args__ = (UniqueConstraint("attempt_id", "position", "marker_id"),)

    id: Mapped[Id]
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"))
    position: Mapped[int]
    marker_id: Mapped[int | None] = mapped_column(
        ForeignKey("readers.id", ondelete="SET NULL"), index=True
    )
    points: Mapped[Exact]
    levels: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str]
    counts: Mapped[bool]
    marked_at: Mapped[Time]


class KeptComment(Base):
    """A comment that a teacher wrote to an answer and may write again."""

    __tablename__ = "kept_comments"
    __table_args__ = (UniqueConstraint("owner_id", "text"),)

    id: Mapped[Id]
    owner_id: Mapped[ReaderId]
    text: Mapped[str]
    used_at: Mapped[Time]
