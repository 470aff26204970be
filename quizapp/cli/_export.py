"""All that is stored about somebody, as a folder: JSON, a table a subject, and a page to read."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlalchemy import select

from quizapp.cli._faults import CannotRun, cannot_write
from quizapp.cli._person import House
from quizapp.core.spreadsheet import defuse
from quizapp.storage.given import decode
from quizapp.storage.models import QuizVersion
from quizapp.storage.personal import data_map, rows_of

Rows = Mapping[str, list[dict[str, Any]]]


def write_export(house: House, reader_id: int, folder: Path) -> list[str]:
    """Write a person's export to a new folder; return the names of its files."""
    with house.database.read() as connection:
        rows = rows_of(connection, reader_id)
        found = connection.execute(select(QuizVersion.id, QuizVersion.title))
        titles = {row.id: row.title for row in found}
    for attempt in rows["attempts"]:
        attempt["title"] = titles[attempt["version_id"]]
    for answer in rows["answers"]:
        answer["response"] = [list(pair) for pair in decode(answer["response"])]
    try:
        return _write(rows, folder, house.now)
    except FileExistsError as error:
        raise CannotRun(f"{folder} is there already: name a folder to make.") from error
    except OSError as error:
        raise cannot_write(error) from error


def _write(rows: Rows, folder: Path, now: datetime) -> list[str]:
    folder.mkdir(parents=True, mode=0o700)
    text = json.dumps(rows, ensure_ascii=False, indent=2, default=_plain)
    (folder / "data.json").write_text(text, encoding="utf-8")
    for name, found in rows.items():
        if found:
            _write_table(folder / f"{name}.csv", found)
    (folder / "index.html").write_text(_page(rows, now), encoding="utf-8")
    return sorted(path.name for path in folder.iterdir())


def _write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(rows[0])
        table.writerows([defuse(_text(value)) for value in row.values()] for row in rows)


def _page(rows: Rows, now: datetime) -> str:
    folder = Path(__file__).parent / "templates"
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True)
    templates.filters["text"] = _text
    purposes = {f"{table}.{column}": row.purpose for (table, column), row in data_map().items()}
    return templates.get_template("export.html").render(rows=rows, purposes=purposes, now=now)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _text(value: Any) -> str:
    """Return a value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, list):
        return "; ".join(_pair(item) for item in value)
    return str(value)


def _pair(item: Any) -> str:
    if isinstance(item, list):
        return ": ".join(str(part) for part in item if part)
    return str(item)
