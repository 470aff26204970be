"""Backups are made by themselves while something changes, and thrown away after their time."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from quizapp.automatic_backup import AutomaticBackup
from quizapp.background import tidy
from quizapp.storage.backup_folder import backups_in
from quizapp.storage.database_file import log_of
from quizapp.web.services import Services
from tests.conftest import Clock

pytestmark = pytest.mark.about_sqlite


@pytest.fixture
def parts(app: Flask) -> Services:
    return app.extensions["quizapp"]


def change(parts: Services) -> None:
    """Let the database's files say that they were written just now, by the stopped clock."""
    path = parts.config.instance / "quizapp.sqlite"
    for file in (path, log_of(path)):
        if file.exists():
            os.utime(file, (parts.clock().timestamp(),) * 2)


def test_a_backup_is_made_every_fifteen_minutes_while_something_changes(
    parts: Services, clock: Clock
) -> None:
    automatic = AutomaticBackup(parts)
    made = []
    for minute in range(121):
        # Somebody writes during the first hour alone.
        if minute < 60:
            change(parts)
        made.append(automatic.look())
        clock.move(minutes=1)

    assert [minute for minute, path in enumerate(made) if path] == [0, 15, 30, 45, 60]
    assert [backup.path for backup in backups_in(parts.config.backup_folder)] == [
        path for path in reversed(made) if path
    ]


def test_a_restarted_server_goes_on_where_the_last_one_was(parts: Services, clock: Clock) -> None:
    change(parts)
    assert AutomaticBackup(parts).look()
    clock.move(minutes=5)
    change(parts)
    assert not AutomaticBackup(parts).look()


def test_a_clock_put_back_does_not_stop_backups(parts: Services, clock: Clock) -> None:
    change(parts)
    automatic = AutomaticBackup(parts)
    assert automatic.look()
    change(parts)
    clock.move(days=-1)
    later = parts.config.instance / "quizapp.sqlite"
    os.utime(later, ((clock.now + timedelta(days=2)).timestamp(),) * 2)
    assert automatic.look()


def test_none_are_made_where_the_setting_says_so(parts: Services) -> None:
    change(parts)
    quiet = replace(parts, config=replace(parts.config, backup_minutes=0))
    assert not AutomaticBackup(quiet).look()


def test_one_that_fails_is_a_line_and_tried_again_when_the_next_is_due(
    parts: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        free = 10

    automatic = AutomaticBackup(parts)
    change(parts)
    with monkeypatch.context() as full, caplog.at_level(logging.ERROR):
        full.setattr("quizapp.storage.backup.shutil.disk_usage", lambda _folder: Full)
        for _ in range(14):
            assert not automatic.look()
            clock.move(minutes=1)
    assert [record.getMessage()[:20] for record in caplog.records] == ["no automatic backup:"]
    clock.move(minutes=1)
    change(parts)
    assert automatic.look()


def test_no_backup_and_no_copy_outlives_its_time(
    parts: Services, clock: Clock, tmp_path: Path
) -> None:
    change(parts)
    assert AutomaticBackup(parts).look()
    copy = parts.config.instance / f"quizapp.sqlite.before-upgrade-{clock.now:%Y%m%d-%H%M%S}"
    copy.touch()
    clock.move(days=29)
    tidy(parts)
    assert copy.exists()
    assert len(backups_in(parts.config.backup_folder)) == 1
    clock.move(days=2)
    tidy(parts)
    assert not copy.exists()
    assert list(parts.config.backup_folder.iterdir()) == []
