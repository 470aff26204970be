"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from flask import request

PAGE: Final = 50


class Paged(NamedTuple):
    """The things on a page; which page it is, from 1, and how many there are."""

    shown: Sequence[Any]
    page: int
    pages: int


def paged(things: Sequence[Any]) -> Paged:
    """Return the page that the address asks for, or the nearest one that there is."""
    pages = max(1, -(-len(things) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return Paged(slice_of(things, page), page, pages)


def slice_of(things: Sequence[Any], page: int) -> Sequence[Any]:
    """Return what stands on a page."""
    return things[(page - 1) * PAGE : page * PAGE]
