"""What each page asks of the database: how often, and that nothing large is read as a whole."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp import background
from quizapp.core.terms import Conditions
from quizapp.storage import assignments
from tests.load.crowd import Crowd, add_crowd
from tests.web import _walk
from tests.web._routes import routes
from tests.web._statements import Statements, heard_statements, scanned_tables
from tests.web._world import WHO, World

TABLE = Path(__file__).with_name("queries.toml")
PUPILS = 12
QUIZZES = [f"other-{n:05}" for n in range(6)]
Counts = dict[tuple[str, str], int]


class Walk:
    """A world, and all that was asked of its database: by page, and by who asked."""

    def __init__(self, folder: Path, heard: Statements) -> None:
        self.heard = heard
        self.world = World(folder)
        self.statements: dict[str, set[str]] = defaultdict(set)
        self.in_small = self.see_all()
        _walk.hand_in(self.world.client("reader"), self.world.attempt)
        self.note("handing in")
        self.take("lighthouse")
        for key, count in self.see_all().items():
            self.in_small[key] = max(count, self.in_small[key])
        self.grow()
        self.in_large = self.see_all()
        self.do_the_rest()

    def see_all(self) -> Counts:
        """Look at every page as everybody; return how many statements each took."""
        counts = {}
        for method, rule in routes(self.world.app):
            for who in WHO[:4] if method == "GET" else ():
                self.heard.clear()
                self.world.ask(who, method, rule)
                counts[rule, who] = self.note(rule)
        return counts

    def note(self, what: str) -> int:
        sent = self.heard.clear()
        for statement in sent:
            self.statements[statement].add(what)
        return len(sent)

    def grow(self) -> None:
        """Add pupils to the class, quizzes to the bank and to the class, and attempts at them.

        The reader takes these quizzes as well, and the one of before again.
        """
        parts, world = self.world.parts, self.world
        text = (parts.bank.folder / "lighthouse.yaml").read_text()
        for name in QUIZZES:
            (parts.bank.folder / f"{name}.yaml").write_text(text)
        parts.bank.refresh()
        attempt = world.attempt.removeprefix("/attempts/")
        crowds = [
            Crowd(attempt, PUPILS, class_id=world.class_id),
            Crowd(attempt, PUPILS * 3, len(QUIZZES), each=6, class_id=world.class_id),
        ]
        for crowd in crowds:
            parts.database.write(lambda c, crowd=crowd: add_crowd(c, crowd))
        owner = world.teacher.reader_id
        for name in QUIZZES:
            parts.database.write(
                lambda c, name=name: assignments.add_assignment(
                    c, world.class_id, name, Conditions(), owner, world.clock.now
                )
            )
        for name in (*QUIZZES[1:], "lighthouse", "lighthouse"):
            self.take(name)

    def take(self, name: str) -> None:
        """Let the reader take a quiz and hand it in."""
        client = self.world.client("reader")
        _walk.hand_in(client, _walk.start(client, name))

    def do_the_rest(self) -> None:
        """Take a quiz, and let the background do its work."""
        self.heard.clear()
        client = self.world.client("reader")
        attempt = _walk.start(client, QUIZZES[0])
        self.note("starting")
        _walk.answer(client, attempt, 2, "whale oil")
        self.note("answering")
        background.sweep(self.world.parts)
        self.note("the sweep")
        background.tidy(self.world.parts)
        self.note("tidying")

    def scans(self) -> dict[str, str]:
        """Return which tables are read as a whole where, with the statement."""
        raw = self.world.parts.database.engine.raw_connection()
        try:
            return {
                f"{table}: {place}": statement
                for statement, places in list(self.statements.items())
                for table in scanned_tables(raw.driver_connection, statement)
                for place in places
            }
        finally:
            raw.close()


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with heard_statements() as heard:
        walk = Walk(tmp_path_factory.mktemp("world"), heard)
        yield walk
        walk.world.close()


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, object]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def test_no_page_asks_more_often_than_the_table_says(
    walk: Walk, table: dict[str, dict[str, int]]
) -> None:
    most: dict[str, int] = {}
    for (rule, _), count in walk.in_large.items():
        most[rule] = max(count, most.get(rule, 0))
    asking = {rule: count for rule, count in most.items() if count}
    others = dict(asking.items() ^ table["queries"].items())

    assert not others, "tests/web/queries.toml says something else than:\n" + "\n".join(
        f'"{rule}" = {asking.get(rule, 0)}' for rule in sorted(others)
    )


def test_how_often_a_page_asks_does_not_grow_with_what_it_shows(walk: Walk) -> None:
    grown = {key: (walk.in_small[key], n) for key, n in walk.in_large.items()}

    assert {key: pair for key, pair in grown.items() if pair[0] < pair[1]} == {}


def test_no_statement_reads_a_table_as_a_whole(
    walk: Walk, table: dict[str, dict[str, object]]
) -> None:
    found = walk.scans()

    assert {place: text for place, text in found.items() if place not in table["scans"]} == {}
    assert set(table["scans"]) <= set(found), "no longer read as a whole"


@pytest.mark.parametrize("group", ["class", "assignment"])
@pytest.mark.parametrize("page", ["", "/analysis", "/map", "/download/answers.csv"])
def test_a_group_s_work_is_not_looked_for_among_all_that_was_done_with_a_quiz(
    walk: Walk, page: str, group: str
) -> None:
    number = {"class": walk.world.class_id, "assignment": walk.world.assignment_id}[group]
    walk.heard.clear()
    path = f"/teach/quizzes/lighthouse{page}?{group}={number}"
    assert walk.world.client("teacher").get(path).status_code == 200
    sent = [text for text in walk.heard.clear() if text.startswith("SELECT") and "attempts" in text]

    assert sent
    with walk.world.parts.database.read() as connection:
        raw = connection.connection.driver_connection
        for text in sent:
            plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {text}")]
            assert not [step for step in plan if "(quiz=?" in step], text


def test_an_index_that_is_gone_is_seen(walk: Walk) -> None:
    with walk.world.parts.database.read() as connection:
        raw = connection.connection.driver_connection
        raw.execute("BEGIN")
        raw.execute("DROP INDEX ix_attempts_reader_id_quiz")
        statements = [text for text, places in walk.statements.items() if "/history" in places]
        scanned = [scanned_tables(raw, statement) for statement in statements]
        raw.execute("ROLLBACK")

    assert {"attempts"} in scanned
