"""Who gets what: every route, asked by somebody of each role, answers as routes.toml says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web._routes import routes
from tests.web._world import WHO, World

NOTHING_SHOWN = {"This page was open for too long", "This device does not know that attempt"}
TABLE = Path(__file__).with_name("routes.toml")
HOW = f"""
is a route without a row in tests/web/routes.toml. These are the statuses that it gives now, as
{", ".join(WHO)}.
Are they what you want? Is the role asked for in quizapp/web/roles.py? Then paste:

["%s"]
%s
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    yield world
    world.close()


def _table() -> dict[tuple[str, str], list[int]]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        (method, rule): [int(status) for status in cells.split()]
        for rule, methods in rows.items()
        for method, cells in methods.items()
    }


def _ask(world: World, method: str, rule: str) -> list[int]:
    """Ask as everybody; what was refused, or only looked at, has changed nothing."""
    statuses = []
    for who in WHO:
        reply = world.ask(who, method, rule)
        statuses.append(reply.status_code)
        if method == "GET" or reply.status_code >= 400:
            assert world.is_as_it_was(), (who, method, rule)
        else:
            world.restore()
    return statuses


def test_every_route_has_a_row(world: World) -> None:
    missing = {}
    for method, rule in routes(world.app):
        if (method, rule) not in _table():
            cells = " ".join(str(status) for status in _ask(world, method, rule))
            missing.setdefault(rule, []).append(f'{method} = "{cells}"')
    assert not missing, "".join(
        f"\n{rule}{HOW % (rule, chr(10).join(lines))}" for rule, lines in missing.items()
    )


def test_every_row_has_a_route_and_a_cell_for_each_role(world: World) -> None:
    assert set(_table()) <= set(routes(world.app))
    assert {len(cells) for cells in _table().values()} == {len(WHO)}


def test_every_route_answers_each_role_as_the_table_says(world: World) -> None:
    table = _table()
    found = {key: _ask(world, *key) for key in routes(world.app) if key in table}
    assert found == {key: table[key] for key in found}


def test_no_page_of_a_role_is_shown_again_to_others_when_their_form_is_refused(
    world: World,
) -> None:
    """A form without its token is shown again by the view itself: its guards are asked first."""
    table = _table()
    for method, rule in routes(world.app):
        if method == "GET" or ("GET", rule) not in table:
            continue
        for who, may_see in zip(WHO, table["GET", rule], strict=True):
            reply = world.ask(who, method, rule, with_token=False)
            assert reply.status_code in {400, 404}, (who, method, rule)
            if may_see >= 300:
                assert re.search(r"<h1>(.*)</h1>", reply.text)[1] in NOTHING_SHOWN, (who, rule)


def test_a_disabled_account_is_as_if_nobody_asked(world: World) -> None:
    # A link to come back to one's attempt may be offered to whoever asks.
    cells = _table().values()
    assert [row for row in cells if row[WHO.index("disabled")] != row[WHO.index("anonymous")]] == []
