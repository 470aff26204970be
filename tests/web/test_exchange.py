"""Other programs' files in the browser: brought in, taken out, and what was lost told."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.formats import all_formats
from tests.web import _walk

AIKEN = b"What burned?\nA. Oil\nB. Coal\nANSWER: A\n\nNo answer?\nA. a\nB. b\n"


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client)
    return client


def bring(client: FlaskClient, *files: tuple[str, bytes], **fields: str) -> Any:
    data: dict[str, Any] = {"csrf_token": _walk.csrf(client), **fields}
    data["files"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post("/teach/bank/import", data=data, content_type="multipart/form-data")


def test_a_file_becomes_a_quiz_of_the_bank(teacher: FlaskClient) -> None:
    reply = bring(teacher, ("fuel.txt", AIKEN))
    assert reply.status_code == 200
    assert "1 question" in reply.text
    assert "line 6" in reply.text
    assert "this question has no" in reply.text
    assert "Readers see it at once." in reply.text
    assert "What burned?" in teacher.get("/teach/bank/files/fuel.yaml").text
    assert teacher.get("/quizzes/fuel").status_code == 200


def test_a_second_file_of_the_name_takes_nothing_away(teacher: FlaskClient) -> None:
    bring(teacher, ("lighthouse.txt", AIKEN))
    assert "What burned?" in teacher.get("/teach/bank/files/lighthouse-2.yaml").text
    assert "Why was the lighthouse built?" in teacher.get("/teach/bank/files/lighthouse.yaml").text


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose one file or several."),
        ([("note.txt", b"Dear all,")], "is in no format that is known here"),
    ],
)
def test_what_cannot_be_read_is_said(teacher: FlaskClient, files: Any, words: str) -> None:
    reply = bring(teacher, *files)
    assert reply.status_code == 422
    assert words in reply.text
    assert "<title>Error: " in reply.text


def test_a_file_without_a_sound_question_stores_nothing(teacher: FlaskClient) -> None:
    reply = bring(teacher, ("fuel.txt", b"ANSWER: A\n"), format="aiken")
    assert reply.status_code == 422
    assert "Nothing was stored." in reply.text
    assert teacher.get("/teach/bank/files/fuel.yaml").status_code == 404


@pytest.mark.parametrize("format_", [f for f in all_formats() if f.write], ids=lambda f: f.name)
def test_every_format_is_offered_and_given(teacher: FlaskClient, format_: Any) -> None:
    page = teacher.get(f"/teach/bank/files/lighthouse.yaml/export?to={format_.name}")
    assert page.status_code == 200
    assert "Not carried over" in page.text
    reply = teacher.get(f"/teach/bank/files/lighthouse.yaml/export/{format_.name}")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert len(reply.data) > 50


def test_what_was_exported_comes_back_whole(teacher: FlaskClient) -> None:
    zipped = teacher.get("/teach/bank/files/lighthouse.yaml/export/gift").data
    reply = bring(teacher, ("lighthouse-gift.zip", zipped))
    assert reply.status_code == 200, reply.text
    assert "Nothing was lost." in reply.text
    text = teacher.get("/teach/bank/files/lighthouse-2.yaml/download").text
    assert "evidence: after three ships were lost in one winter" in text


def test_the_tables_to_fill_in(teacher: FlaskClient) -> None:
    for format_ in all_formats():
        reply = teacher.get(f"/teach/bank/import/{format_.name}/template")
        assert reply.status_code == (200 if format_.template else 404)


def test_hostile_words_of_a_file_are_shown_as_words(teacher: FlaskClient) -> None:
    text = b"<script>alert(1)</script>\nA. a\nB. b\nANSWER: C\n"
    reply = bring(teacher, ("<script>.txt", text), format="aiken")
    assert "<script>alert" not in reply.text
