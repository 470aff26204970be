"""What pages ask of PostgreSQL: nothing large is read as a whole there either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, make_url

from quizapp.app import create_app
from quizapp.config import Config
from tests.conftest import Clock
from tests.postgres import Server
from tests.web._school import OIL, RIGHT, School

Sent = tuple[Any, Any]
# Tables of a few rows are read as a whole wherever that is quicker, so other ways are made cheap:
# what is read as a whole now has no index that would help.
_RATHER_BY_INDEX = ("seqscan", "hashjoin", "mergejoin")
PAGES = (
    "/teach",
    "/teach/bank",
    "/teach/classes",
    "/teach/classes/{class_id}",
    "/teach/classes/{class_id}/roster",
    "/teach/classes/{class_id}/results",
    "/teach/quizzes/lighthouse",
    "/teach/quizzes/lighthouse?class={class_id}",
    "/teach/quizzes/lighthouse/analysis",
    "/teach/near-misses/lighthouse",
    "/teach/marking",
    "/teach/attempts/{attempt}",
    "/teach/pupils/{pupil}",
    "/history",
    "/",
)
READ_AS_A_WHOLE = {
    "file_versions: /teach/bank": "Names alone, out of an index.",
    "hand_marks: /teach": "What was marked by hand is what the page counts.",
    "hand_marks: /teach/marking": "What was marked by hand is what the page counts.",
}
# Who sits where: PostgreSQL may read that once and keep it, or look for each attempt in an index.
HASHED = "seats"


class Asked:
    """Pages of a school on PostgreSQL, and what each sent to the database."""

    def __init__(self, app: Any, clock: Clock, heard: list[Sent]) -> None:
        school = School(app, clock)
        pupil = school.pupil("Mira")
        attempt = school.take(pupil, [RIGHT, OIL], school.give())
        names = {"class_id": school.class_id, "attempt": attempt, "pupil": pupil}
        self.sent: dict[str, list[Sent]] = {}
        for page in PAGES:
            heard.clear()
            assert school.teacher.get(page.format(**names)).status_code == 200, page
            self.sent[page] = list(heard)


@pytest.fixture
def database_url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
def asked(config: Config, clock: Clock) -> Iterator[Asked]:
    heard: list[Sent] = []

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            heard.append((query, params))
            return super().execute(query, params, **more)

    def listen(connection: Any, _record: object) -> None:
        connection.cursor_factory = Cursor

    event.listen(Engine, "connect", listen)
    app = create_app(config, clock)
    try:
        yield Asked(app, clock, heard)
    finally:
        event.remove(Engine, "connect", listen)
        app.extensions["quizapp"].database.close()


@pytest.fixture
def explain(postgres: Server, database_url: str) -> Iterator[Any]:
    with postgres.connect(str(make_url(database_url).database)) as connection:
        for way in _RATHER_BY_INDEX:
            connection.execute(f"SET enable_{way} = off")
        yield connection


def read_as_a_whole(connection: Any, page: str, sent: list[Sent]) -> dict[str, str]:
    """Return which tables a page reads as a whole, with the statement."""
    partial = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
    kept_small = {name for (name,) in connection.execute(partial)}
    found = {}
    for query, params in sent:
        if str(query).lstrip().startswith(("SELECT", "WITH")):
            statement = psycopg.ClientCursor(connection).mogrify(query, params)
            ((plan,),) = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}").fetchall()
            for table in _whole(plan[0]["Plan"], kept_small):
                found[f"{table}: {page}"] = statement
    return found


def _whole(node: dict[str, Any], kept_small: set[str]) -> Iterator[str]:
    kind, has_condition = node["Node Type"], "Index Cond" in node
    is_whole_index = kind.startswith("Index") and not has_condition
    if kind == "Seq Scan" or (is_whole_index and node["Index Name"] not in kept_small):
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _whole(inner, kept_small)


def test_no_page_reads_a_table_of_postgresql_as_a_whole(asked: Asked, explain: Any) -> None:
    found = {
        place: statement
        for page, sent in asked.sent.items()
        for place, statement in read_as_a_whole(explain, page, sent).items()
        if not place.startswith(f"{HASHED}:")
    }
    assert {place: text for place, text in found.items() if place not in READ_AS_A_WHOLE} == {}

    # And it would be seen.
    explain.execute("DROP INDEX ix_attempts_reader_id_quiz, uq_attempts_one_open")
    assert "attempts: /history" in read_as_a_whole(explain, "/history", asked.sent["/history"])
