"""Which files a command line means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from quizapp.cli._faults import CannotRun, cannot_read
from quizapp.core.loading import quiz_paths


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return each file once, in the order of the command line; all of them can be opened."""
    files = list_files(paths)
    for file in files:
        _make_sure_it_opens(file)
    if not files:
        raise CannotRun(f"there are no quiz files (.yaml) in {', '.join(map(str, paths))}.")
    return files


def list_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are meant, without a look at them."""
    try:
        found = [file for path in paths for file in (quiz_paths(path) if path.is_dir() else [path])]
    except OSError as error:
        raise cannot_read(error) from error
    return list(dict.fromkeys(map(_shown_path, found)))


def _shown_path(path: Path) -> Path:
    """Return a path below the current folder relative to it, any other as a whole."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole


def _make_sure_it_opens(path: Path) -> None:
    try:
        path.stat()
        if path.is_file():
            path.open("rb").close()
    except OSError as error:
        raise cannot_read(error) from error
