"""What goes on while nobody asks: looking for changed files, handing in what timed out."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from quizapp import security_log
from quizapp.automatic_backup import AutomaticBackup, throw_old_away
from quizapp.metrics import JOB_SECONDS, JOBS
from quizapp.storage import attempts, links, sessions, throttle
from quizapp.storage.erase import erase_person, share_list
from quizapp.storage.files import Watch
from quizapp.storage.handing_in import hand_in
from quizapp.storage.retention import Retention, due_for_erasure
from quizapp.timekeeping import Timekeeper
from quizapp.web.services import Services

LOOK_SECONDS: Final = 0.5
RECORD_SECONDS: Final = 2.0
SWEEP_SECONDS: Final = 30.0
METRICS_SECONDS: Final = 5.0
MAIL_SECONDS: Final = 15.0
BACKUP_SECONDS: Final = 60.0
TIDY_SECONDS: Final = 600.0
log = logging.getLogger(__name__)


def start_background(parts: Services) -> threading.Event:
    """Start them; set the returned event to stop them."""
    stop = threading.Event()
    watch = Watch(parts.database, parts.bank.folder)
    _repeat(stop, LOOK_SECONDS, "clock", Timekeeper(parts).look)
    _repeat(stop, LOOK_SECONDS, "bank", parts.bank.refresh)
    _repeat(stop, RECORD_SECONDS, "watch", lambda: watch.look(parts.clock()))
    _repeat(stop, SWEEP_SECONDS, "sweep", lambda: alone(parts, "sweep", sweep))
    _repeat(stop, SWEEP_SECONDS, "last use", lambda: parts.last_use.write(parts.database))
    if parts.metrics_files:
        _repeat(stop, METRICS_SECONDS, "metrics", parts.metrics_files.write)
    _repeat(stop, BACKUP_SECONDS, "backup", AutomaticBackup(parts).look)
    _repeat(stop, MAIL_SECONDS, "mail", parts.outbox.look)
    _repeat(stop, TIDY_SECONDS, "tidy", lambda: alone(parts, "tidy", tidy))
    return stop


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however it went.

    A server's worker that outlives its killed parent would go on holding the port. What it has
    acknowledged is durable, so it can end at once.
    """
    parent = os.getppid()

    def run() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=run, name="parent", daemon=True).start()


def _repeat(stop: threading.Event, seconds: float, name: str, job: Callable[[], object]) -> None:
    def run() -> None:
        while not stop.wait(seconds):
            began = time.perf_counter()
            try:
                job()
                JOBS.add(name, "done")
            except Exception:
                # The next round may go well; a thread that died would never say so.
                log.exception("background job %s failed", name)
                JOBS.add(name, "failed")
            JOB_SECONDS.add(name, by=time.perf_counter() - began)

    threading.Thread(target=run, name=name, daemon=True).start()


def alone(parts: Services, name: str, job: Callable[[Services], object]) -> bool:
    """Do a job, unless another process that shares the database is doing it. Tells whether."""
    with parts.database.alone(name) as is_alone:
        if is_alone:
            job(parts)
    return is_alone


def sweep(parts: Services) -> int:
    """Hand in every attempt whose time is up; return how many there were."""
    now = parts.clock()
    with parts.database.read() as connection:
        late = attempts.overdue(connection, now)
    for taken in late:
        hand_in(parts.database, parts.versions, taken, now)
    return len(late)


def tidy(parts: Services) -> None:
    """Delete what has run out: sessions, links, counts of wrong guesses, backups."""
    now = parts.clock()
    sessions.forget_ended(parts.database, now)
    links.forget_old_links(parts.database, now)
    throttle.forget_old(parts.database, now)
    forget_people(parts)
    share_list(parts.database, parts.config.instance)
    throw_old_away(parts)


def forget_people(parts: Services) -> int:
    """Erase whoever has not come back for as long as the settings say; return how many."""
    now, config = parts.clock(), parts.config
    keep = Retention(
        unused=timedelta(days=config.keep_unused_days),
        after_class=timedelta(days=config.keep_pupil_days),
    )
    with parts.database.read() as connection:
        due = due_for_erasure(connection, keep, now)
    for reader_id in due:
        erase_person(parts.database, parts.versions, config.instance, reader_id, now)
        security_log.note("erased after its time", now, who=reader_id)
    return len(due)
