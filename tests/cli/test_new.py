"""`quizapp new`."""

from __future__ import annotations

import json
import re

import pytest

from quizapp.core.types import type_words


def test_the_new_quiz_is_sound_and_has_every_type(run, folder):
    assert run("new", "why-we-sleep").exit_code == 0
    text = (folder / "why-we-sleep.yaml").read_text()
    assert set(re.findall(r"^  - .*?type: (\S+)$", text, re.MULTILINE | re.DOTALL)) <= set(
        type_words()
    )
    assert set(re.findall(r"type: (\S+)$", text, re.MULTILINE)) == set(type_words())
    result = run("check", "--strict", "why-we-sleep.yaml")
    assert result.stdout.startswith("No problems in 1 file"), result.stdout


def test_editors_find_the_schema_beside_it(run, folder):
    run("new", "why-we-sleep")
    lines = (folder / "why-we-sleep.yaml").read_text().splitlines()
    assert lines[0] == "# yaml-language-server: $schema=./quiz.schema.json"
    assert lines[1] == "# $schema: ./quiz.schema.json"
    assert "title: Why we sleep" in lines
    assert json.loads((folder / "quiz.schema.json").read_text()) == json.loads(run("schema").stdout)


def test_it_goes_into_the_questions_folder_if_there_is_one(run, folder):
    (folder / "questions").mkdir()
    result = run("new", "sleep.yaml")
    assert "questions/sleep.yaml" in result.stdout
    assert (folder / "questions/sleep.yaml").exists()
    assert (folder / "questions/quiz.schema.json").exists()


@pytest.mark.parametrize("taken", ["sleep.yaml", "sleep.yml"])
def test_nothing_is_overwritten(taken, run, write):
    path = write(taken, "title: mine\n")
    result = run("new", "sleep")
    assert result.stderr == f"Error: {taken} is there already; nothing was changed.\n"
    assert result.exit_code == 2
    assert path.read_text() == "title: mine\n"


@pytest.mark.parametrize("name", ["../up", "a b", "", ".hidden", "a/b", "x" * 65])
def test_a_name_that_no_address_can_have_is_refused(name, run, folder):
    result = run("new", name)
    assert result.exit_code == 2
    assert "cannot be a quiz's name" in result.stderr
    assert list(folder.iterdir()) == []


PASSAGES = {
    "plain": "One paragraph: with a colon.\n\nAnother # with a hash.\n",
    "tabs and control characters": "\tA tab\tand a bell\x07.\r\nA second line.\r\n",
    "its own indentation": "   Indented first.\nNot indented.\n",
    "a marker of YAML": "--- not a document\n... nor an end\n- nor a list\n",
    "no line end, byte order mark": "\ufeffOne line",
    "odd line ends": "One\u2028two\x85three\x0cfour\n",
    "placeholders": "$title and $passage and {braces}\n",
}


@pytest.mark.parametrize("text", PASSAGES.values(), ids=PASSAGES)
def test_any_text_becomes_the_passage(text, run, write):
    write("article.txt", "").write_bytes(text.encode())
    assert run("new", "sleep", "--passage", "article.txt").exit_code == 0
    result = run("check", "sleep.yaml", "--strict")
    assert result.stdout.startswith("No problems in 1 file (1 question)"), result.stdout


def test_a_headline_becomes_the_title(run, write, folder):
    write("article.txt", "# A town: silent\n\nIt stood still.\n\nNobody minded.\n")
    run("new", "clock", "--passage", "article.txt")
    text = (folder / "clock.yaml").read_text()
    assert "\ntitle: 'A town: silent'\n" in text
    assert "\n  title: 'A town: silent'\n" in text
    assert "  text: |\n    It stood still.\n" in text


@pytest.mark.parametrize("first", ["It stood still.", "Only a line", "x" * 120 + "\n\nMore."])
def test_what_is_no_headline_stays_in_the_passage(first, run, write, folder):
    write("article.txt", f"{first}\nNobody minded.\n")
    run("new", "clock", "--passage", "article.txt")
    text = (folder / "clock.yaml").read_text()
    assert "\ntitle: Clock\n" in text
    assert f"    {first.splitlines()[0]}\n" in text


def test_the_skeletons_lack_nothing_but_their_words(run, write, folder):
    """Uncommented, all types are there, and only quotations of the passage are wrong."""
    write("article.txt", "A passage of one sentence.\n")
    run("new", "sleep", "--passage", "article.txt")
    path = folder / "sleep.yaml"
    text = path.read_text()
    assert set(re.findall(r"type: (\S+)$", text, re.MULTILINE)) == set(type_words())
    head, questions = text.split("\nquestions:\n")
    bare = re.sub(r"^  # (- |  )", r"  \1", questions, flags=re.MULTILINE)
    path.write_text(f"{head}\nquestions:\n{bare}")
    found = json.loads(run("check", "sleep.yaml", "--format", "json").stdout)
    errors = {(one["code"], one["message"]) for one in found if one["severity"] == "error"}
    assert {message for _, message in errors} <= {
        "evidence is not in the passage",
        "the answer is not in the passage",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"\xff\xfe", "is not UTF-8 text"), (b" \n", "is empty"), (b"x" * 70_000, "characters")],
)
def test_a_file_that_is_no_passage_is_refused(data, reason, run, folder):
    (folder / "article.txt").write_bytes(data)
    result = run("new", "sleep", "--passage", "article.txt")
    assert reason in result.stderr
    assert result.exit_code == 2
    assert not (folder / "sleep.yaml").exists()


def test_a_passage_that_is_not_there(run):
    result = run("new", "sleep", "--passage", "article.txt")
    assert result.stderr == "Error: article.txt cannot be read: No such file or directory.\n"
    assert result.exit_code == 2
