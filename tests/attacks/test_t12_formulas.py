"""T12: no table that is downloaded holds a formula, and what was defused comes back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import product
from typing import Final

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.core.sheets.roster import read_roster
from quizapp.core.spreadsheet import defuse, restore
from tests.attacks.counts import IS_FULL
from tests.conftest import LIGHTHOUSE
from tests.web import _walk
from tests.web._class import add_class, take

STARTS: Final = [*"=+-@\t\r\n\0＝＋－＠﹦﹢﹣﹫", "'=", "''=", "=-", "+=", "-@"]
BODIES: Final = [
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://e.example";"x")', "SUM(A1:A9)", "A1", "",
    'WEBSERVICE("http://e.example")', "IMPORTXML(1,2)", 'DDE("cmd";"/C calc";"x")', "1", "-1", "-",
    '"=1+1"', ";=1+1", ",=1+1", "1e400", "{=1}", "RAND()", "'", "@SUM(1)", "0x1", "TRUE", "é",
    "A1:A2", "TODAY()",
]  # fmt: skip
PAYLOADS: Final = [start + body for start, body in product(STARTS, BODIES)]
FORMULA: Final = frozenset("=+-@\t\r\n\0＝＋－＠﹦﹢﹣﹫")


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()


def test_there_are_as_many_as_were_set() -> None:
    assert len(set(PAYLOADS)) >= 500


@pytest.mark.parametrize("start", STARTS)
def test_what_was_defused_begins_with_no_formula_and_is_restored(start: str) -> None:
    for payload in (p for p in PAYLOADS if p.startswith(start)):
        cell = defuse(payload)
        assert cell[:1] not in FORMULA, payload
        assert restore(cell) == payload


@pytest.fixture
def used(app: Flask, teacher: FlaskClient) -> list[str]:
    """Let a class have such names, and give such answers to a quiz with such a title."""
    payloads = PAYLOADS if IS_FULL else PAYLOADS[::40]
    names = [payload.strip("\t\r\n\0") or "Nobody" for payload in payloads]
    title = LIGHTHOUSE.replace("title: The lighthouse at", 'title: "=1+1 at')
    _walk.add_quiz(teacher, "lighthouse", title.replace("Hale Point\np", 'Hale Point"\np'))
    _, readers = add_class(app, "=1+1", "Ms Hale", names)
    for reader, payload in zip(readers, payloads, strict=True):
        take(app, "lighthouse", reader, {"fuel": payload.replace("\0", "") or "x"})
    return names


def _cells(reply_data: bytes) -> Iterator[str]:
    table = csv.reader(io.StringIO(reply_data.decode("utf-8-sig"), newline=""))
    for row in table:
        yield from row


SHEETS: Final = [
    f"/teach/quizzes/lighthouse/download/{sheet}.{kind}"
    for sheet in ("grades", "answers", "responses")
    for kind in ("csv", "xlsx")
] + [f"/teach/classes/1/{sheet}" for sheet in ("roster.csv", "results/grades.csv")]


def test_no_cell_of_any_download_is_a_formula(teacher: FlaskClient, used: list[str]) -> None:
    for path in SHEETS:
        reply = teacher.get(f"{path}?class=1" if "/quizzes/" in path else path)
        assert reply.status_code == 200
        texts = _texts_of_xlsx(reply.data) if path.endswith("xlsx") else _texts_of_csv(reply.data)
        assert [text for text in texts if text[:1] in FORMULA] == [], path
        assert any(text.startswith("'") for text in texts), path
    reply = teacher.get("/teach/classes/1/roster.csv")
    names = [pupil.name for pupil in read_roster(reply.data).pupils]
    # A name loses what cannot be seen, on its way in as on its way back.
    assert sorted(names) == sorted(" ".join(name.split()) for name in used)


def _texts_of_csv(data: bytes) -> list[str]:
    return [cell for cell in _cells(data) if not _is_number(cell)]


def _texts_of_xlsx(data: bytes) -> list[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    return [str(cell.value) for cell in cells if cell.data_type == "s"]


def test_ones_own_scores_hold_no_formula(app: Flask, client: FlaskClient) -> None:
    title = LIGHTHOUSE.replace("title: The lighthouse at Hale Point", 'title: "=1+1"')
    _walk.add_quiz(client, "lighthouse", title)
    _walk.take(client, "lighthouse", {})
    cells = list(_cells(client.get("/history/my-scores.csv").data))
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in FORMULA]
