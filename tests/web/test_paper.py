"""A quiz to print, in the browser."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.web import _walk
from tests.web._page import Page


def test_a_teacher_prints_a_quiz_from_the_files_of_the_bank(
    app: Flask, client: FlaskClient
) -> None:
    assert client.get("/teach/bank/lighthouse/paper").status_code == 404
    _walk.become_teacher(app, client)
    bank = Page(client.get("/teach/bank").text)
    assert ("Print lighthouse.yaml", "/teach/bank/lighthouse/paper") in bank.links
    page = Page(client.get("/teach/bank/lighthouse/paper").text)
    for words in ("Form A", "Answer sheet · Form B", "Key · Form B", "Print this page"):
        assert words in page.text
    assert ("Back to the file", "/teach/bank/files/lighthouse.yaml") in page.links
    assert not [given for _, given in page.tags if "style" in given]
    assert "style" not in {tag for tag, _ in page.tags}


def test_a_quiz_that_is_not_there_or_gives_nothing_cannot_be_printed(
    app: Flask, client: FlaskClient, questions: Path
) -> None:
    _walk.become_teacher(app, client)
    (questions / "broken.yaml").write_text("title: [")
    for name in ("broken", "nowhere"):
        assert client.get(f"/teach/bank/{name}/paper").status_code == 404
