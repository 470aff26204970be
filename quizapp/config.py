"""Every setting: name, type, default, one line of meaning.

A setting comes from the environment (QUIZAPP_PORT), else from instance/config.toml (port), else it
has its default.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class ConfigError(Exception):
    """A setting cannot be used; its text is for whoever runs the server."""


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Config:
    """The settings of one installation."""

    # RUF009 fears a default shared by all instances; a Path cannot change.
    questions: Path = _setting(Path("questions"), "folder of quiz files")  # noqa: RUF009
    instance: Path = _setting(Path("instance"), "folder of the database and key")  # noqa: RUF009
    host: str = _setting("127.0.0.1", "address to listen on; 0.0.0.0 for a classroom")
    port: int = _setting(8000, "port to listen on")
    database_url: str = _setting("", "where results are kept; empty: SQLite in the instance folder")
    secret_key: str = _setting(
        "", "at least 32 characters; empty: one is made in the instance folder"
    )
    timezone: str = _setting("UTC", "the zone of the times shown, such as Europe/Copenhagen")
    hosts: str = _setting("", "names under which the server is reached, separated by commas")
    https: bool = _setting(False, "whether readers reach the server by https")
    public_url: str = _setting("", "the address that links begin with; empty: made from the others")
    proxies: int = _setting(0, "how many proxies stand in front of the server")
    sign_in_idle_hours: int = _setting(12, "hours without use after which a sign-in ends")
    sign_in_days: int = _setting(30, "days after which a sign-in ends in any case")
    smtp_host: str = _setting("", "mail server that sends links to choose a password; empty: none")
    smtp_port: int = _setting(587, "its port; 465 speaks TLS from the start")
    smtp_user: str = _setting("", "user name at the mail server; empty: none is asked for")
    smtp_password: str = _setting("", "password at the mail server")
    smtp_from: str = _setting("", "the address that mail comes from")
    keep_unused_days: int = _setting(
        365, "days without use after which somebody is erased; administrators stay"
    )
    keep_pupil_days: int = _setting(
        30, "days after the end of their classes after which pupils without accounts are erased"
    )
    threads: int = _setting(4, "threads that answer requests, in each process")
    processes: int = _setting(
        0, "processes that answer requests; 0: one on SQLite, one for each core on PostgreSQL"
    )
    log: str = _setting("text", "how events are written to standard error: text or json")
    metrics_token: str = _setting(
        "", "what Prometheus has to know to read /metrics; empty: nobody may"
    )
    backups: str = _setting("", "folder of backups; empty: `backups` in the instance folder")
    backup_minutes: int = _setting(
        15, "minutes between automatic backups of SQLite while something changes; 0: none"
    )
    keep_backup_days: int = _setting(30, "days after which backups are deleted")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def url(self) -> str:
        """Return the database's address."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'quizapp.sqlite'}"

    @property
    def backup_folder(self) -> Path:
        """Return the folder of backups."""
        return Path(self.backups) if self.backups else self.instance / "backups"

    @property
    def bank_index(self) -> Path:
        """Return the file that remembers what reading the bank told."""
        return self.instance / "bank-index.json"

    @property
    def has_secret(self) -> bool:
        """Tell whether there is a secret key already."""
        return bool(self.secret_key) or (self.instance / "secret_key").exists()

    def secret(self) -> bytes:
        """Return the secret all tokens are made with. Raises ConfigError when it is too short."""
        text = self.secret_key or _kept_secret(self.instance)
        if len(text) < 32:
            raise ConfigError("QUIZAPP_SECRET_KEY is too short: it needs at least 32 characters.")
        return text.encode()


def load_config(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Config:
    """Collect the settings: what was given on the command line, the environment, the file.

    Raises ConfigError with one line for whoever runs the server.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    instance = Path(chosen.get("instance") or environment.get("QUIZAPP_INSTANCE") or "instance")
    from_file = _read_file(instance / "config.toml")
    values: dict[str, Any] = {"instance": instance}
    for setting in fields(Config):
        name = setting.name
        variable = f"QUIZAPP_{name.upper()}"
        if name in chosen:
            values[name] = chosen[name]
        elif environment.get(variable):
            values[name] = _convert(variable, environment[variable], setting.default)
        elif name in from_file and name != "instance":
            values[name] = _convert(f"{name} in config.toml", from_file[name], setting.default)
    config = Config(**values)
    _check(config)
    return config


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise ConfigError(f"{path.parent} is no folder.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    known = [setting.name for setting in fields(Config)]
    for name in found:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
            raise ConfigError(f"{path}: there is no setting {name}; {advice}")
    return found


def _convert(name: str, value: Any, default: Any) -> Any:
    text = str(value).strip()
    if isinstance(default, bool):
        if text.lower() not in {"true", "false", "1", "0"}:
            raise ConfigError(f"{name} must be true or false, not {text!r}.")
        return text.lower() in {"true", "1"}
    if isinstance(default, int):
        if not text.isascii() or not text.isdigit():
            raise ConfigError(f"{name} must be a number, not {text!r}.")
        return int(text)
    return Path(text) if isinstance(default, Path) else text


def _check(config: Config) -> None:
    _check_processes(config)
    if not 0 <= config.port <= 65535:
        raise ConfigError(f"There is no port {config.port}: use 1 to 65535.")
    for name in ("keep_unused_days", "keep_pupil_days", "keep_backup_days"):
        if not 1 <= getattr(config, name) <= 3_650:
            raise ConfigError(f"QUIZAPP_{name.upper()} must be from 1 to 3650.")
    if config.log not in {"text", "json"}:
        raise ConfigError(f"QUIZAPP_LOG must be text or json, not {config.log!r}.")
    if config.metrics_token and len(config.metrics_token) < 32:
        raise ConfigError("QUIZAPP_METRICS_TOKEN needs at least 32 characters.")
    if config.backup_minutes > 1_440:
        raise ConfigError("QUIZAPP_BACKUP_MINUTES must be from 0 to 1440.")
    if config.sign_in_idle_hours < 1 or config.sign_in_days < 1:
        raise ConfigError("QUIZAPP_SIGN_IN_IDLE_HOURS and QUIZAPP_SIGN_IN_DAYS must be 1 or more.")
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        example = "use a name such as Europe/Copenhagen."
        raise ConfigError(f"There is no time zone {config.timezone!r}: {example}") from error


def _check_processes(config: Config) -> None:
    if not 1 <= config.threads <= 64:
        raise ConfigError("QUIZAPP_THREADS must be from 1 to 64.")
    if not 0 <= config.processes <= 64:
        raise ConfigError("QUIZAPP_PROCESSES must be from 0 to 64.")
    if config.processes > 1 and config.url.startswith("sqlite"):
        raise ConfigError("QUIZAPP_PROCESSES must be 0 or 1: SQLite has one process that writes.")


def _kept_secret(instance: Path) -> str:
    path = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        # Created for its owner alone; whoever comes second reads what the first has written.
        number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(number, "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"The folder {instance} cannot be written: {error.strerror}.") from error
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
