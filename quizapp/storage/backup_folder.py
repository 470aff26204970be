"""The folder of backups: their names, which of them are kept, and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from quizapp.storage.backup import sum_file

_NAME: Final = re.compile(r"quizapp-(\d{8}-\d{6})(-auto)?\.sqlite")
_BESIDE: Final = re.compile(r".*\.before-(?:upgrade|restore)-(\d{8}-\d{6})(?:-wal|-shm)?")
_TIME: Final = "%Y%m%d-%H%M%S"
# Newest of each: all of the last hour, one an hour for six hours, one a day for a week, one a week.
_STEPS: Final = (
    (timedelta(hours=1), timedelta(0)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta.max, timedelta(days=7)),
)
_UNFINISHED: Final = timedelta(days=1)
_START: Final = datetime(2001, 1, 1, tzinfo=UTC)  # a Monday


class Kept(NamedTuple):
    """A backup in the folder."""

    made_at: datetime
    path: Path
    is_automatic: bool


def new_path(folder: Path, now: datetime, *, is_automatic: bool = False) -> Path:
    """Return a name for a backup made now; times in names are UTC."""
    mark = "-auto" if is_automatic else ""
    return folder / f"quizapp-{now.astimezone(UTC):{_TIME}}{mark}.sqlite"


def backups_in(folder: Path) -> list[Kept]:
    """Return the backups in a folder, the newest first. Other files are none of ours."""
    return sorted(_backups(folder), reverse=True)


def _backups(folder: Path) -> Iterable[Kept]:
    for path in folder.iterdir() if folder.is_dir() else ():
        found = _NAME.fullmatch(path.name)
        made_at = _read_time(found[1]) if found else None
        if found and made_at:
            yield Kept(made_at, path, bool(found[2]))


def _read_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def surplus(backups: Sequence[Kept], now: datetime, keep: timedelta) -> list[Kept]:
    """Return the backups that are not kept any longer.

    Of automatic ones, closer together the younger they are: about twenty in all. Of others, none
    before its time.
    """
    goes: list[Kept] = []
    slots: set[tuple[timedelta, timedelta | int]] = set()
    for backup in sorted(backups, reverse=True):
        age = now - backup.made_at
        if age > keep:
            goes.append(backup)
        elif backup.is_automatic:
            step = next(step for limit, step in _STEPS if age <= limit)
            since = backup.made_at - _START
            slot = (step, since // step if step else since)
            if slot in slots:
                goes.append(backup)
            slots.add(slot)
    return goes


def throw_away(folder: Path, database: Path | None, now: datetime, keep: timedelta) -> list[Path]:
    """Delete backups whose time is over, and copies of that age made before upgrades and restores.

    Returns what was deleted.
    """
    gone = [backup.path for backup in surplus(backups_in(folder), now, keep)]
    if database:
        gone += [path for at, path in copies_beside(database) if now - at > keep]
    gone += [path for path in _unfinished(folder, database) if _is_old(path, now)]
    for path in gone:
        path.unlink(missing_ok=True)
        sum_file(path).unlink(missing_ok=True)
    return gone


def _unfinished(folder: Path, database: Path | None) -> Iterable[Path]:
    """Yield what backups, upgrades and restores left behind that were killed."""
    for place in {folder, *([database.parent] if database else [])}:
        for pattern in (".*.sqlite*.part*", ".restoring-*"):
            yield from place.glob(pattern)


def _is_old(path: Path, now: datetime) -> bool:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _UNFINISHED


def copies_beside(database: Path) -> list[tuple[datetime, Path]]:
    """Return the copies that were made beside a database before upgrades and restores."""
    found = [
        (_read_time(match[1]), path)
        for path in database.parent.glob(f"{database.name}.before-*")
        if (match := _BESIDE.fullmatch(path.name))
    ]
    return sorted((at, path) for at, path in found if at)
