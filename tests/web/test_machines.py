"""/healthz says that the process lives, /readyz that readers can be sent here."""

from __future__ import annotations

import logging
import shutil
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.config import Config
from tests.postgres import Server


@pytest.mark.both_databases
def test_a_server_that_is_well_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "quizzes": 1}


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.storage.database._BUSY_MS", 100)


@pytest.mark.about_sqlite
@pytest.mark.usefixtures("_impatient")
def test_a_database_that_somebody_holds_is_not_ready_and_the_process_lives(
    app: Flask, client: FlaskClient, config: Config
) -> None:
    engine = app.extensions["quizapp"].database.engine
    with closing(engine.dialect.loaded_dbapi.connect(config.instance / "quizapp.sqlite")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        reply = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    assert reply.status_code == 503
    assert reply.json["reason"] == "the database does not answer, or takes no writes"
    assert reply.headers["Retry-After"]
    until = time.monotonic() + 10
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.both_databases
def test_a_database_of_another_version_is_not_ready(app: Flask, client: FlaskClient) -> None:
    database = app.extensions["quizapp"].database
    database.write(lambda c: c.exec_driver_sql("ALTER TABLE answers DROP COLUMN digest").close())
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json["reason"] == "the database has no answers.digest: it is of another version"


@pytest.mark.both_databases
def test_a_database_that_knows_more_is_ready(app: Flask, client: FlaskClient) -> None:
    """So it is while servers of two versions run side by side."""
    database = app.extensions["quizapp"].database
    database.write(lambda c: c.exec_driver_sql("ALTER TABLE readers ADD COLUMN shoe TEXT").close())
    assert client.get("/readyz").status_code == 200


def test_a_standby_is_not_ready_and_is_when_it_is_promoted(
    config: Config, postgres: Server, postgres_url: str
) -> None:
    app = create_app(replace(config, database_url=postgres_url))
    database, client = app.extensions["quizapp"].database, app.test_client()
    name = database.engine.url.database
    try:
        for setting, status in (("on", 503), ("off", 200)):
            postgres.execute(
                f'ALTER DATABASE "{name}" SET default_transaction_read_only = {setting}'
            )
            database.close()
            assert client.get("/readyz").status_code == status
    finally:
        database.close()


def test_quizzes_that_were_read_go_on_when_their_folder_is_gone(
    client: FlaskClient, questions: Path
) -> None:
    shutil.rmtree(questions)
    assert client.get("/readyz").status_code == 200


def test_the_reason_has_nothing_of_the_databases_address(
    app: Flask,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from sqlalchemy.exc import OperationalError

    def fail(_job: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection to canary.example failed\nx"))

    database = app.extensions["quizapp"].database
    monkeypatch.setattr(database, "write", fail)
    with caplog.at_level(logging.WARNING):
        reply = client.get("/readyz")
    assert reply.status_code == 503
    assert "canary" not in reply.text
    assert "connection to canary.example failed" in caplog.text
