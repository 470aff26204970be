"""Tables of questions, as CSV and as XLSX."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from quizapp.formats import Brought, Incoming, bring_in, get_format, sniff
from tests.formats._quizzes import loaded, taken

ROWS = [
    ["Type", "Question", "A", "B", "c", "Correct answer", "Answer", "Evidence", "Tags"],
    ["title", "The lighthouse"],
    ["passage", "It was built in 1871.\nThe lamp burned oil."],
    ["single-choice", "What was built?", "A lamp", "It", "", "B", "", "It was built", "sea\nold"],
    ["", "Which two?", "one", "two", "three", "A, C"],
    ["numeric", "When?", "", "", "", "", 1871, "in 1871"],
    ["true-false", "It burned coal.", "", "", "", "", False],
    ["short answer", "Fuel?", "", "", "", "", "oil\nwhale oil"],
    ["ordering", "Order these.", "one", "two", "three"],
    ["matching", "Match.", "three", "", "", "", "1 = one\n2 = two"],
    ["categorize", "Sort.", "", "", "", "", "1 = odd\n3 = odd\n2 = even"],
    ["cloze", "It was built in {year}.", "", "", "", "", "year = 1871 | in 1871"],
    ["hot-text", "Mark.", "", "", "", "", "The lamp burned oil."],
    ["open-response", "Why?"],
    ["text", "Read on."],
    ["", "The last?", "", "", "", "", "yes"],
]


def workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def csv_of(rows: list[list[Any]], separator: str = ",") -> bytes:
    def cell(value: Any) -> str:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return '"' + text.replace('"', '""') + '"'

    return "\r\n".join(separator.join(map(cell, row)) for row in rows).encode()


def brought(data: bytes, name: str) -> Brought:
    format_ = get_format(name)
    assert format_
    return bring_in([(Incoming(f"quiz.{name}", data), format_)], "quiz")


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_table_of_every_type(name: str) -> None:
    found = brought(workbook(ROWS) if name == "xlsx" else csv_of(ROWS, ";"), name)
    assert found.losses == ()
    assert found.quiz is not None
    assert found.quiz.title == "The lighthouse"
    questions = list(found.quiz.questions())
    assert [question.type for question in questions] == [
        *["single-choice", "multiple-response", "numeric", "true-false", "short-answer"],
        *["ordering", "matching", "categorize", "cloze", "hot-text", "open-response"],
        "short-answer",
    ]
    keys = [tuple(value for _, value in question.key) for question in questions[:-2]]
    assert keys[:6] == [
        ("It",), ("one", "three"), ("1871",), ("false",), ("oil",), ("one", "two", "three")
    ]  # fmt: skip
    assert questions[0].evidence == ("It was built",)
    assert questions[0].tags == ("sea", "old")
    assert found.quiz.items[questions[-1].id].prefaces


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    rows = [["type", "prompt", "answer"], ["short-answer", "Où, “là”?", "là"]]
    data = csv_of(rows, separator).decode().encode(encoding)
    assert sniff(Incoming("quiz.csv", data)) == (get_format("csv"),)
    found = brought(data, "csv")
    assert found.quiz is not None
    assert [question.prompt for question in found.quiz.questions()] == ["Où, “là”?"]


def test_what_is_wrong_is_told_by_row_and_the_rest_is_taken() -> None:
    rows = [
        ["type", "prompt", "choice A", "choice B", "correct", "anwser", "answer"],
        ["single-choice", "One?", "a", "b", "C"],
        ["singel-choice", "Two?", "a", "b", "A"],
        ["", "Three?"],
        ["matching", "Four?", "", "", "", "", "no sign"],
        ["numeric", "Five?", "", "", "", "", "many"],
        ["single-choice", "Six?", "a", "b", "b"],
    ]
    found = brought(csv_of(rows), "csv")
    assert found.quiz is not None
    assert [question.prompt for question in found.quiz.questions()] == ["Six?"]
    assert [loss.line for loss in found.losses] == [1, 2, 3, 4, 5, 6]
    assert "did you mean `answer`" in found.losses[0].message
    assert "did you mean `single-choice`" in found.losses[2].message


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_the_template_is_a_quiz_already(name: str) -> None:
    format_ = get_format(name)
    assert format_
    assert format_.template
    found = brought(format_.template(), name)
    assert found.losses == ()
    assert found.quiz is not None
    assert list(found.quiz.items) == ["why-built", "when"]


@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_cell_is_run_as_a_formula_and_all_come_back(payload: str) -> None:
    text = (
        "title: x\nquestions:\n  - id: a\n    type: short-answer\n    prompt: 'Q'\n"
        f"    answers: ['{payload.strip()}']\n"
    )
    for name in ("csv", "xlsx"):
        format_ = get_format(name)
        assert format_
        data = taken(loaded(text), format_).data
        if name == "csv":
            assert f",'{payload.strip()}" in data.decode("utf-8-sig")
        else:
            sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet
        found = brought(data, name)
        assert found.quiz is not None
        assert next(found.quiz.questions()).key == (("", payload.strip()),)


def test_a_sheet_that_claims_to_be_endless_is_read_quickly() -> None:
    data = workbook([["type", "prompt", "answer"], ["numeric", "When?", 1]])
    source = zipfile.ZipFile(io.BytesIO(data))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far).replace(b"A1:C2", b"A1:XFD1048576")
            target.writestr(name, content)
    # Its row 1,048,576 is past the last that is read: this ends, and at once.
    assert brought(made.getvalue(), "xlsx").quiz is not None


def test_other_zips_are_no_workbooks() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr("imsmanifest.xml", "<a/>")
    assert get_format("xlsx") not in sniff(Incoming("a.zip", made.getvalue()))
    assert brought(made.getvalue(), "xlsx").quiz is None
