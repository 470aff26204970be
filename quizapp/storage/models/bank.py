"""The bank's files and the quizzes that attempts began with."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.models.base import Base, Id, Time


class QuizVersion(Base):
    """A quiz as it was when somebody began it: its text, for ever.

    `boundaries` are its passages' sentences, so that a newer cutter moves none of them.
    """

    __tablename__ = "quiz_versions"
    __table_args__ = (UniqueConstraint("name", "digest"),)

    id: Mapped[Id]
    name: Mapped[str]
    digest: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    boundaries: Mapped[list[list[list[list[int]]]]] = mapped_column(JSON)
    stored_at: Mapped[Time]


class VersionFile(Base):
    """A file that stood beside a quiz: a passage or a picture."""

    __tablename__ = "version_files"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("quiz_versions.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class How(StrEnum):
    """How a file of the bank came to be what it is."""

    FOUND = "found"
    SAVED = "saved"
    UPLOADED = "uploaded"
    RESTORED = "restored"
    RENAMED = "renamed"
    REMOVED = "removed"


class FileContent(Base):
    """What a file of the bank held, once for all versions that held it."""

    __tablename__ = "file_contents"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FileVersion(Base):
    """A file of the bank as it was from `stored_at` on; one that was removed has no digest.

    `author_id` is empty for what was found on the disk, and for whoever was erased since.
    """

    __tablename__ = "file_versions"
    __table_args__ = (Index("ix_file_versions_name_id", "name", "id"),)

    id: Mapped[Id]
    name: Mapped[str]
    digest: Mapped[str | None] = mapped_column(ForeignKey("file_contents.digest"), index=True)
    how: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("readers.id", ondelete="SET NULL"), index=True
    )
    stored_at: Mapped[Time]
