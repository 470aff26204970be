"""Who somebody is, and on which devices."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.models.base import Base, Id, ReaderId, Time


class Role(StrEnum):
    """Who somebody is. `ERASED` is nobody: what is left of somebody for the statistics."""

    ERASED = "erased"
    READER = "reader"
    TEACHER = "teacher"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """Return how much the role may do: each may do what the ones before it may."""
        return _RANKS[self]


_RANKS: Final = {role: rank for rank, role in enumerate(Role)}


class Reader(Base):
    """Somebody who takes quizzes, known by a name and a code to come back with."""

    __tablename__ = "readers"

    id: Mapped[Id]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.READER)
    resume_salt: Mapped[str]
    resume_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Time]


class Session(Base):
    """A device on which somebody is known: the SHA-256 of its cookie.

    `good_until` moves on with use, up to `ends_at`; devices of readers have no such end. While it
    `awaits_code` nobody is known there yet: the second factor is still to come.
    """

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId] = mapped_column(index=True)
    created_at: Mapped[Time]
    last_used_at: Mapped[Time]
    good_until: Mapped[Time] = mapped_column(index=True)
    ends_at: Mapped[Time | None]
    awaits_code: Mapped[bool] = mapped_column(default=False)


class Account(Base):
    """What somebody signs in with. Readers need none.

    The secret of the second factor is made from `totp_salt` and the server's key; it counts from
    `totp_since` on, and `totp_step` is the last step whose code was used.
    """

    __tablename__ = "accounts"

    reader_id: Mapped[int] = mapped_column(
        ForeignKey("readers.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    password_at: Mapped[Time | None]
    signed_in_at: Mapped[Time | None]
    disabled_at: Mapped[Time | None]
    totp_salt: Mapped[str | None]
    totp_since: Mapped[Time | None]
    totp_step: Mapped[int | None]


class RecoveryCode(Base):
    """A code that stands in for the second factor once: HMAC-SHA-256 with the server's key."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId] = mapped_column(index=True)


class TeacherLink(Base):
    """A one-time link to become a teacher: the SHA-256 of its token."""

    __tablename__ = "teacher_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[Time]
    spent_at: Mapped[Time | None]


class PasswordLink(Base):
    """A one-time link to choose a password: the SHA-256 of its token."""

    __tablename__ = "password_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[ReaderId] = mapped_column(index=True)
    created_at: Mapped[Time]
    good_until: Mapped[Time]


class Erasure(Base):
    """Somebody who was erased, by a hash from which nothing can be read."""

    __tablename__ = "erasures"

    mark: Mapped[str] = mapped_column(primary_key=True)


class Failures(Base):
    """How often something secret was guessed wrongly: an account, or all codes of one minute.

    `subject` is an HMAC: neither a user name nor an address can be read from it.
    """

    __tablename__ = "failures"

    subject: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[Time]
    blocked_until: Mapped[Time]
