"""`quizapp doctor`: each thing that may be wrong is found, and has a cure."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from quizapp.app import create_app
from quizapp.cli._checkup import reach
from quizapp.cli._checkup.program import _packages
from quizapp.config import Config
from quizapp.storage.backup_folder import new_path
from quizapp.web.machines_seen import HEADER, question
from tests.cli.conftest import SOUND, WRONG, Run
from tests.cli.test_db import spoil

DATABASE = Path("instance", "quizapp.sqlite")
SECRET = "a secret of the tests, as long as a real one"


@pytest.fixture(autouse=True)
def _house(folder: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("questions").mkdir()
    Path("questions", "sound.yaml").write_text(SOUND)
    DATABASE.parent.mkdir(mode=0o700)
    copy(empty_database, DATABASE)
    DATABASE.chmod(0o600)
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", SECRET)
    monkeypatch.setenv("QUIZAPP_PORT", "1")  # where nothing listens


@pytest.fixture
def backup(run: Run) -> Path:
    run("db", "backup")
    return next(Path("instance", "backups").glob("*.sqlite"))


def look(run: Run, *arguments: str) -> dict[str, dict[str, str]]:
    """Return the worst that was found of each subject."""
    done = run("doctor", "--json", *arguments)
    worst: dict[str, dict[str, str]] = {}
    order = ["ok", "warning", "fault"]
    for one in json.loads(done.stdout):
        known = worst.get(one["subject"])
        if not known or order.index(one["level"]) > order.index(known["level"]):
            worst[one["subject"]] = one
        assert bool(one["cure"]) == (one["level"] != "ok"), one
    assert done.exit_code == any(one["level"] == "fault" for one in worst.values())
    return worst


def test_all_is_well(run: Run, backup: Path) -> None:
    before = sorted(Path("instance").rglob("*"))
    found = look(run)
    assert {name: one["level"] for name, one in found.items() if one["level"] != "ok"} == {}
    assert set(found) == {
        "settings", "quizapp", "SQLite", "packages", "database", "durability", "disk",
        "permissions", "clock", "time zone", "https", "proxies", "port", "backups", "bank",
    }  # fmt: skip
    assert sorted(Path("instance").rglob("*")) == before


def test_the_report_is_lines_with_their_cures(run: Run) -> None:
    lines = run("doctor").stdout.splitlines()
    place = lines.index("warning  backups      there is none in instance/backups")
    assert lines[place + 1].strip() == "-> quizapp db backup"


def sql(statement: str) -> Callable[..., None]:
    def harm(*_: object) -> None:
        connection = sqlite3.connect(DATABASE)
        connection.execute(statement)
        connection.commit()
        connection.close()

    return harm


def environment(**values: str) -> Callable[..., None]:
    def harm(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"QUIZAPP_{name.upper()}", value)

    return harm


def little_room(free: int) -> Callable[..., None]:
    class Disk:
        pass

    Disk.free = free  # type: ignore[attr-defined]

    def harm(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("quizapp.cli._checkup.place.shutil.disk_usage", lambda _: Disk)

    return harm


def open_to_all(_backup: Path, _: object) -> None:
    DATABASE.parent.chmod(0o755)
    (DATABASE.parent / "secret_key").write_text(SECRET)
    (DATABASE.parent / "secret_key").chmod(0o644)


def database_open_to_all(_backup: Path, _: object) -> None:
    DATABASE.parent.chmod(0o755)
    DATABASE.chmod(0o644)


def not_ours(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everything, and tests may run as root.
    real, closed = os.access, Path("instance", "backups")
    monkeypatch.setattr("os.access", lambda path, mode: path != closed and real(path, mode))


def future_backup(_backup: Path, _: object) -> None:
    new_path(DATABASE.parent / "backups", datetime.now(UTC) + timedelta(hours=2)).touch()


def old_backup(backup: Path, _: object) -> None:
    for path in backup.parent.iterdir():
        path.unlink()
    new_path(backup.parent, datetime.now(UTC) - timedelta(days=3)).touch()


def damaged_backup(backup: Path, _: object) -> None:
    backup.write_bytes(backup.read_bytes() + b" ")


def disk_of_another_time(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr("quizapp.cli._checkup.place.time.time", lambda: real() + 100)


def elsewhere(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()


def old_sqlite(_backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.cli._checkup.program.sqlite_version", lambda: "3.40.1")


def broken_file(_backup: Path, _: object) -> None:
    Path("questions", "wrong.yaml").write_text(WRONG)


PUBLIC = "https://quiz.example.org"
CASES: list[tuple[str, str, Callable[..., None], str]] = [
    ("SQLite", "warning", old_sqlite, "3.40.1"),
    ("settings", "fault", environment(threads="99"), "QUIZAPP_THREADS"),
    ("database", "fault", lambda *_: spoil(DATABASE, "answers"), "malformed"),
    ("database", "fault", sql("DROP TABLE presences"), "has no presences"),
    ("database", "fault", sql("DROP INDEX uq_attempts_one_open"), "no index"),
    ("database", "fault", sql("UPDATE alembic_version SET version_num='9999'"), "newer quizapp"),
    ("database", "warning", sql("UPDATE alembic_version SET version_num='0001'"), "older"),
    ("database", "fault", environment(database_url="postgresql://x@127.0.0.1:1/x"), "opened"),
    ("database", "fault", environment(database_url="nonsense"), "looked at"),
    ("disk", "warning", little_room(500_000_000), "0.5 GB"),
    ("disk", "fault", little_room(1_000), "0.0 GB"),
    ("permissions", "fault", open_to_all, "secret_key"),
    ("permissions", "warning", database_open_to_all, "quizapp.sqlite"),
    ("permissions", "fault", not_ours, "cannot write instance/backups"),
    ("clock", "fault", future_backup, "was stored at"),
    ("clock", "warning", disk_of_another_time, "the disk is -100 s apart"),
    ("time zone", "warning", elsewhere, "lives elsewhere"),
    ("https", "fault", environment(public_url=PUBLIC), "not set"),
    ("https", "fault", environment(https="true", public_url="http://x.org"), "is not https"),
    ("https", "warning", environment(https="true"), "another name"),
    ("proxies", "warning", environment(https="true", public_url=PUBLIC), "one address"),
    ("proxies", "warning", environment(proxies="1", host="::"), "forges"),
    ("backups", "warning", old_backup, "3 days old"),
    ("backups", "fault", damaged_backup, "SHA-256"),
    ("bank", "warning", broken_file, "wrong.yaml"),
    ("bank", "fault", environment(questions="nowhere"), "no folder"),
]


@pytest.mark.parametrize(("subject", "level", "harm", "words"), CASES)
def test_what_is_wrong_is_found(
    subject: str,
    level: str,
    harm: Callable[..., None],
    words: str,
    run: Run,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    harm(backup, monkeypatch)
    try:
        found = look(run)[subject]
    finally:
        monkeypatch.delenv("TZ", raising=False)
        time.tzset()
    assert (found["level"], words in found["words"]) == (level, True), found


def test_a_postgresql_that_may_lose_what_it_committed_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", postgres_url)
    found = look(run)
    assert "fsync is off" in found["durability"]["words"]
    assert found["durability"]["level"] == "fault"
    assert found["database"]["words"].startswith("postgresql, schema ")
    assert "the database" in found["clock"]["words"]


def test_a_machine_with_another_secret_key_is_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE_URL", postgres_url)
    for key, level in ((SECRET, "ok"), (SECRET[::-1], "fault")):
        config = Config(Path("questions"), Path("other"), database_url=postgres_url, secret_key=key)
        database = create_app(config).extensions["quizapp"].database
        found = look(run)["secret key"]
        database.close()
        assert (found["level"], "another one is used" in found["words"]) == (
            level,
            level == "fault",
        )


def test_packages_that_are_missing_or_old_are_found() -> None:
    found = list(_packages(["flask>=99", "no-such-package>=1", "tzdata>=1 ; sys_platform == 'x'"]))
    assert [one.words for one in found][:2] == [
        f"flask is {__import__('importlib.metadata').metadata.version('flask')}, older than 99",
        "no-such-package is not installed",
    ]


# The running server


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Proxy:
    """Stands in front of the app, and passes the asker's address on as often as it is told."""

    def __init__(self, app: Any) -> None:
        self.app, self.passed_on, self.host = app, 0, ""

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        environ["HTTP_X_FORWARDED_FOR"] = ", ".join(["203.0.113.9"] * self.passed_on)
        environ["HTTP_HOST"] = self.host or environ["HTTP_HOST"]
        return self.app(environ, start)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    config = Config(questions=Path("questions"), instance=Path("instance"), secret_key=SECRET)
    app = create_app(config)
    proxy = Proxy(app)
    server = make_server("127.0.0.1", 0, proxy, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    monkeypatch.setenv("QUIZAPP_PORT", str(server.server_port))
    yield proxy
    server.shutdown()
    server.server_close()
    app.extensions["quizapp"].database.close()


def url() -> str:
    return f"http://127.0.0.1:{os.environ['QUIZAPP_PORT']}"


def test_the_running_server_is_recognised(run: Run, proxy: Proxy) -> None:
    found = look(run, "--url", url())
    assert found["port"]["words"].endswith("answers")
    assert found["address"]["words"].endswith("arrives as it should, over 0 proxies")


def test_a_server_with_another_key_is_not_taken_for_ours(
    run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", "another secret that is as long as a real one")
    found = look(run, "--url", url())
    assert found["port"]["level"] == "warning"
    assert found["address"]["level"] == "fault"


def test_proxies_nobody_told_of_and_hosts_that_are_lost_are_found(run: Run, proxy: Proxy) -> None:
    proxy.passed_on = 2
    assert look(run, "--url", url())["proxies"]["cure"] == "QUIZAPP_PROXIES=2"
    proxy.host = "localhost"
    assert "arrives as localhost" in look(run, "--url", url())["address"]["words"]
    proxy.host = "quiz.example.org"
    assert "not reached under that name" in look(run, "--url", url())["address"]["words"]


HSTS = {"Strict-Transport-Security": "max-age=31536000"}
# What the server sees of https, the headers that arrive, and what plain http answers.
OVER_HTTPS: list[tuple[bool, dict[str, str], int, str]] = [
    (False, {}, 301, "QUIZAPP_HTTPS is not set"),
    (True, {}, 301, "Strict-Transport-Security is lost"),
    (True, HSTS, 200, "plain http is answered"),
    (True, HSTS, 301, ""),
]


@pytest.mark.parametrize(("is_https", "headers", "plain", "words"), OVER_HTTPS)
def test_what_is_wrong_with_https_is_found(
    monkeypatch: pytest.MonkeyPatch, is_https: bool, headers: dict[str, str], plain: int, words: str
) -> None:
    """What is told, by replies made up here: no test has a certificate that others trust."""
    seen = {"host": "quiz.example.org", "passed_on": 1, "proxies": 1, "https": is_https}

    def ask(_config: Config, url: str) -> reach._Reply:
        if url.startswith("https:"):
            return reach._Reply(200, headers, seen)
        return reach._Reply(plain, {}, {})

    monkeypatch.setattr(reach, "_ask", ask)
    config = Config(Path("questions"), Path("instance"), proxies=1, port=1)
    found = [one for one in reach.check_reach(config, PUBLIC) if one.level != "ok"]
    assert [words in one.words for one in found if one.subject == "https"] == [True] * bool(words)


def test_an_address_that_nobody_answers_is_a_fault(run: Run) -> None:
    assert look(run, "--url", "http://127.0.0.1:1")["address"]["level"] == "fault"
    assert look(run, "--url", "ftp://127.0.0.1")["address"]["level"] == "fault"


@pytest.mark.parametrize("age", [-3600, 3600])
def test_only_who_has_the_key_is_told_how_a_request_arrives_and_only_now(
    proxy: Proxy, age: int
) -> None:
    client = proxy.app.test_client()
    now = int(time.time())
    assert "host" in client.get("/healthz", headers={HEADER: question(SECRET.encode(), now)}).json
    for header in (
        "",
        "x",
        f"{now}:",
        f"{now}:{'0' * 64}",
        question(b"another", now),
        question(SECRET.encode(), now + age),
        "9" * 40 + ":x",
        "²:x",
    ):
        reply = client.get("/healthz", headers={HEADER: header.encode().decode("latin-1")})
        assert reply.json == {"status": "ok"}, header
