"""What the server gets: one piece, unless a reply is made while it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from quizapp.web.replies import Reply


def ask(reply: Reply, method: str = "GET") -> Any:
    return reply(EnvironBuilder(method=method).get_environ(), lambda *_: None)


def test_a_page_goes_out_in_one_piece_and_is_closed() -> None:
    reply, closed = Reply("a page"), []
    reply.call_on_close(lambda: closed.append("closed"))

    assert ask(reply) == [b"a page"]
    assert closed == ["closed"]


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 304)])
def test_where_only_the_head_is_asked_for_nothing_else_goes_out(method: str, status: int) -> None:
    assert ask(Reply("a page", status), method) == []


def test_what_is_made_while_it_goes_out_is_waited_for_piece_by_piece() -> None:
    made: list[str] = []

    def pieces() -> Iterator[str]:
        for piece in ("one", "two"):
            made.append(piece)
            yield piece

    found = ask(Reply(pieces()))
    assert made == []
    assert next(iter(found)) == b"one"
    assert made == ["one"]
