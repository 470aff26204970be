"""The bank's files as they were: who changed them, when, and what stood there.

A version is added when a file is saved, uploaded or removed here, and when a change is found on the
disk. Of each file the newest are kept: 100 of a quiz or a passage, 10 of a picture.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, exists, func, insert, select

from quizapp.core.bank_files import Kind, digest, kind_of, read_file
from quizapp.core.loading import Stamp, folder_stamps
from quizapp.storage.database import Database
from quizapp.storage.models import FileContent, FileVersion, How, Reader
from quizapp.storage.quick import plain_rows

KEPT: Final = 100
KEPT_PICTURES: Final = 10
# Pictures are large: not all of a bank are held in memory at once.
_BATCH: Final = 20
_REST: Final = 0.5


class Stored(NamedTuple):
    """A version of a file. `author` is empty when nobody known changed it."""

    id: int
    name: str
    digest: str | None
    how: str
    author: str
    stored_at: datetime

    @property
    def is_removal(self) -> bool:
        return self.digest is None


class Change(NamedTuple):
    """What a file is from now on; without content it is gone."""

    name: str
    content: bytes | None
    how: How
    author_id: int | None = None


def record(database: Database, changes: list[Change], now: datetime) -> None:
    """Add versions, in this order. What is as the file's newest version says adds nothing."""

    def job(connection: Connection) -> None:
        for change in changes:
            _record(connection, change, now)

    if changes:
        database.write(job)


def _record(connection: Connection, change: Change, now: datetime) -> None:
    newest = select(FileVersion.digest).where(FileVersion.name == change.name)
    before = connection.execute(newest.order_by(FileVersion.id.desc()).limit(1)).scalar()
    found = None if change.content is None else digest(change.content)
    if found == before:
        return
    if found is not None:
        _store_content(connection, found, change.content or b"")
    row = {
        "name": change.name,
        "digest": found,
        "how": change.how,
        "author_id": change.author_id,
        "stored_at": now,
    }
    connection.execute(insert(FileVersion).values(row))
    _forget_old(connection, change.name)


def _store_content(connection: Connection, found: str, content: bytes) -> None:
    known = select(exists().where(FileContent.digest == found))
    if not connection.execute(known).scalar():
        connection.execute(insert(FileContent).values(digest=found, content=content))


def _forget_old(connection: Connection, name: str) -> None:
    kept = KEPT_PICTURES if kind_of(name) is Kind.PICTURE else KEPT
    of_file = select(FileVersion.id).where(FileVersion.name == name)
    old = connection.execute(of_file.order_by(FileVersion.id.desc()).offset(kept)).scalars().all()
    if not old:
        return
    digests = select(FileVersion.digest).where(FileVersion.id.in_(old))
    contents = connection.execute(digests.where(FileVersion.digest.is_not(None))).scalars().all()
    connection.execute(delete(FileVersion).where(FileVersion.id.in_(old)))
    still_named = exists().where(FileVersion.digest == FileContent.digest)
    gone = delete(FileContent).where(FileContent.digest.in_(contents), ~still_named)
    connection.execute(gone)


_STORED: Final = select(
    FileVersion.id,
    FileVersion.name,
    FileVersion.digest,
    FileVersion.how,
    func.coalesce(Reader.name, ""),
    FileVersion.stored_at,
).join(Reader, Reader.id == FileVersion.author_id, isouter=True)


def versions_of(connection: Connection, name: str) -> list[Stored]:
    """Return a file's versions, the newest first."""
    found = _STORED.where(FileVersion.name == name).order_by(FileVersion.id.desc())
    return [Stored(*row) for row in connection.execute(found)]


def content_of(connection: Connection, stored: Stored) -> bytes | None:
    """Return what stood in a file; None when it was removed with this version."""
    found = select(FileContent.content).where(FileContent.digest == stored.digest)
    return connection.execute(found).scalar_one_or_none()


def names_ever(connection: Connection) -> list[str]:
    """Return the names of all files there ever were, in order."""
    found = select(FileVersion.name).distinct().order_by(FileVersion.name)
    return [name for (name,) in plain_rows(connection, found)]


def newest_versions(connection: Connection, names: Collection[str]) -> list[Stored]:
    """Return the newest version of some files, by name: as many as a page has."""
    if not names:
        return []
    newest = select(func.max(FileVersion.id)).where(FileVersion.name.in_(names))
    of_each = FileVersion.id.in_(newest.group_by(FileVersion.name))
    found = connection.execute(_STORED.where(of_each).order_by(FileVersion.name))
    return [Stored(*row) for row in found]


class Watch:
    """Sees what changes on the disk. A file that is still being written waits for the next look."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._found: dict[str, Stamp] | None = None
        self._was_settled = False
        self._seen: dict[str, Stamp] = {}
        self._recorded: dict[str, Stamp] = {}

    def look(self, now: datetime) -> None:
        """Record what is as it was at the last look, and not as it was recorded."""
        try:
            found = folder_stamps(self._folder)
        except OSError:
            # The folder is gone or unreadable for now: that removes no file.
            return
        is_settled = found == self._found
        # All of it was recorded: of thousands of files none is looked at again.
        if is_settled and self._was_settled:
            return
        stamps = {name: stamp for name, stamp in found.items() if kind_of(name)}
        settled = {name: stamp for name, stamp in stamps.items() if self._seen.get(name) == stamp}
        gone = self._recorded.keys() - stamps.keys() - self._seen.keys()
        self._seen = stamps
        self._record(settled, gone, now)
        self._found, self._was_settled = found, is_settled

    def _record(self, settled: dict[str, Stamp], gone: set[str], now: datetime) -> None:
        changed = [name for name in settled if self._recorded.get(name) != settled[name]]
        begun = time.monotonic()
        for batch in (changed[n : n + _BATCH] for n in range(0, len(changed), _BATCH)):
            # Of a large bank's first look others are not kept out: half of the time is theirs.
            time.sleep(min(_REST, time.monotonic() - begun))
            begun = time.monotonic()
            contents = [(name, read_file(self._folder, name)) for name in batch]
            found = [Change(name, text, How.FOUND) for name, text in contents if text is not None]
            record(self._database, found, now)
        record(self._database, [Change(name, None, How.REMOVED) for name in sorted(gone)], now)
        self._recorded = {n: s for n, s in (self._recorded | settled).items() if n not in gone}
