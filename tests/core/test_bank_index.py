"""What a bank remembers between starts: the same bank, sooner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.core import bank as bank_module
from quizapp.core import bank_index, loading
from quizapp.core.bank import Bank, BankEntry
from quizapp.core.quiz import Quiz

QUIZ = """\
title: {}
passage:
  file: text.md
questions:
  - id: one
    type: true-false
    prompt: Is it so?
    answer: {}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "text.md").write_text("Some words to read.", encoding="utf-8")
    for name in ("a", "b", "c"):
        write(folder, name)
    return folder


def write(folder: Path, name: str, title: str = "", answer: str = "true") -> None:
    text = QUIZ.format(title or f"Quiz {name}", answer)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def start(folder: Path) -> Bank:
    bank = Bank(folder, folder.parent / "index.json")
    bank.refresh()
    return bank


def find(bank: Bank, name: str) -> tuple[BankEntry, Quiz]:
    entry = bank.get(name)
    assert entry
    assert entry.quiz
    return entry, entry.quiz


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that a parser reads from now on."""
    names: list[str] = []
    read_quiz = bank_module.read_quiz

    def note(text: str, name: str, *more: object) -> object:
        names.append(name)
        return read_quiz(text, name, *more)

    for module in (bank_module, loading):
        monkeypatch.setattr(module, "read_quiz", note)
    return names


def test_a_second_start_reads_nothing_and_has_the_same_bank(folder: Path, read: list[str]) -> None:
    first = start(folder)
    read.clear()
    second = start(folder)

    assert second.entries() == first.entries()
    assert second.listing.quizzes == first.listing.quizzes
    assert read == []


def test_a_quiz_is_read_when_first_asked_for_and_then_kept(folder: Path, read: list[str]) -> None:
    _, before = find(start(folder), "b")
    second = start(folder)
    read.clear()

    entry, quiz = find(second, "b")
    assert quiz == before
    assert entry.quiz is quiz
    assert read == ["b"]


def test_only_what_changed_is_read(folder: Path, read: list[str]) -> None:
    start(folder)
    write(folder, "b", title="Another")
    write(folder, "d")
    (folder / "a.yaml").unlink()
    read.clear()

    bank = start(folder)
    assert read == ["b", "d"]
    assert [e.card.title for e in bank.quizzes() if e.card] == ["Another", "Quiz c", "Quiz d"]


def test_a_changed_passage_is_a_change(folder: Path, read: list[str]) -> None:
    start(folder)
    (folder / "text.md").write_text("Other words.", encoding="utf-8")
    read.clear()

    bank = start(folder)
    assert read == ["a", "b", "c"]
    assert find(bank, "a")[1].passages[0].paragraphs[0].text == "Other words."


def test_a_file_that_turns_bad_after_a_start_goes_on_being_served(folder: Path) -> None:
    start(folder)
    bank = start(folder)
    write(folder, "a", answer="perhaps")
    bank.refresh()

    entry, quiz = find(bank, "a")
    assert quiz.items["one"].question.key == (("", "true"),)
    assert any(found.is_error for found in entry.diagnostics)


def test_a_file_with_errors_is_looked_at_again_at_every_start(
    folder: Path, read: list[str]
) -> None:
    write(folder, "a", answer="perhaps")
    start(folder)
    read.clear()

    assert [entry.name for entry in start(folder).entries() if entry.diagnostics] == ["a"]
    assert read == ["a"]


def _spoilt(text: str) -> Iterator[str]:
    yield ""
    yield "null"
    yield "[" * 10_000
    yield text[:-20]
    yield text.replace(bank_index.program(), "0" * 64)
    yield text.replace('"open"', '"mine"')
    yield text.replace('"en"', "17")


def test_an_index_that_is_no_index_is_none(folder: Path) -> None:
    first = start(folder)
    file = folder.parent / "index.json"
    text = file.read_text()
    for spoilt in _spoilt(text):
        assert spoilt != text
        file.write_text(spoilt)
        assert start(folder).entries() == first.entries()


def test_an_altered_index_cannot_alter_a_quiz(folder: Path) -> None:
    before, quiz = find(start(folder), "b")
    file = folder.parent / "index.json"
    file.write_text(file.read_text().replace("Quiz b", "Altered"))

    after, same = find(start(folder), "b")
    assert (same, after.digest) == (quiz, before.digest)


def test_another_program_reads_everything_anew(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(folder)
    read.clear()
    monkeypatch.setattr(bank_index, "program", lambda: "another")

    start(folder)
    assert read == ["a", "b", "c"]


def test_the_index_is_for_its_owner_alone(folder: Path) -> None:
    start(folder)
    assert (folder.parent / "index.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_costs_only_time(folder: Path, read: list[str]) -> None:
    for _ in range(2):
        assert Bank(folder, folder.parent / "missing" / "index.json").refresh()
    assert read == ["a", "b", "c"] * 2
