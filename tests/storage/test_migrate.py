"""The schema: made at the first start, upgraded after a copy, refused when it is newer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect

from quizapp.storage import migrate
from quizapp.storage.answers import Receipt
from quizapp.storage.database import make_engine
from quizapp.storage.models import Base
from quizapp.storage.start import open_database
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases

START = """
import sys
from datetime import UTC, datetime
from quizapp.storage.start import open_database
database, copy = open_database(sys.argv[1], datetime.now(UTC))
print(database.write(lambda c: c.exec_driver_sql("SELECT count(*) FROM readers").scalar()))
"""


def set_revision(house: House, revision: str) -> None:
    def job(connection: object) -> None:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")

    house.database.write(job)


def test_a_fresh_database_is_what_the_models_say(house: House) -> None:
    with house.database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
        indexes = {
            index["name"]: index["dialect_options"]
            for index in inspect(connection).get_indexes("attempts")
        }
    condition = str(indexes["uq_attempts_one_open"][f"{house.database.engine.dialect.name}_where"])
    assert re.sub(r"[()]|::text", "", condition) == "state = 'open'"


def test_the_comparison_would_see_a_column_too_many(house: House) -> None:
    house.database.write(
        lambda c: c.exec_driver_sql("ALTER TABLE readers ADD COLUMN shoe_size TEXT").close()
    )
    with house.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata)


def test_a_second_start_changes_nothing_and_copies_nothing(house: House) -> None:
    database, copy = open_database(house.url, NOW)
    database.close()

    assert copy is None
    assert sorted(house.path.parent.glob("*before-upgrade*")) == []


def test_a_newer_schema_is_refused_in_one_line(house: House) -> None:
    set_revision(house, "9999")

    with pytest.raises(migrate.SchemaTooNewError):
        migrate.upgrade(house.database.engine, NOW)
    with pytest.raises(ValueError, match=r"newer quizapp \(schema 9999\)") as refused:
        open_database(house.url, NOW)
    assert "\n" not in str(refused.value)


@pytest.mark.about_sqlite
def test_the_files_say_the_order_that_alembic_finds() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    chain = [script.revision for script in scripts.walk_revisions()]

    assert migrate.newest_revision() == scripts.get_current_head()
    assert list(migrate._revisions(migrate._SCRIPTS)) == chain[::-1]


@pytest.mark.about_sqlite
def test_a_start_with_nothing_to_upgrade_loads_no_alembic(house: House) -> None:
    code = START + "print([name for name in sys.modules if name.split('.')[0] == 'alembic'])"
    command = [sys.executable, "-c", code, house.url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert told.splitlines()[-1] == "[]"


def test_a_newer_schema_that_says_so_is_worked_with_and_left_alone(house: House) -> None:
    """As in a rolling upgrade: another machine has the next version already."""
    newest = migrate.newest_revision()
    house.database.write(
        lambda c: c.exec_driver_sql("ALTER TABLE readers ADD COLUMN shoe_size TEXT").close()
    )
    set_revision(house, f"9000_since_{newest[:4]}")

    database, copy = open_database(house.url, NOW)
    database.close()
    assert copy is None
    assert isinstance(house.save(house.start(house.add_reader()[1]), 0, "1871"), Receipt)
    assert migrate.current_revision(house.database.engine) == f"9000_since_{newest[:4]}"

    set_revision(house, "9001_since_9000")
    with pytest.raises(ValueError, match="newer quizapp"):
        open_database(house.url, NOW)


def shape(engine: Engine) -> dict[str, bool]:
    """Return every column, and whether a row that does not name it is refused."""
    found = inspect(engine)
    return {
        f"{table}.{column['name']}": not column["nullable"] and column["default"] is None
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


def narrowed(before: dict[str, bool], after: dict[str, bool]) -> set[str]:
    """Return what the version before would miss, or would not fill: see CONTRIBUTING.md."""
    tables = {name.partition(".")[0] for name in before}
    unfilled = {n for n, is_needed in after.items() if is_needed and not before.get(n, False)}
    return (before.keys() - after.keys()) | {n for n in unfilled if n.partition(".")[0] in tables}


@pytest.mark.about_sqlite
def test_a_migration_that_says_so_takes_nothing_from_the_version_before(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    before: dict[str, bool] = {}
    since = ""
    with engine.connect() as connection:
        config = migrate.make_config(connection)
        scripts = [*ScriptDirectory.from_config(config).walk_revisions()][::-1]
        for script in scripts:
            command.upgrade(config, script.revision)
            connection.commit()
            after = shape(engine)
            own_since = script.revision.partition("_since_")[2]
            if own_since:
                assert not narrowed(before, after), script.revision
            # Whom an earlier one has left behind, no later one can take along again.
            since = max(since, own_since or script.revision[:4])
            assert own_since in {"", since}, script.revision
            before = after
    engine.dispose()
    assert len(scripts) > 8


@pytest.mark.about_sqlite
@pytest.mark.parametrize(
    ("statement", "missed"),
    [
        ("ALTER TABLE readers ADD COLUMN shoe_size TEXT", set()),
        ("ALTER TABLE readers ADD COLUMN size TEXT NOT NULL DEFAULT ''", set()),
        ("CREATE TABLE shoes (id INTEGER PRIMARY KEY, size TEXT NOT NULL)", set()),
        ("ALTER TABLE readers DROP COLUMN resume_salt", {"readers.resume_salt"}),
        ("ALTER TABLE kept_comments RENAME COLUMN text TO words", {"text", "words"}),
    ],
)
def test_what_the_version_before_would_miss_is_seen(
    house: House, statement: str, missed: set[str]
) -> None:
    before = shape(house.database.engine)
    house.database.write(lambda c: c.exec_driver_sql(statement).close())

    found = narrowed(before, shape(house.database.engine))
    assert {name.rpartition(".")[2] for name in found} == {n.rpartition(".")[2] for n in missed}


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "quizapp.sqlite"
    path.write_bytes(b"something else entirely " * 100)

    with pytest.raises(ValueError, match="cannot be opened: file is not a database") as refused:
        open_database(f"sqlite:///{path}", NOW)
    assert "\n" not in str(refused.value)


@pytest.mark.about_sqlite
def test_an_older_database_is_copied_and_then_upgraded(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A migration after the newest, made for this test, adds a column."""
    head = migrate.current_revision(house.database.engine)
    house.add_reader("Ann of old")
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    real = Path(migrate.__file__).parent / "migrations"
    (scripts / "env.py").write_text((real / "env.py").read_text())
    for path in (real / "versions").glob("*.py"):
        (scripts / "versions" / path.name).write_text(path.read_text())
    (scripts / "versions" / "9000_more.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '9000', '{head}'\n"
        "def upgrade():\n"
        "    op.add_column('readers', sa.Column('shoe_size', sa.Text()))\n"
    )
    monkeypatch.setattr(migrate, "_SCRIPTS", scripts)
    assert migrate.newest_revision() == "9000"

    copy = migrate.upgrade(house.database.engine, NOW)

    assert copy == Path(f"{house.path}.before-upgrade-20260302-090000")
    assert migrate.current_revision(house.database.engine) == "9000"
    assert "shoe_size" in {c["name"] for c in inspect(house.database.engine).get_columns("readers")}
    old = make_engine(f"sqlite:///{copy}")
    with old.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM readers").scalar() == "Ann of old"
    assert migrate.current_revision(old) == head
    old.dispose()


def test_a_migration_that_fails_leaves_everything_as_it_was(empty_url: str) -> None:
    engine = make_engine(empty_url)

    @event.listens_for(engine, "before_cursor_execute")
    def fail(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE answers" in statement:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        migrate.upgrade(engine, NOW)
    assert inspect(engine).get_table_names() == []
    event.remove(engine, "before_cursor_execute", fail)
    migrate.upgrade(engine, NOW)
    assert migrate.current_revision(engine) == migrate.newest_revision()
    engine.dispose()


def test_processes_that_start_at_once_on_an_empty_database_all_work(empty_url: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START, empty_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    ended = [(process.communicate(timeout=60), process.returncode) for process in started]
    assert [(out, code) for (out, _), code in ended] == [("0\n", 0)] * 4, ended
