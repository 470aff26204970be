"""What a server loads: the app with its background work, set up from QUIZAPP_* variables."""

from __future__ import annotations

import gc

from flask import Flask

from quizapp.app import BODY_BYTES, create_app
from quizapp.background import end_with_parent, start_background
from quizapp.clock import SteadyClock
from quizapp.config import load_config
from quizapp.lanes import Lanes
from quizapp.storage.start import refuse_weakness


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
    start_background(parts)
    lanes = [parts.database.lane() for _ in range(config.threads)]
    app.wsgi_app = Lanes(app.wsgi_app, lanes, BODY_BYTES)  # type: ignore[method-assign]
    return app
