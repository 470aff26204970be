"""Databases as older versions left them: today's rows in the tables of an older schema."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, MetaData, Table, insert, select

from quizapp.cli.demo import command as demo
from quizapp.storage import accounts
from quizapp.storage.database import IMMEDIATE, make_engine
from quizapp.storage.migrate import make_config
from quizapp.storage.models import Role
from quizapp.storage.start import open_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUSE = Path(__file__).parents[2]
KEYS = {"attempts": "id", "answers": "attempt_id", "marks": "attempt_id"}
Rows = dict[str, list[dict[str, Any]]]


def revisions() -> list[str]:
    """Return every schema there was, the oldest first; the last is today's."""
    with make_engine("sqlite://").connect() as connection:
        scripts = ScriptDirectory.from_config(make_config(connection))
        return [script.revision for script in scripts.walk_revisions()][::-1]


def make_newest(folder: Path, pupils: int) -> Path:
    """Make a database of today with a class that has worked for weeks; return its file."""
    (folder / "questions").mkdir(parents=True)
    for name in ("gull-rock.yaml", "tomahawk-request.yaml"):
        shutil.copy(HOUSE / "questions" / name, folder / "questions")
    path = folder / "instance" / "quizapp.sqlite"
    path.parent.mkdir()
    database, _ = open_database(f"sqlite:///{path}", NOW)
    database.write(lambda c: accounts.add_account(c, None, "Ann", "ann", Role.ADMINISTRATOR, NOW))
    database.close()
    folders = ["--questions", str(folder / "questions"), "--instance", str(path.parent)]
    made = CliRunner().invoke(demo, ["--pupils", str(pupils), *folders])
    assert made.exit_code == 0, made.output
    return path


def make_old(newest: Path, revision: str, url: str) -> None:
    """Write today's rows into the tables of an older schema, as far as it has their columns.

    `newest` is an SQLite file; at `url` there may be any database, still empty.
    """
    old, new = make_engine(url), make_engine(f"sqlite:///{newest}")
    with old.begin() as connection:
        command.upgrade(make_config(connection), revision)
    tables = tables_of(old)
    rows = rows_of(new)
    with old.connect() as connection:
        # Tables refer to each other in both directions; what is copied was whole.
        is_sqlite = old.dialect.name == "sqlite"
        connection.exec_driver_sql(
            "PRAGMA foreign_keys = OFF" if is_sqlite else "SET session_replication_role = replica"
        )
        connection.commit()
        with connection.execution_options(**{IMMEDIATE: True}).begin():
            for name, table in tables.items():
                _copy(connection, table, rows.get(name, []))
    old.dispose()
    new.dispose()


def _copy(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.name == "alembic_version" or not rows:
        return
    known = table.columns.keys() & rows[0].keys()
    needed = {c.name for c in table.columns if not c.nullable and c.server_default is None}
    assert needed <= known, f"{table.name} once needed {needed - known}: say what it held"
    connection.execute(insert(table), [{name: row[name] for name in known} for row in rows])


def grow(path: Path, size: int) -> None:
    """Multiply the attempts of a database, with answers and marks, until it has so many bytes."""
    engine, step = make_engine(f"sqlite:///{path}"), size // 8 // path.stat().st_size
    tables = tables_of(engine)
    with engine.connect() as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        for name, key in KEYS.items():
            connection.exec_driver_sql(
                f"CREATE TEMP TABLE old_{name} AS SELECT * FROM {name} "
                f"WHERE {key} IN (SELECT id FROM attempts WHERE state <> 'open')"
            )
        first = 1
        while path.stat().st_size < size:
            for name, key in KEYS.items():
                columns = [f'"{column.name}"' for column in tables[name].columns]
                copied = [f"printf('%06d', n) || {key}" if c == f'"{key}"' else c for c in columns]
                # In the order of the keys: each goes to the end of its index.
                connection.exec_driver_sql(
                    "WITH RECURSIVE t(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM t WHERE n < ?) "
                    f"INSERT INTO {name} ({', '.join(columns)}) "
                    f"SELECT {', '.join(copied)} FROM t CROSS JOIN old_{name}",
                    (first, first + step),
                )
            first += step + 1
    engine.dispose()


def tables_of(engine: Engine) -> dict[str, Table]:
    found = MetaData()
    found.reflect(engine)
    return {table.name: table for table in found.sorted_tables}


def rows_of(engine: Engine) -> Rows:
    """Return all rows of all tables, as they lie there."""
    tables = tables_of(engine)
    with engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in tables.items()
        }
