"""A folder of quizzes that follows its files and keeps the last good version."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core.bank import Bank
from quizapp.core.loading import load_quiz
from quizapp.core.quiz import Quiz

GOOD = "title: {title}\nquestions:\n  - {{id: q, type: numeric, prompt: When?, answer: 1871}}\n"
WITH_FILE = "title: T\npassage: {file: text.md}\n" + GOOD.partition("\n")[2].replace(
    "{{", "{"
).replace("}}", "}")
Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file with a time of change of its own."""
    clock = iter(range(1_700_000_000, 1_800_000_000))

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        when = next(clock)
        os.utime(path, (when, when))

    return write


@pytest.fixture
def bank(tmp_path: Path, write: Write) -> Bank:
    write("a.yaml", GOOD.format(title="First"))
    bank = Bank(tmp_path)
    bank.refresh()
    return bank


def titles(bank: Bank) -> list[str]:
    return [entry.quiz.title for entry in bank.quizzes() if entry.quiz]


def codes(bank: Bank, name: str) -> list[str]:
    entry = bank.get(name)
    assert entry
    return [d.code for d in entry.diagnostics]


def test_a_look_at_an_unchanged_folder_keeps_every_object(bank: Bank, write: Write) -> None:
    write("a.yml", GOOD.format(title="Same name"))
    write("bad.yaml", "title: [")
    assert bank.refresh()
    before = bank.entries()

    assert not bank.refresh()
    assert all(new is old for new, old in zip(bank.entries(), before, strict=True))


def test_a_quiz_that_nobody_has_asked_for_is_not_in_memory(bank: Bank) -> None:
    def in_memory() -> list[str]:
        gc.collect()
        return [one.title for one in gc.get_objects() if type(one) is Quiz and one.name == "a"]

    assert in_memory() == []
    assert titles(bank) == in_memory() == ["First"]


def test_a_changed_file_is_read_again_and_the_others_are_not(bank: Bank, write: Write) -> None:
    write("b.yaml", GOOD.format(title="Second"))
    assert bank.refresh()
    first = bank.get("a")
    write("b.yaml", GOOD.format(title="Better"))

    assert bank.refresh()
    assert titles(bank) == ["Better", "First"]
    assert bank.get("a") is first


def test_a_removed_file_is_gone(bank: Bank) -> None:
    (bank.folder / "a.yaml").unlink()

    assert bank.refresh()
    assert bank.get("a") is None
    assert titles(bank) == []


@pytest.mark.parametrize("bad", ["", "title: [", "title: T\n", "\t", "just text", "\0"])
def test_a_file_that_turned_bad_keeps_its_last_good_version(
    bank: Bank, write: Write, bad: str
) -> None:
    good = bank.get("a")
    assert good
    write("a.yaml", bad)

    assert bank.refresh()
    entry = bank.get("a")
    assert entry
    assert (entry.quiz, entry.version, entry.digest) == (good.quiz, good.version, good.digest)
    assert entry.diagnostics
    write("a.yaml", GOOD.format(title="Mended"))
    bank.refresh()
    assert titles(bank) == ["Mended"]
    assert codes(bank, "a") == []


def test_a_file_bad_from_the_start_gives_diagnostics_and_no_quiz(bank: Bank, write: Write) -> None:
    write("b.yaml", "title: [")
    bank.refresh()

    assert titles(bank) == ["First"]
    assert codes(bank, "b") == ["Q001"]


def test_a_file_that_is_not_utf_8_says_in_which_line(bank: Bank) -> None:
    (bank.folder / "b.yaml").write_bytes(b"title: T\nsummary: caf\xe9\n")
    bank.refresh()

    entry = bank.get("b")
    assert entry
    [diagnostic] = entry.diagnostics
    assert (diagnostic.code, diagnostic.line) == ("Q006", 2)


def test_a_file_that_cannot_be_opened_keeps_its_last_good_version(bank: Bank) -> None:
    (bank.folder / "a.yaml").unlink()
    (bank.folder / "a.yaml").mkdir()
    bank.refresh()

    assert titles(bank) == ["First"]
    assert codes(bank, "a") == ["Q006"]


def test_two_files_of_one_name_the_first_counts(bank: Bank, write: Write) -> None:
    write("a.yml", GOOD.format(title="Other"))
    bank.refresh()

    assert titles(bank) == ["First"]
    assert codes(bank, "a.yml") == ["Q008"]
    (bank.folder / "a.yaml").unlink()
    bank.refresh()
    assert titles(bank) == ["Other"]
    assert bank.get("a.yml") is None


def test_a_passage_file_beside_is_watched(bank: Bank, write: Write) -> None:
    write("b.yaml", WITH_FILE)
    bank.refresh()
    assert codes(bank, "b") == ["Q201"]
    write("text.md", "It appeared.")
    assert bank.refresh()
    first = bank.get("b")
    assert first
    assert first.quiz
    assert first.quiz.passages[0].paragraphs[0].text == "It appeared."
    write("text.md", "It changed.")
    assert bank.refresh()
    second = bank.get("b")
    assert second
    assert second.quiz
    assert second.quiz.passages[0].paragraphs[0].text == "It changed."
    assert first.digest != second.digest
    (bank.folder / "text.md").unlink()
    assert bank.refresh()
    assert codes(bank, "b") == ["Q201"]
    entry = bank.get("b")
    assert entry
    assert entry.quiz is second.quiz


def test_an_empty_folder_has_no_quizzes(tmp_path: Path) -> None:
    bank = Bank(tmp_path)

    assert not bank.refresh()
    assert bank.entries() == []


def test_a_folder_that_is_gone_for_now_changes_nothing(bank: Bank) -> None:
    shutil.rmtree(bank.folder)

    assert not bank.refresh()
    assert titles(bank) == ["First"]


def test_hidden_and_other_files_are_no_quizzes(bank: Bank, write: Write) -> None:
    for name in (".b.yaml", "b.txt", "b.yaml~", "text.md"):
        write(name, GOOD.format(title="No"))

    assert not bank.refresh()


def test_a_name_that_is_no_part_of_an_address_is_refused(bank: Bank, write: Write) -> None:
    write("my quiz.yaml", GOOD.format(title="Second"))
    bank.refresh()

    assert titles(bank) == ["First"]
    assert codes(bank, "my quiz") == ["Q007"]


def test_the_same_content_has_the_same_digest_wherever_it_stands(
    bank: Bank, write: Write, tmp_path: Path
) -> None:
    write("b.yaml", GOOD.format(title="First"))

    digests = {load_quiz(tmp_path / name).version.digest for name in ("a.yaml", "b.yaml")}
    assert len(digests) == 1


def test_a_look_at_what_has_not_changed_opens_no_file(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "stat", None)
    monkeypatch.setattr(Path, "read_bytes", None)

    assert not bank.refresh()
