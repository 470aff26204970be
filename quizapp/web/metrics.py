"""What Prometheus reads: for whoever knows the token of the setting, and there for nobody without.

An address is no proof of who asks: behind a proxy on the same machine everybody comes from there.
"""

from __future__ import annotations

import hmac
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, request
from sqlalchemy import func, select
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized

from quizapp.metrics import ALL, gauge
from quizapp.metrics_files import own_numbers
from quizapp.storage.backup_folder import backups_in
from quizapp.storage.models import IS_OPEN
from quizapp.web.services import Services, services

blueprint = Blueprint("metrics", __name__)
_TYPE: Final = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}


@blueprint.get("/metrics")
def show_metrics() -> Any:
    """Show all numbers of this server."""
    parts = services()
    _require_token(parts.config.metrics_token)
    files = parts.metrics_files
    numbers = files.all_numbers() if files else own_numbers()
    counted = chain.from_iterable(kind.lines(numbers[kind.name]) for kind in ALL)
    processes = files.processes() if files else [os.getpid()]
    lines = chain(counted, _of_processes(processes), _of_database(parts), _of_files(parts))
    return "\n".join(lines) + "\n", 200, _TYPE


def _require_token(token: str) -> None:
    if not token:
        raise NotFound
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))


def _of_processes(processes: list[int]) -> Iterator[str]:
    yield from gauge("quizapp_processes", "Processes that answer.", len(processes))
    pages = [_pages(process) for process in processes]
    if known := [count for count in pages if count]:
        size = sum(known) * os.sysconf("SC_PAGE_SIZE")
        yield from gauge("process_resident_memory_bytes", "Memory of all of them.", size)
    yield from gauge(
        "quizapp_info", "The version that runs.", 1, version=version("quizapp-comprehension")
    )


def _pages(process: int) -> int:
    """Return how many pages of memory a process has, 0 where the system does not tell."""
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return 0


def _of_database(parts: Services) -> Iterator[str]:
    is_open = select(func.count()).where(IS_OPEN)
    with parts.database.read() as connection:
        count = int(connection.execute(is_open).scalar_one())
    yield from gauge("quizapp_attempts_open", "Attempts that have begun and not ended.", count)


def _of_files(parts: Services) -> Iterator[str]:
    entries = parts.bank.entries()
    broken = sum(any(found.is_error for found in entry.diagnostics) for entry in entries)
    quizzes = sum(entry.card is not None for entry in entries)
    yield from gauge("quizapp_bank_quizzes", "Quizzes that are served.", quizzes)
    yield from gauge("quizapp_bank_files_with_errors", "Files of the bank with errors.", broken)
    yield from _of_backups(parts)
    free = shutil.disk_usage(parts.config.instance).free
    yield from gauge("quizapp_disk_free_bytes", "Room left for the instance folder.", free)


def _of_backups(parts: Services) -> Iterable[str]:
    backups = backups_in(parts.config.backup_folder)
    if not backups:
        return
    newest = backups[0]
    name = "quizapp_backup_last_timestamp_seconds"
    yield from gauge(name, "When the newest backup was made.", newest.made_at.timestamp())
    with suppress(FileNotFoundError):
        size = newest.path.stat().st_size
        yield from gauge("quizapp_backup_last_bytes", "How large it is.", size)
