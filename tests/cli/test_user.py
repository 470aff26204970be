"""`quizapp user`: accounts from the command line; what is stored about somebody, and its end."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.bank import Bank
from quizapp.storage import accounts, links, passwords, people, sessions
from quizapp.storage.answers import Sent, save_answer
from quizapp.storage.attempts import GRACE, Start, attempts_of, start_attempt
from quizapp.storage.database import Database
from quizapp.storage.handing_in import hand_in
from quizapp.storage.start import open_database
from quizapp.storage.versions import Versions, store_version

NOW = datetime.now(UTC)
SECRET = b"a secret of the tests, as long as a real one"
PASSWORD = "four words by heart"
QUIZ = """\
title: The lighthouse
passage: {text: Hale Point got its lighthouse in 1871.}
questions:
  - {id: fuel, type: short-answer, prompt: What burned?, answers: [whale oil]}
  - {id: say, type: open-response, prompt: Say more., points: 2}
"""


@pytest.fixture
def database(folder: Path) -> Iterator[Database]:
    (folder / "instance").mkdir()
    database, _ = open_database(f"sqlite:///{folder / 'instance' / 'quizapp.sqlite'}", NOW)
    yield database
    database.close()


def person(database: Database, user_name: str) -> Any:
    with database.read() as connection:
        return accounts.person_called(connection, user_name)


def add_reader(database: Database, folder: Path, name: str, *words: str) -> int:
    """Add somebody who has taken a quiz and typed some words."""
    (folder / "questions").mkdir(exist_ok=True)
    (folder / "questions" / "lighthouse.yaml").write_text(QUIZ)
    bank = Bank(folder / "questions")
    bank.refresh()
    entry = bank.get("lighthouse")
    token = people.add_reader(database, SECRET, name, NOW)
    with database.read() as connection:
        reader_id = sessions.visitor(connection, token, NOW).reader_id
    start = Start(reader_id, "lighthouse", ("fuel", "say"), f"seed of {name}", None, None)
    attempt = start_attempt(
        database, start, lambda c: store_version(c, entry, entry.quiz, NOW), NOW
    )
    for position, text in enumerate(words, 1):
        sent = Sent(attempt, position, 0, (("", text),), tab=f"tab of {name}", seq=position)
        save_answer(database, sent, NOW, NOW - GRACE)
    with database.read() as connection:
        (taken,) = attempts_of(connection, reader_id)
    hand_in(database, Versions(database), taken, NOW)
    return int(reader_id)


def test_a_teacher_is_added_with_a_password_that_is_asked_for(run, database: Database) -> None:
    result = run("user", "add", "Hale", "--name", "Ms Hale", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    hale = person(database, "hale")
    assert (hale.name, hale.role) == ("Ms Hale", "teacher")
    assert passwords.is_password(hale.password_hash, PASSWORD)


def test_an_administrator_gets_a_link(run, database: Database) -> None:
    result = run("user", "add", "hale", "--name", "Ms Hale", "--administrator", "--link")
    link = result.stdout.strip()
    assert link.startswith("http://127.0.0.1:8000/set-password/")
    with database.read() as connection:
        token = link.rpartition("/")[2]
        whose = links.whose_password_link(connection, token, datetime.now(UTC))
    assert whose == person(database, "hale").reader_id
    assert person(database, "hale").role == "administrator"


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (["add", "a b", "--name", "A"], "", "A user name has 3 to 60 letters"),
        (["add", "hale", "--name", "A"], "", "Somebody has the user name hale already."),
        (["add", "dale", "--name", "A"], "baseball\nbaseball\n", "most common passwords"),
        (["add", "dale", "--name", " "], f"{PASSWORD}\n{PASSWORD}\n", "A name has 1 to 40"),
        (["passwd", "nobody"], "", "Nobody is called nobody here"),
        (["disable", "hale"], "", "hale is the only administrator: make another one first."),
        (["export", "#999", "--to", "x"], "", "Nobody is called #999 here"),
        (["erase", "ABCD-EFGH-JKMN", "--yes"], "", "Nobody is called ABCD-EFGH-JKMN here"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    run, database: Database, arguments: list[str], typed: str, says: str
) -> None:
    secret = f"{PASSWORD}\n{PASSWORD}\n"
    run("user", "add", "hale", "--name", "Hale", "--administrator", input=secret)
    result = run("user", *arguments, input=typed)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_password_is_changed_and_an_account_shut_and_opened(run, database: Database) -> None:
    run("user", "add", "hale", "--name", "Ms Hale", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert run("user", "passwd", "hale", input="another one here\n" * 2).exit_code == 0
    hale = person(database, "hale")
    assert passwords.is_password(hale.password_hash, "another one here")
    assert run("user", "disable", "hale").exit_code == 0
    assert person(database, "hale").disabled_at
    assert "is disabled" in run("user", "passwd", "hale", "--link").output
    assert run("user", "enable", "hale").exit_code == 0
    assert person(database, "hale").disabled_at is None


def test_the_list_has_numbers_to_go_on_with(run, database: Database, folder: Path) -> None:
    assert "Nobody has an account yet" in run("user", "list").output
    reader = add_reader(database, folder, "Mira", "whale oil")
    run("user", "add", "hale", "--name", "Ms Hale", "--link")
    assert "no password yet" in run("user", "list").output
    assert "Mira" not in run("user", "list").output
    assert f"#{reader}" in run("user", "list", "--readers").output


def test_the_export_has_everything_of_one_person_and_nothing_of_others(
    run, database: Database, folder: Path
) -> None:
    words = ("canary-one", "=canary <two>")
    reader = add_reader(database, folder, "Canary Mira", *words)
    add_reader(database, folder, "Other Ben", "others-words", "others-text")
    result = run("user", "export", f"#{reader}", "--to", "out")
    assert result.exit_code == 0, result.output
    texts = {path.name: path.read_text("utf-8-sig") for path in (folder / "out").iterdir()}
    assert {"data.json", "index.html", "readers.csv", "attempts.csv", "answers.csv"} <= set(texts)
    data = json.loads(texts["data.json"])
    assert data["readers"][0]["name"] == "Canary Mira"
    assert [row["response"] for row in data["answers"]] == [[["", word]] for word in words]
    assert "=canary &lt;two&gt;" in texts["index.html"]
    cells = [row["response"] for row in csv.DictReader(texts["answers.csv"].splitlines())]
    assert cells == ["canary-one", "'=canary <two>"]
    for text in texts.values():
        assert "Other Ben" not in text
        assert "others-" not in text
    with database.read() as connection:
        row = connection.exec_driver_sql("SELECT resume_salt, resume_digest FROM readers").first()
    assert not any(secret in texts["data.json"] for secret in row)
    assert "is there already" in run("user", "export", f"#{reader}", "--to", "out").output


def bytes_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "instance").iterdir()))


def test_erasing_leaves_no_byte_and_keeps_what_the_class_knew(
    run, database: Database, folder: Path
) -> None:
    reader = add_reader(database, folder, "Canary Mira", "whale oil", "canary-two")
    add_reader(database, folder, "Other Ben", "others-words", "others-text")
    before = marks(database)
    assert b"canary" in bytes_on_disk(folder)
    assert run("user", "erase", f"#{reader}", input="n\n").exit_code != 0
    assert b"canary" in bytes_on_disk(folder)
    assert run("user", "erase", f"#{reader}", "--yes").exit_code == 0
    left = bytes_on_disk(folder)
    for word in (b"canary", b"Canary", b"tab of Canary", b"seed of Canary"):
        assert word not in left
    assert b"others-words" in left
    assert marks(database) == before
    assert b"whale oil" in left
    again = run("user", "erase", f"#{reader}", "--yes")
    assert (again.exit_code, bytes_on_disk(folder)) == (2, left)


def marks(database: Database) -> list[Any]:
    """Return what statistics are made of: attempts that count, with each question's points."""
    with database.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT a.quiz, a.number, a.version_id, a.share, m.question, m.earned, m.is_right, "
            "m.tries FROM marks m JOIN attempts a ON a.id = m.attempt_id ORDER BY 1, 4, 5, 6"
        )
        return [tuple(row) for row in found]


def test_who_was_erased_does_not_come_back_with_an_older_copy(
    run, database: Database, folder: Path
) -> None:
    from quizapp.storage.erase import erase_again

    reader = add_reader(database, folder, "Canary Mira", "whale oil")
    copy = folder / "copy.sqlite"
    with database.read() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    run("user", "erase", f"#{reader}", "--yes")
    old, _ = open_database(f"sqlite:///{copy}", NOW)
    assert erase_again(old, Versions(old), folder / "instance", NOW) == 1
    assert erase_again(old, Versions(old), folder / "instance", NOW) == 0
    old.close()
    assert b"Canary" not in copy.read_bytes()
