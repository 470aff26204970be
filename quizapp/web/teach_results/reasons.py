"""The reason for what a teacher does to one pupil's attempt: it stands on record."""

from __future__ import annotations

from typing import Final

REASON_LENGTH: Final = 500


def clean_reason(text: str | None) -> str:
    """Return what was typed, in one line and no longer than is kept."""
    return " ".join((text or "").split())[:REASON_LENGTH]
