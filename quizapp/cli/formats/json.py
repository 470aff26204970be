"""A list of objects, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.cli.formats import Checked
from quizapp.core.diagnostics import Diagnostic


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield one JSON list."""
    yield json.dumps([_to_json(found) for file in files for found in file.diagnostics], indent=2)


def _to_json(found: Diagnostic) -> dict[str, Any]:
    return {
        "path": found.path,
        **found.span._asdict(),
        "severity": found.severity,
        "code": found.code,
        "message": found.message,
        "help": found.help,
    }
