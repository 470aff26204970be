"""Who gets what: every route, asked by somebody of each role, answers as routes.toml says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web._matrix import NOTHING, WHO, Matrix
from tests.web._right import HERE, LOCK, RIGHT, SAVE
from tests.web._routes import routes

NOTHING_SHOWN = {"This page was open for too long", "This device does not know that attempt"}
TEACH = {"co-teacher", "teacher", "administrator"}
OF_A_CLASS = ("class_id", "assignment_id", "attempt_id", "reader_id", "question")
TABLE = Path(__file__).with_name("routes.toml")
HOW = f"""
is a route without a row in tests/web/routes.toml. These are the statuses that it gives now, as
{", ".join(WHO)}.
Are they what you want? Is the role asked for in quizapp/web/roles.py? Then paste:

["%s"]
%s
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    world = Matrix(tmp_path_factory.mktemp("world"))
    yield world
    world.close()


def _table() -> dict[tuple[str, str], list[int]]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        (method, rule): [int(status) for status in cells.split()]
        for rule, methods in rows.items()
        for method, cells in methods.items()
    }


def _ask(world: Matrix, method: str, rule: str) -> list[int]:
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


def test_every_route_has_a_row(world: Matrix) -> None:
    missing = {}
    for method, rule in routes(world.app):
        if (method, rule) not in _table():
            cells = " ".join(str(status) for status in _ask(world, method, rule))
            missing.setdefault(rule, []).append(f'{method} = "{cells}"')
    assert not missing, "".join(
        f"\n{rule}{HOW % (rule, chr(10).join(lines))}" for rule, lines in missing.items()
    )


def test_every_row_has_a_route_and_a_cell_for_each_role(world: Matrix) -> None:
    assert set(_table()) <= set(routes(world.app))
    assert {len(cells) for cells in _table().values()} == {len(WHO)}


def test_a_form_that_lacks_fields_is_no_failure(world: Matrix) -> None:
    failed = []
    for method, rule in routes(world.app):
        fields = RIGHT.get((method, rule), NOTHING).fields
        for without in [*([name] for name in fields), [*fields]]:
            for who in ("teacher", "administrator"):
                if world.ask(who, method, rule, without=without).status_code >= 500:
                    failed.append((who, method, rule, without))
                world.restore()
    assert failed == []


def test_every_route_answers_each_role_as_the_table_says(world: Matrix) -> None:
    table = _table()
    found = {key: _ask(world, *key) for key in routes(world.app) if key in table}
    assert found == {key: table[key] for key in found}


def test_no_page_of_a_role_is_shown_again_to_others_when_their_form_is_refused(
    world: Matrix,
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


def _who_may(rule: str) -> set[str]:
    """Return whom a page is for; to everybody else it is not there."""
    if rule.startswith("/attempts/"):
        return {"reader"}
    if not rule.startswith("/teach"):
        return set(WHO)
    if rule.startswith("/teach/people"):
        return {"administrator"}
    if rule.startswith("/teach/views/"):
        return {"teacher"}  # the look is theirs: not even an administrator has somebody else's
    is_of_class = any(name in rule for name in OF_A_CLASS)
    return TEACH if is_of_class else {*TEACH, "colleague"}


def test_what_is_private_is_not_there_for_others() -> None:
    for (method, rule), cells in _table().items():
        told = {who for who, status in zip(WHO, cells, strict=True) if status != 404}
        assert told <= _who_may(rule), (method, rule)


def test_what_a_request_changes_is_seen(world: Matrix) -> None:
    """So the tests above can fail."""
    for who, key in (("teacher", LOCK), ("teacher", SAVE), ("reader", HERE)):
        assert world.ask(who, *key).status_code in {204, 303}
        assert not world.is_as_it_was(), key
        world.restore()
        assert world.is_as_it_was(), key


def test_a_disabled_account_is_as_if_nobody_asked(world: Matrix) -> None:
    # A link to come back to one's attempt may be offered to whoever asks.
    cells = _table().values()
    assert [row for row in cells if row[WHO.index("disabled")] != row[WHO.index("anonymous")]] == []
