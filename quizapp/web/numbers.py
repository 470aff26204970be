"""Numbers in addresses and forms: one that no row can have is none, and no database is asked."""

from __future__ import annotations

from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

ROWS: Final = 2**31 - 1
"""The largest number of a row: PostgreSQL refuses a larger one, SQLite one of 64 bits."""


def number(text: str | None, least: int, most: int) -> int | None:
    """Read a number; one that is none counts as missing."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return int(text) if least <= int(text) <= most else None


def row_number(text: str) -> int:
    """Read the number of a row. Raises ValueError."""
    found = number(text, 0, ROWS)
    if found is None:
        raise ValueError(text)
    return found


class _RowNumber(IntegerConverter):
    """Where an address has a number, the page of one that no row can have is not there."""

    def to_python(self, value: str) -> int:
        try:
            return row_number(value)
        except ValueError as error:
            raise ValidationError from error


def init_app(app: Flask) -> None:
    """Read the numbers in addresses so; before any route is made."""
    app.url_map.converters["int"] = _RowNumber
