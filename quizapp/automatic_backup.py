"""Backups that nobody has to think of: of SQLite, every so often while something changes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quizapp.storage.backup import BackupError, back_up
from quizapp.storage.backup_folder import backups_in, new_path, throw_away
from quizapp.storage.database_file import log_of, path_of
from quizapp.web.services import Services

log = logging.getLogger(__name__)


class AutomaticBackup:
    """Makes a backup when one is due; one that failed is tried again when the next is due."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._database = path_of(parts.database.engine.url)
        self._every = timedelta(minutes=parts.config.backup_minutes)
        self._tried_at: datetime | None = None

    def look(self) -> Path | None:
        """Make a backup if it is time and something changed; return it.

        PostgreSQL has better means of its own, and several servers that would all do it.
        """
        now, folder = self._parts.clock(), self._parts.config.backup_folder
        if self._database is None or not self._every:
            return None
        newest = max((backup.made_at for backup in backups_in(folder)), default=None)
        if not self._is_time(newest, now) or (newest and _changed_at(self._database) <= newest):
            return None
        self._tried_at = now
        path = new_path(folder, now, is_automatic=True)
        try:
            made = back_up(self._parts.database.engine, path, now)
        except BackupError as error:
            log.error("no automatic backup: %s", error)
            return None
        return made.path

    def _is_time(self, newest: datetime | None, now: datetime) -> bool:
        # A clock that was put back must not stop the backups until it has caught up.
        past = [at for at in (newest, self._tried_at) if at and at <= now]
        return not past or now - max(past) >= self._every


def _changed_at(database: Path) -> datetime:
    times = [path.stat().st_mtime for path in (database, log_of(database)) if path.exists()]
    return datetime.fromtimestamp(max(times, default=0), UTC)


def throw_old_away(parts: Services) -> None:
    """Delete backups and copies of the database whose time is over."""
    keep = timedelta(days=parts.config.keep_backup_days)
    database = path_of(parts.database.engine.url)
    throw_away(parts.config.backup_folder, database, parts.clock(), keep)
