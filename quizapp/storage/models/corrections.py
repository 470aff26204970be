"""Decisions about marks that were given already: regrades, and points set by hand."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.models.base import AttemptId, Base, Exact, Id, Time

RegradeId = Annotated[int, mapped_column(ForeignKey("regrades.id", ondelete="CASCADE"))]
AuthorId = Annotated[
    int | None, mapped_column(ForeignKey("readers.id", ondelete="SET NULL"), index=True)
]


class Regrade(Base):
    """A quiz's attempts marked anew by the questions of a version. One taken back stays here."""

    __tablename__ = "regrades"

    id: Mapped[Id]
    quiz: Mapped[str] = mapped_column(index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("quiz_versions.id"))
    author_id: Mapped[AuthorId]
    made_at: Mapped[Time]
    reverted_at: Mapped[Time | None]


class RulingRow(Base):
    """What a regrade decided about one question."""

    __tablename__ = "rulings"

    regrade_id: Mapped[RegradeId] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    policy: Mapped[str]


class RegradedAttempt(Base):
    """What a regrade did to one attempt's points."""

    __tablename__ = "regraded_attempts"

    regrade_id: Mapped[RegradeId] = mapped_column(primary_key=True)
    attempt_id: Mapped[AttemptId] = mapped_column(index=True)
    before: Mapped[Exact]
    before_possible: Mapped[Exact]
    after: Mapped[Exact]
    after_possible: Mapped[Exact]


class Override(Base):
    """Points that a teacher set with a reason; without a question those of the whole attempt."""

    __tablename__ = "overrides"
    __table_args__ = (Index("ix_overrides_attempt_id", "attempt_id"),)

    id: Mapped[Id]
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"))
    question: Mapped[str | None]
    points: Mapped[Exact]
    reason: Mapped[str]
    author_id: Mapped[AuthorId]
    made_at: Mapped[Time]
    withdrawn_at: Mapped[Time | None]
