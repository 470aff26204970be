"""Why a question is left out, on its way in or out."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818  # it says why a question is left out
    """A question of another program cannot be taken; its text says why, in words."""


class NoPlace(Exception):  # noqa: N818  # it says why a question is left out
    """A format cannot hold a question; its text says why, in words."""
