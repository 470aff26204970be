"""An analysis as a file: the same names as `quizapp analyse --json`."""

from __future__ import annotations

import csv
import io
import json

from flask import Response

from quizapp.core.spreadsheet import defuse
from quizapp.core.statistics import Analysis
from quizapp.core.statistics.record import analysis_record, item_rows


def send_analysis(kind: str, name: str, analysis: Analysis) -> Response | None:
    """Return the file of a kind, None for a kind that there is not."""
    if kind == "json":
        text = json.dumps(analysis_record(analysis), indent=2, ensure_ascii=False)
        return _download(text, "application/json", f"{name}-analysis.json")
    if kind == "csv":
        return _download("\ufeff" + _csv(analysis), "text/csv", f"{name}-analysis.csv")
    return None


def _csv(analysis: Analysis) -> str:
    rows = item_rows(analysis)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    if rows:
        table.writerow(rows[0])
        table.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    return defuse(value) if isinstance(value, str) else "" if value is None else value


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=media_type, headers=headers)
