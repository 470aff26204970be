"""An app on a folder of its own, with a clock that stands still until a test moves it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from os import environ
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage.database import make_engine
from quizapp.storage.migrate import upgrade
from tests.compiled_once import compile_once, costly_passwords
from tests.postgres import Server

# How long an example takes depends on what else the machine does: that is for `make bench`. The
# ordinary run tries the same examples every time, so that what is red on one machine is so on all;
# `make faults` and `make attacks` look further afield.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=not {"FAULTS", "QUIZAPP_ATTACKS"} & environ.keys(),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
compile_once()

# These start browsers, servers and databases, on machines that do other things as well: what fails
# there is tried again, and told at the end as RERUN. Each of those is a fault to be looked into:
# `pytest -p no:rerunfailures` lets it fail.
_WITH_PROCESSES = {"attacks", "browser", "cli", "editor", "faults"}

# A shell's job in the background ignores Ctrl+C and would hand that on to the commands of tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SECRET = "a secret of the tests, as long as a real one"
LIGHTHOUSE = """\
title: The lighthouse at Hale Point
passage:
  title: The lighthouse
  text: |
    Hale Point got its lighthouse in 1871, after three ships were lost in one winter.

    The lamp burned whale oil until 1904. No keeper has lived there since 1987.
questions:
  - id: why-built
    type: single-choice
    prompt: Why was the lighthouse built?
    choices:
      - text: Three ships had been lost
        correct: true
      - A keeper had asked for it
    evidence: after three ships were lost in one winter
    explanation: The passage names the lost ships as the reason.
  - id: fuel
    type: short-answer
    prompt: What did the lamp burn until 1904?
    answers: [whale oil]
    evidence: burned whale oil until 1904
"""


DATABASES = ("sqlite", "postgresql")
_numbers = count(1)
__all__ = ["costly_passwords"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run on this database only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let tests marked `both_databases` run on both, others on SQLite; --database names one."""
    marked = metafunc.definition.get_closest_marker
    if "database_kind" not in metafunc.fixturenames or marked("about_sqlite"):
        return
    chosen = metafunc.config.getoption("database")
    if chosen or marked("both_databases"):
        kinds = [chosen] if chosen else DATABASES
        metafunc.parametrize("database_kind", kinds, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("rerunfailures"):
        return
    for item in items:
        if _WITH_PROCESSES & set(item.path.relative_to(Path(__file__).parent).parts):
            item.add_marker(pytest.mark.flaky(reruns=2))


class Clock:
    """The app's clock: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Switch off pytest-flask's fixture of this name.

    It keeps one request open around the whole test, and every request of a client would then
    share its `g`: who asked first would be known in all that follow. See test_the_fixtures.py.
    """


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Return a folder with one small quiz in it; a test may add to it before it asks for `app`."""
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "lighthouse.yaml").write_text(LIGHTHOUSE, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with all tables: copying it is quicker than making it for every test."""
    path = tmp_path_factory.mktemp("empty") / "quizapp.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine, datetime.now(UTC))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a PostgreSQL server, whose database `empty` has all tables. See tests/postgres.py."""
    with Server() as server:
        engine = make_engine(server.create("empty"))
        upgrade(engine, datetime.now(UTC))
        engine.dispose()
        yield server


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Return which database the test runs on: see `pytest_generate_tests`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """Return the address of a database with all tables and no rows."""
    if database_kind == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    path = tmp_path / "instance" / "quizapp.sqlite"
    path.parent.mkdir(exist_ok=True)
    copy(request.getfixturevalue("empty_database"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """Return the address of a PostgreSQL database with all tables and no rows."""
    name = f"t{next(_numbers)}"
    yield postgres.create(name, template="empty")
    postgres.drop(name)


@pytest.fixture(scope="module")
def shared_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a database with all tables that a file's tests share.

    Without --database it is SQLite's.
    """
    if request.config.getoption("database") == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        name = f"t{next(_numbers)}"
        yield server.create(name, template="empty")
        server.drop(name)
        return
    path = tmp_path_factory.mktemp("shared") / "quizapp.sqlite"
    copy(request.getfixturevalue("empty_database"), path)
    yield f"sqlite:///{path}"


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database without tables."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"t{next(_numbers)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def config(tmp_path: Path, questions: Path, database_url: str) -> Config:
    instance = tmp_path / "instance"
    instance.mkdir(exist_ok=True)
    return Config(
        questions=questions, instance=instance, secret_key=SECRET, database_url=database_url
    )


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    app = create_app(config, clock)
    yield app
    app.extensions["quizapp"].database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
