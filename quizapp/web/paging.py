"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from flask import request

PAGE: Final = 50


class Paged(NamedTuple):
    """Which page of a list it is, from 1, how many there are, and what stands on it."""

    page: int
    pages: int
    shown: Sequence[Any] = ()

    @property
    def before(self) -> int:
        """Return how many things stand on the pages before it."""
        return (self.page - 1) * PAGE


def page_of(count: int) -> Paged:
    """Return which page of so many things the address asks for, or the nearest there is."""
    pages = max(1, -(-count // PAGE))
    return Paged(min(max(1, request.args.get("page", 1, type=int)), pages), pages)


def paged(things: Sequence[Any]) -> Paged:
    """Return the page that the address asks for with what stands on it."""
    here = page_of(len(things))
    return here._replace(shown=slice_of(things, here.page))


def slice_of(things: Sequence[Any], page: int) -> Sequence[Any]:
    """Return what stands on a page."""
    return things[(page - 1) * PAGE : page * PAGE]
