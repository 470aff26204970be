"""Where it runs: room on the disk, who may read what, the clock and its zone."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from quizapp.cli._checkup.finding import Finding, fault, warning, well
from quizapp.config import Config
from quizapp.storage.backup_folder import backups_in
from quizapp.storage.database import make_engine
from quizapp.storage.database_file import log_of, path_of
from quizapp.storage.models import Answer

_LITTLE: Final = 1_000_000_000
_TOO_LITTLE: Final = 100_000_000
_APART: Final = 2.0
_NEWS: Final = timedelta(minutes=1)


def check_place(config: Config, now: datetime) -> Iterator[Finding]:
    """Look at disk, permissions, clock and zone."""
    if not config.instance.is_dir():
        yield well(
            "instance", f"there is no folder {config.instance} yet; the first start makes it"
        )
        return
    yield from _room(config)
    yield from _permissions(config)
    yield from _clock(config, now)
    yield _zone(config, now)


def _room(config: Config) -> Iterator[Finding]:
    places = {config.instance, config.backup_folder}
    for folder in sorted(place for place in places if place.is_dir()):
        free = shutil.disk_usage(folder).free
        words = f"{free / 10**9:.1f} GB free for {folder}"
        if free < _TOO_LITTLE:
            yield fault("disk", words, "delete something: without room nothing can be saved")
        elif free < _LITTLE:
            yield warning("disk", words, "make room before nothing can be saved any more")
        else:
            yield well("disk", words)


def _permissions(config: Config) -> Iterator[Finding]:
    """Look for what others on this machine may read, and this user not write."""
    for folder in {config.instance, config.backup_folder}:
        if folder.is_dir() and not os.access(folder, os.W_OK):
            cure = f"run as the owner of {folder}, or chown it to who runs the server"
            yield fault("permissions", f"this user cannot write {folder}", cure)
    # Windows has no such modes; and nobody gets at what is in a folder that is closed.
    places = [] if os.name == "nt" else _private(config)
    readable = [path for path in places if _is_open(path) and _is_open(path.parent)]
    for path in readable:
        mode = "700" if path.is_dir() else "600"
        found = fault if path.name == "secret_key" else warning
        yield found("permissions", f"others may read {path}", f"chmod {mode} {path}")
    if not readable:
        yield well("permissions", "others may read nothing")


def _private(config: Config) -> list[Path]:
    database = path_of(config.url)
    names = ("secret_key", "config.toml")
    places = [config.backup_folder, *(config.instance / name for name in names)]
    places += [database, log_of(database)] if database else []
    return [path for path in places if path.exists()]


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _clock(config: Config, now: datetime) -> Iterator[Finding]:
    """Compare the clock with the disk's, the database's, and with what was stored before."""
    cure = "set the clock right, and let it be kept so (timedatectl set-ntp true)"
    others = dict(_other_clocks(config))
    apart = {name: other for name, other in others.items() if abs(other) > _APART}
    for name, seconds in apart.items():
        yield warning("clock", f"{name} is {seconds:+.0f} s apart from this machine's clock", cure)
    if (newest := _newest(config)) and newest - now > _NEWS:
        words = (
            f"it says {now:%Y-%m-%d %H:%M} UTC, and something was stored at {newest:%Y-%m-%d %H:%M}"
        )
        yield fault("clock", words, cure)
    elif not apart:
        same = f", by {' and '.join(others)} too" if others else ""
        yield well("clock", f"{now:%Y-%m-%d %H:%M} UTC{same}")


def _other_clocks(config: Config) -> Iterator[tuple[str, float]]:
    if os.access(config.instance, os.W_OK):
        with tempfile.NamedTemporaryFile(dir=config.instance) as file:
            yield "the disk", Path(file.name).stat().st_mtime - time.time()
    if not path_of(config.url):
        engine = make_engine(config.url)
        try:
            with engine.connect() as connection:
                found = connection.execute(select(func.extract("epoch", func.clock_timestamp())))
                yield "the database", float(found.scalar_one()) - time.time()
        except SQLAlchemyError:
            return  # said elsewhere
        finally:
            engine.dispose()


def _newest(config: Config) -> datetime | None:
    """Return when the last answer or backup was stored."""
    times: list[datetime | None] = [backup.made_at for backup in backups_in(config.backup_folder)]
    path = path_of(config.url)
    if path is None or path.is_file():
        engine = make_engine(config.url)
        try:
            with engine.connect() as connection:
                times += [connection.execute(select(func.max(Answer.saved_at))).scalar()]
        except SQLAlchemyError:
            pass  # said elsewhere
        finally:
            engine.dispose()
    return max((at for at in times if at), default=None)


def _zone(config: Config, now: datetime) -> Finding:
    own = time.localtime().tm_gmtoff
    shown = now.astimezone(config.zone).utcoffset() or timedelta(0)
    if config.timezone == "UTC" and own:
        return warning(
            "time zone",
            "times on pages are UTC, and this machine lives elsewhere",
            "set QUIZAPP_TIMEZONE, for example to Europe/Copenhagen",
        )
    return well("time zone", f"{config.timezone}, now {now + shown:%H:%M}")
