"""What a server loads: the app with its background work, set up from QUIZAPP_* variables."""

from __future__ import annotations

import gc
import logging
from typing import Final

from flask import Flask

from quizapp.app import BODY_BYTES, create_app
from quizapp.background import end_with_parent, start_background
from quizapp.clock import SteadyClock
from quizapp.config import load_config
from quizapp.lanes import Arrivals, Lanes
from quizapp.pulse import WAYS
from quizapp.storage.keys import with_other_keys
from quizapp.storage.start import refuse_weakness
from quizapp.web.quick_saves import QuickSaves
from quizapp.web.services import Services

_USUAL: Final = 2
"""So many pages are made at once: more would only take the interpreter away from each other."""
log = logging.getLogger(__name__)


def make_app() -> Flask:
    """Return the app of this process."""
    config = load_config({})
    end_with_parent()
    app = create_app(config, SteadyClock())
    # What was read at the start lives as long as the process: the collector need not look again.
    gc.collect()
    gc.freeze()
    parts = app.extensions["quizapp"]
    refuse_weakness(parts.database)
    _tell_of_other_keys(parts)
    start_background(parts)
    line_up(app, config.threads)
    return app


def _tell_of_other_keys(parts: Services) -> None:
    with parts.database.read() as connection:
        others = with_other_keys(connection, parts.secret)
    if others:
        log.warning(
            "another secret key is used at %s: readers are signed out when they come from there; "
            "set the same QUIZAPP_SECRET_KEY on every machine",
            ", ".join(others),
        )


def line_up(app: Flask, threads: int) -> None:
    """Let requests wait for each other in the order in which they come."""
    database, saves = app.extensions["quizapp"].database, app.wsgi_app
    lanes = [database.lane() for _ in range(threads)]
    if database.is_sqlite and isinstance(saves, QuickSaves):
        # Saves stand in a line of their own, at the disk: the more there are, the more a commit is
        # for. Inside the lanes it would be for no more of them than there are lanes.
        spare = max(0, threads - _USUAL)
        saves.rest = in_lanes = Lanes(saves.rest, lanes, spare)
        arrivals = Arrivals(saves, BODY_BYTES)
    else:
        in_lanes = Lanes(saves, lanes)
        arrivals = Arrivals(in_lanes, BODY_BYTES)
    app.wsgi_app = arrivals  # type: ignore[method-assign]
    app.extensions[WAYS] = [in_lanes, database.line]
