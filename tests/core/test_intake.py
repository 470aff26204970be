"""Files that somebody brings: taken, or refused with line and reason; nothing in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.core import limits
from quizapp.core.bank import Bank
from quizapp.core.intake import Brought, Fate, sort_out
from tests.core import archives, hostile_pictures

QUIZ = "title: T\nquestions:\n  - {id: a, type: true-false, prompt: P?, answer: 'true'}\n"
ABOUT = """\
title: About
passage: {file: tower.md, images: [{file: tower.png, alt: A tower}]}
questions:
  - {id: a, type: true-false, prompt: P?, answer: 'true', evidence: stood here}
"""
PICTURE = hostile_pictures.draw("png")


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    (tmp_path / "old.yaml").write_text(QUIZ)
    bank = Bank(tmp_path)
    bank.refresh()
    return bank


def fates(brought: list[Brought]) -> dict[str, Fate]:
    return {one.name: one.fate for one in brought}


def reason(one: Brought) -> str:
    return " ".join(message.msgid % message.values for message in one.reasons)


def test_files_are_new_or_replace_or_are_the_same(bank: Bank) -> None:
    changed = QUIZ.replace("P?", "Q?").encode()
    assert fates(sort_out(bank, [("new.yaml", changed)])) == {"new.yaml": Fate.NEW}
    assert fates(sort_out(bank, [("old.yaml", changed)])) == {"old.yaml": Fate.REPLACES}
    assert fates(sort_out(bank, [("old.yaml", changed)], False)) == {"old.yaml": Fate.LEFT_ALONE}
    assert fates(sort_out(bank, [("old.yaml", QUIZ.encode())])) == {"old.yaml": Fate.SAME}


def test_a_quiz_with_an_error_is_refused_with_its_line_and_the_rest_is_taken(bank: Bank) -> None:
    bad = QUIZ.replace("answer", "anwser").encode()
    good, refused = sort_out(bank, [("good.yaml", QUIZ.encode()), ("bad.yaml", bad)])

    assert good.is_taken
    assert refused.fate is Fate.REFUSED
    assert {(d.code, d.line) for d in refused.diagnostics} >= {("Q101", 3)}


def test_a_quiz_is_checked_with_the_passage_and_picture_that_came_along(bank: Bank) -> None:
    files = [
        ("about.yaml", ABOUT.encode()),
        ("tower.md", b"A tower stood here."),
        ("tower.png", PICTURE),
    ]
    assert all(one.is_taken for one in sort_out(bank, files))
    alone = sort_out(bank, files[:1])[0]
    assert alone.fate is Fate.REFUSED
    assert "tower.md" in alone.diagnostics[0].message


def test_a_refused_passage_takes_its_quiz_along(bank: Bank) -> None:
    files = [("about.yaml", ABOUT.encode()), ("tower.md", b"\xff"), ("tower.png", PICTURE)]

    assert fates(sort_out(bank, files)) == {
        "about.yaml": Fate.REFUSED, "tower.md": Fate.REFUSED, "tower.png": Fate.NEW,
    }  # fmt: skip


def test_a_passage_that_would_break_a_quiz_is_refused_with_the_quizs_line(bank: Bank) -> None:
    for name, content in (("about.yaml", ABOUT), ("tower.md", "A tower stood here.")):
        (bank.folder / name).write_text(content)
    (bank.folder / "tower.png").write_bytes(PICTURE)
    bank.refresh()
    [refused] = sort_out(bank, [("tower.md", b"A tower stood there.")])

    assert refused.fate is Fate.REFUSED
    assert [(d.path, d.code) for d in refused.diagnostics] == [("about.yaml", "Q204")]
    mended = ABOUT.replace("stood here", "stood there").encode()
    both = sort_out(bank, [("tower.md", b"A tower stood there."), ("about.yaml", mended)])
    assert all(one.is_taken for one in both)


def test_an_archive_gives_its_files_and_clutter_is_passed_over(bank: Bank) -> None:
    packed = archives.pack(
        {
            "week 1/new.yaml": QUIZ.encode(),
            "__MACOSX/._new.yaml": b"x",
            "week 1/.DS_Store": b"x",
            "quiz.schema.json": b"{}",
            "notes.docx": b"x",
        }
    )
    brought = sort_out(bank, [("bank.zip", packed)])

    assert fates(brought) == {"new.yaml": Fate.NEW, "notes.docx": Fate.REFUSED}
    assert "quizzes end in .yaml" in reason(brought[1])


@pytest.mark.parametrize("what", archives.hostile())
def test_nothing_of_a_hostile_archive_is_taken(bank: Bank, what: str) -> None:
    brought = sort_out(bank, [("bank.zip", archives.hostile()[what])])

    assert brought
    assert not any(one.is_taken for one in brought)
    assert all(reason(one) for one in brought)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("my quiz.yaml", "A file's name has letters"),
        ("QUIZ.YAML", "A file's name has letters"),
        ("x" * 300 + ".yaml", "A file's name has letters"),
        ("a\u202e.md", "quizzes end in"),
        ("a.svg", "quizzes end in"),
        ("", "quizzes end in"),
    ],
)
def test_a_name_is_refused_in_words(bank: Bank, name: str, says: str) -> None:
    [one] = sort_out(bank, [(name, QUIZ.encode())])

    assert says in reason(one)
    assert one.name.isprintable()
    assert len(one.name) <= 101


def test_folders_of_other_systems_are_no_part_of_a_name(bank: Bank) -> None:
    assert fates(sort_out(bank, [("C:\\fakepath\\a.yaml", QUIZ.encode())])) == {"a.yaml": Fate.NEW}
    assert fates(sort_out(bank, [("../../a.yaml", QUIZ.encode())])) == {"a.yaml": Fate.NEW}


def test_two_of_one_name_are_not_guessed_between(bank: Bank) -> None:
    first, second = sort_out(bank, [("a.yaml", QUIZ.encode()), ("A.yaml", QUIZ.encode())])

    assert first.is_taken
    assert reason(second) == "There is another file of this name among them."
    twin = sort_out(bank, [("old.yml", QUIZ.encode())])[0]
    assert [d.code for d in twin.diagnostics] == ["Q008"]


def test_a_file_over_the_limit_is_not_read(bank: Bank) -> None:
    [one] = sort_out(bank, [("a.yaml", b"#" * (limits.FILE_BYTES + 1))])

    assert reason(one) == "This file is larger than 1 MiB."
