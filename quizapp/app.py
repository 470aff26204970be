"""create_app(): the one place where the parts meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from jinja2 import StrictUndefined, Template
from sqlalchemy import Engine

from quizapp import web
from quizapp.config import Config
from quizapp.core.bank import Bank
from quizapp.metrics import COMMIT_SIZES
from quizapp.metrics_files import MetricsFiles
from quizapp.outbox import Outbox
from quizapp.storage.database import Database, make_engine
from quizapp.storage.draws import Draws
from quizapp.storage.erase import erase_again
from quizapp.storage.keys import named_after_key
from quizapp.storage.models import Base
from quizapp.storage.sessions import LastUse, Life
from quizapp.storage.sign_in import Door
from quizapp.storage.start import make_ready
from quizapp.storage.throttle import Guard
from quizapp.storage.versions import Versions
from quizapp.web import (
    assets,
    compression,
    cookies,
    csrf,
    errors,
    headers,
    numbers,
    observing,
    pages,
    quick_saves,
    quiz_nav,
    translations,
    words,
)
from quizapp.web.replies import Reply
from quizapp.web.services import Services

BODY_BYTES: Final = 1024 * 1024


def utc_now() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)


class _NoSessions(SessionInterface):
    """Flask's signed session is not used: who somebody is stands in a row, and can be revoked."""

    def open_session(self, _app: Flask, _request: Request) -> SessionMixin | None:
        return SecureCookieSession()

    def save_session(self, _app: Flask, _session: SessionMixin, _response: Response) -> None:
        """Nothing is kept."""


class _App(Flask):
    """Flask without looking at each view and hook whether it is a coroutine: none of ours is."""

    response_class = Reply

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class _Template(Template):
    """A template that leaves no ring behind: a macro holds its context, which holds the macro.

    All that a page was made of would stay in memory until the collector comes round to it.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        context = self.new_context(dict(*args, **kwargs))
        try:
            return self.environment.concat(self.root_render_func(context))
        except Exception:  # noqa: BLE001 - as Jinja: raised again with the template's lines
            self.environment.handle_exception()
        finally:
            context.vars.clear()


class _Engines(SQLAlchemy):
    """Flask-SQLAlchemy with engines as `storage` opens them."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return make_engine(str(options["url"]))


db = _Engines(metadata=Base.metadata)


def create_app(config: Config, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Put the app together, its database brought up to date and its bank read."""
    app = _App("quizapp")
    app.session_interface = _NoSessions()
    _configure(app, config)
    _open_storage(app, config, clock)
    _set_up_pages(app)
    _register_blueprints(app)
    quick_saves.init_app(app)
    return app


def _configure(app: Flask, config: Config) -> None:
    secret = config.secret()
    names = [*config.hosts.split(","), urlsplit(config.public_url).hostname or ""]
    hosts = [name.strip() for name in names if name.strip()]
    app.config.update(
        SECRET_KEY=secret,
        SQLALCHEMY_DATABASE_URI=named_after_key(config.url, secret),
        MAX_CONTENT_LENGTH=BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=BODY_BYTES,
        MAX_FORM_PARTS=5_000,
        TRUSTED_HOSTS=[*hosts, "localhost", "127.0.0.1", "[::1]"],
        BABEL_DEFAULT_TIMEZONE=config.timezone,
    )


def _open_storage(app: Flask, config: Config, clock: Callable[[], datetime]) -> None:
    config.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    make_ready(engine, clock())
    database = Database(engine, COMMIT_SIZES.note)
    bank = Bank(config.questions, config.bank_index)
    bank.refresh()
    secret = config.secret()
    life = Life(timedelta(hours=config.sign_in_idle_hours), timedelta(days=config.sign_in_days))
    versions = Versions(database)
    erase_again(database, versions, config.instance, clock())
    app.extensions["quizapp"] = Services(
        config,
        secret,
        bank,
        database,
        versions,
        Draws(),
        clock,
        Door(database, Guard(secret), secret, life),
        LastUse(life),
        Outbox(config, clock),
        # On SQLite one process answers, and its numbers are all there are.
        None if database.is_sqlite else MetricsFiles(config.instance / "metrics"),
    )


def _set_up_pages(app: Flask) -> None:
    app.jinja_env.template_class = _Template
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = assets.asset
    Babel(app)
    for part in (
        numbers,
        observing,
        errors,
        compression,
        cookies,
        csrf,
        headers,
        translations,
        words,
        pages,
        quiz_nav,
    ):
        part.init_app(app)


def _register_blueprints(app: Flask) -> None:
    """Every module of `web` that has a blueprint is a page, or a group of them."""
    for part in load_pages():
        if hasattr(part, "blueprint"):
            app.register_blueprint(part.blueprint)


def load_pages() -> list[ModuleType]:
    """Return all modules of `web`."""
    return [import_module(f"{web.__name__}.{module.name}") for module in iter_modules(web.__path__)]
