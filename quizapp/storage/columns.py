"""Column types that keep what SQL would spoil: exact fractions, and times in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


@lru_cache(maxsize=2_000)
def exact(text: str) -> Fraction:
    """Return a stored fraction: of thousands few are different, and reading one is slow."""
    return Fraction(text)


class ExactFraction(TypeDecorator[Fraction]):
    """A fraction as text ("7/3"). SQL can neither add nor order it: it would add "1/3" as 1."""

    impl = Text
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Fraction]):
        """Refuses everything but equality."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
            if op.__name__ in {"eq", "ne", "is_", "is_not"}:
                return super().operate(op, *other, **kwargs)
            name = op.__name__
            raise TypeError(
                f"SQL cannot do {name} on exact fractions; use the REAL column beside it"
            )

    comparator_factory = Comparator

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Fraction | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError("SQL cannot add exact fractions up; use the REAL column beside it")
        return exact(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. Naive times are refused."""

    impl = DateTime
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        # SQLite has no times: this reads what SQLAlchemy writes there, and every page reads many.
        if dialect.name == "sqlite":
            return _read_time
        return super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _read_time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)
