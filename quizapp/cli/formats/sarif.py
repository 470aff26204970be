"""SARIF 2.1.0 (OASIS), for code scanning services."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from quizapp.cli.formats import Checked
from quizapp.core.diagnostics import Diagnostic, severity_of

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_REGION = ("startLine", "startColumn", "endLine", "endColumn")


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield one SARIF log with one run."""
    found = [diagnostic for file in files for diagnostic in file.diagnostics]
    codes = sorted({diagnostic.code for diagnostic in found})
    driver = {"name": "quizapp", "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes) for diagnostic in found],
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    from quizapp.help.codes import get_page

    page = get_page(code)
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.why},
        "defaultConfiguration": {"level": severity_of(code)},
    }


def _result(found: Diagnostic, codes: list[str]) -> dict[str, Any]:
    region = dict(zip(_REGION, found.span, strict=True))
    place = {"artifactLocation": {"uri": _uri(found.path)}, "region": region}
    return {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": found.severity,
        "message": {"text": "\n".join(filter(None, (found.message, found.help)))},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(Path(path).as_posix().encode("utf-8", "surrogateescape"))
