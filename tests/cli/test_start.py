"""What cannot be served is refused in one clear line, and nothing is repaired or lost."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from quizapp.cli import serve
from quizapp.storage.database import sqlite_module
from quizapp.storage.sqlite_version import has_wal_reset_bug
from tests.cli.conftest import SOUND, Run
from tests.cli.test_command import QUIZAPP
from tests.cli.test_db import spoil

DATABASE = Path("instance", "quizapp.sqlite")
Harm = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _house(folder: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("questions").mkdir()
    Path("questions", "sound.yaml").write_text(SOUND)
    DATABASE.parent.mkdir()
    copy(empty_database, DATABASE)
    monkeypatch.setattr(serve, "_run", started)


class StartedError(Exception):
    """The server would run now."""


def started(_config: object) -> None:
    raise StartedError


def run_sql(statement: str) -> None:
    connection = sqlite3.connect(DATABASE)
    connection.execute(statement)
    connection.commit()
    connection.close()


def statement(text: str) -> Harm:
    return lambda _: run_sql(text)


def write(content: bytes) -> Harm:
    return lambda _: DATABASE.write_bytes(content) and None


def cut(_: pytest.MonkeyPatch) -> None:
    DATABASE.write_bytes(DATABASE.read_bytes()[:-4096])


def folder_in_its_place(_: pytest.MonkeyPatch) -> None:
    DATABASE.unlink()
    DATABASE.mkdir()


def other_program(_: pytest.MonkeyPatch) -> None:
    DATABASE.unlink()
    run_sql("CREATE TABLE moz_bookmarks (id INTEGER)")


def on(kind: str) -> Harm:
    def harm(monkeypatch: pytest.MonkeyPatch) -> None:
        mounts = Path("mountinfo")
        lines = [
            "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw",
            f"23 22 0:40 / {Path.cwd()} rw shared:2 - {kind} host:/x rw,trans=tcp",
        ]
        mounts.write_text("\n".join(lines))
        monkeypatch.setattr("quizapp.storage.file_system._MOUNTS", mounts)

    return harm


def may_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may read everything, and tests may run as root.
    real = os.access
    closed = DATABASE.resolve()
    monkeypatch.setattr("os.access", lambda path, mode: path != closed and real(path, mode))


def set_to(**values: str) -> Harm:
    def harm(monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"QUIZAPP_{name.upper()}", value)

    return harm


def settings(text: str) -> Harm:
    return lambda _: Path("instance", "config.toml").write_text(text) and None


def file_in_place_of_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("file").write_text("")
    monkeypatch.setenv("QUIZAPP_INSTANCE", "file")


def no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_QUESTIONS", "nowhere")


CASES: dict[str, tuple[Harm, str]] = {
    "noise in a page": (lambda _: spoil(DATABASE, "answers"), "damaged"),
    "a page is gone": (cut, "malformed|damaged"),
    "no database": (write(b"Dear diary, " * 1000), "not a database"),
    "a folder": (folder_in_its_place, "is a folder"),
    "another program's": (other_program, "no database of quizapp.*moz_bookmarks"),
    "a column is gone": (
        statement("ALTER TABLE answers DROP COLUMN digest"),
        "has no answers.digest",
    ),
    "a table is gone": (statement("DROP TABLE presences"), "has no presences"),
    "newer": (statement("UPDATE alembic_version SET version_num = '9999'"), "newer quizapp"),
    "may not be read": (may_not_read, "cannot be read and written"),
    "on NFS": (on("nfs4"), "network disk .nfs4."),
    "on SMB": (on("cifs"), "network disk .cifs."),
    "on 9p": (on("9p"), "network disk .9p."),
    "no such address": (set_to(database_url="nonsense"), "QUIZAPP_DATABASE_URL"),
    "no such database": (set_to(database_url="oracle://host/x"), "QUIZAPP_DATABASE_URL"),
    "secret too short": (set_to(secret_key="short"), "QUIZAPP_SECRET_KEY"),
    "unknown setting": (settings("prot = 8000"), "did you mean port"),
    "settings that are no TOML": (settings("port: 8000"), "config.toml cannot be read"),
    "instance is a file": (file_in_place_of_instance, "is no folder"),
    "no questions": (no_questions, "There is no folder nowhere"),
    "no such host": (set_to(host="no.such.host.invalid"), "There is no address"),
}


@pytest.mark.parametrize("case", CASES)
def test_r17_what_cannot_be_served_is_refused_in_one_line(
    case: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm, words = CASES[case]
    harm(monkeypatch)
    before = DATABASE.read_bytes() if DATABASE.is_file() else b""
    began = time.monotonic()

    done = run("serve", "--port", "0")

    assert done.exit_code == 2
    assert time.monotonic() - began < 5
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert re.search(words, line), line
    assert before == (DATABASE.read_bytes() if DATABASE.is_file() else b"")


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["teacher-link"]])
def test_a_database_that_another_program_holds_is_one_line_and_no_traceback(
    command: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quizapp.storage.database._BUSY_MS", 100)
    with closing(sqlite_module().connect(DATABASE)) as other:
        other.isolation_level = None
        other.execute("BEGIN EXCLUSIVE")
        done = run(*command)
    assert done.exit_code == 2
    [line] = done.stderr.splitlines()
    assert "database is locked" in line


def test_what_is_whole_is_served(run: Run) -> None:
    with pytest.raises(StartedError):
        run("serve", "--port", "0")


def test_a_new_database_is_for_its_owner_alone(run: Run) -> None:
    DATABASE.unlink()
    with pytest.raises(StartedError):
        run("serve", "--port", "0")
    assert DATABASE.stat().st_mode & 0o777 == 0o600


def serve_for_real(port: str) -> subprocess.CompletedProcess[str]:
    command = [*QUIZAPP, "serve", "--port", port]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_port_in_use_and_a_damaged_database_end_the_process_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        first = serve_for_real(port)
    spoil(DATABASE, "answers")
    second = serve_for_real(port)
    for done, words in ((first, "Is quizapp running already?"), (second, "is damaged")):
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


def test_an_sqlite_that_can_damage_its_log_is_told_of(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("quizapp.storage.sqlite_version.sqlite_version", lambda: "3.40.1")
    monkeypatch.setattr(serve, "_run", lambda _config: None)
    assert "This SQLite (3.40.1) can damage" in run("serve", "--port", "0").stderr


@pytest.mark.parametrize(
    ("version", "is_bad"), [("3.6.23", False), ("3.7.0", True), ("3.51.2", True), ("3.51.3", False)]
)
def test_the_versions_of_sqlite_that_can(version: str, is_bad: bool) -> None:
    assert has_wal_reset_bug(version) == is_bad


def test_the_password_of_a_database_is_in_no_message(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", "postgresql://anna:canary@127.0.0.1:1/none")
    done = run("serve", "--port", "0")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "canary" not in done.stderr
