"""The registry of tables, and the kinds of column."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated

from sqlalchemy import ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from quizapp.storage.columns import ExactFraction, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(primary_key=True)]
Time = Annotated[datetime, mapped_column(UtcDateTime)]
Exact = Annotated[Fraction, mapped_column(ExactFraction)]
ReaderId = Annotated[int, mapped_column(ForeignKey("readers.id", ondelete="CASCADE"))]
AttemptId = Annotated[
    str, mapped_column(ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
]


class Base(DeclarativeBase):
    """The one registry of tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text}  # noqa: RUF012 - SQLAlchemy reads it from the class
