"""What a server loads: the app with its background work, set up from QUIZAPP_* variables."""

from __future__ import annotations

import gc
import logging

from flask import Flask

from quizapp.app import BODY_BYTES, create_app
from quizapp.background import end_with_parent, start_background
from quizapp.clock import SteadyClock
from quizapp.config import load_config
from quizapp.lanes import Lanes
from quizapp.storage.keys import with_other_keys
from quizapp.storage.start import refuse_weakness
from quizapp.web.services import Services

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
    lanes = [parts.database.lane() for _ in range(config.threads)]
    app.wsgi_app = Lanes(app.wsgi_app, lanes, BODY_BYTES)  # type: ignore[method-assign]
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
