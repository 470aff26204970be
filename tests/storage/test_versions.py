"""An attempt keeps the quiz it began with, sentence by sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.core import passage
from quizapp.storage.models import QuizVersion
from quizapp.storage.versions import Versions
from tests.storage.conftest import QUIZ, House

pytestmark = pytest.mark.both_databases


def store(house: House) -> int:
    return house.database.write(house.version)


def test_the_same_content_is_stored_once(house: House) -> None:
    assert store(house) == store(house)
    with house.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(QuizVersion)) == 1


def test_a_changed_file_is_another_version_and_the_old_one_stays(house: House) -> None:
    old = store(house)
    house.write_quiz(QUIZ.replace("The lighthouse", "The new lighthouse"))
    house.bank.refresh()
    new = store(house)

    versions = Versions(house.database)
    assert old != new
    assert [versions.get(v).title for v in (old, new)] == ["The lighthouse", "The new lighthouse"]


def test_a_version_is_read_once(house: House) -> None:
    versions = Versions(house.database)
    version = store(house)

    assert versions.get(version) is versions.get(version)
    with pytest.raises(LookupError):
        versions.get(version + 1)


def test_a_version_keeps_its_passage_file(house: House) -> None:
    (house.questions / "text.md").write_text("It stood there. Then it fell.")
    house.write_quiz(QUIZ.replace("text: |\n    Hale", "file: text.md #").replace("#", "\n    #"))
    house.bank.refresh()
    version = store(house)
    (house.questions / "text.md").write_text("Something else.")

    assert house.entry.version.files == {"text.md": b"It stood there. Then it fell."}
    quiz = Versions(house.database).get(version)
    assert quiz.passages[0].paragraphs[0].text == "It stood there. Then it fell."
    assert Versions(house.database).file(version, "text.md") == b"It stood there. Then it fell."
    assert Versions(house.database).file(version, "other.md") is None


def test_a_newer_cutter_of_sentences_moves_none_of_a_version(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = store(house)
    before = Versions(house.database).get(version).passages[0].boundaries
    monkeypatch.setattr(passage, "split_sentences", lambda text, _: ((0, len(text)),))

    assert len(before[0]) == 2
    assert Versions(house.database).get(version).passages[0].boundaries == before
