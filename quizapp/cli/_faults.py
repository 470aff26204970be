"""Why a command could not run."""

from __future__ import annotations

import sys

import click


class CannotRun(click.ClickException):
    """One clear line on standard error, and exit code 2."""

    exit_code = 2


def database_trouble(error: Exception) -> CannotRun | None:
    """Say that the database does not do what is asked, and why; None for other exceptions."""
    # Commands that work without a database do not wait for its library to be loaded.
    exceptions = sys.modules.get("sqlalchemy.exc")
    if exceptions is None or not isinstance(error, exceptions.OperationalError):
        return None
    reason = " ".join(str(error.orig).split()).rstrip(".")
    advice = " Another program is writing: try again." if "locked" in reason else ""
    return CannotRun(f"The database does not answer: {reason}.{advice}")


def cannot_read(error: OSError) -> CannotRun:
    """Say that a file or folder cannot be read, and why."""
    return CannotRun(f"{error.filename} cannot be read: {error.strerror}.")


def cannot_write(error: OSError) -> CannotRun:
    """Say that a file cannot be written, and why."""
    return CannotRun(f"{error.filename} cannot be written: {error.strerror}.")
