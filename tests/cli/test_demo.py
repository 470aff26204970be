"""`quizapp demo`: simulated classes are made from a seed, and taken away without a trace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from quizapp.cli import _demo
from quizapp.core.loading import load_quiz
from quizapp.core.simulation.term import BELIEVED, DEMO_FILE, DEMO_QUIZ
from quizapp.core.statistics import analyse, tabulate
from quizapp.storage import accounts, assignments, people, roster
from quizapp.storage.attempts import attempts_at
from quizapp.storage.classes import classes_of, take_seat
from quizapp.storage.database import Database
from quizapp.storage.given import current_answers
from quizapp.storage.models import (
    Answer,
    Attempt,
    Base,
    HandMark,
    Reader,
    Regrade,
    RegradedAttempt,
    Role,
    SchoolClass,
    StoredMark,
)
from quizapp.storage.scores import score_of
from quizapp.storage.start import open_database
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions

NOW = datetime.now(UTC)
SECRET = b"a secret of the tests, as long as a real one"
BANK = Path(__file__).parents[2] / "questions"
# What is made up anew each time, so that nobody can guess it.
_SECRET_COLUMNS = {"resume_salt", "resume_digest", "code"}


@pytest.fixture
def bank(folder: Path) -> Path:
    """Return a bank with two real quizzes."""
    (folder / "questions").mkdir()
    for name in ("gull-rock.yaml", "tomahawk-request.yaml"):
        shutil.copy(BANK / name, folder / "questions" / name)
    return folder / "questions"


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    folder.mkdir(exist_ok=True)
    database, _ = open_database(f"sqlite:///{folder / 'quizapp.sqlite'}", NOW)
    yield database
    database.close()


def rows(folder: Path, table: type[Base]) -> list[dict[str, Any]]:
    with opened(folder) as database, database.read() as connection:
        return [dict(row) for row in connection.execute(select(table.__table__)).mappings()]


def everything(folder: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    with opened(folder) as database, database.read() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in Base.metadata.tables.items()
        }


def add_teacher(folder: Path) -> int:
    """Add an administrator who can sign in."""

    def job(connection: Any) -> int:
        added = accounts.add_account(connection, None, "Ms Ray", "ray", Role.ADMINISTRATOR, NOW)
        assert isinstance(added, int)
        accounts.set_password(connection, added, "hashed", NOW)
        return added

    with opened(folder) as database:
        return database.write(job)


def test_a_demo_has_a_class_with_a_term_of_work(run: Any, folder: Path, bank: Path) -> None:
    teacher = add_teacher(folder / "instance")
    assert run("demo").exit_code == 0
    with opened(folder / "instance") as database, database.read() as connection:
        (facts,) = classes_of(connection, teacher)
        given = assignments.assignments_of_class(connection, facts.id)
        seated = roster.roster_of(connection, facts.id)
        states = connection.execute(select(Attempt.state)).scalars().all()
    assert facts.name == "Demo class (simulated)"
    assert facts.pupils == 30
    assert all(pupil.name.endswith("(simulated)") for pupil in seated)
    assert sum(pupil.accommodation.time_factor > 1 for pupil in seated) >= 1
    closing = [one.conditions.closes_at for one in given if one.conditions.closes_at]
    assert [at > NOW for at in closing] == [True, False, False]
    assert {one.quiz for one in given} == {"gull-rock", DEMO_QUIZ, "tomahawk-request"}
    assert {"open", "handed in"} == set(states)


def test_every_teachers_page_has_something_to_show(run: Any, folder: Path, bank: Path) -> None:
    shutil.copy(BANK / "vadehavet.yaml", bank)
    run("demo")
    attempts = rows(folder / "instance", Attempt)
    answers = rows(folder / "instance", Answer)
    by_assignment: dict[int, list[dict[str, Any]]] = {}
    for row in attempts:
        by_assignment.setdefault(row["assignment_id"], []).append(row)
    assert len(by_assignment) == 4
    assert min(map(len, by_assignment.values())) >= 15
    weeks = max(row["started_at"] for row in attempts) - min(row["started_at"] for row in attempts)
    assert weeks.days >= 35
    assert any(row["waiting"] for row in attempts), "nothing to mark"
    assert any(row["number"] == 2 for row in attempts)
    assert any(row["number"] >= 2 for row in answers), "nobody had second thoughts"
    assert rows(folder / "instance", HandMark)
    late = assignments_with_late_work(folder / "instance")
    assert late, "nobody is late"


def test_a_simulated_pupil_is_as_sure_when_it_checks(run: Any, folder: Path, bank: Path) -> None:
    file = bank / "gull-rock.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("settings:\n", "settings:\n  confidence: on\n", 1), encoding="utf-8"
    )
    run("demo")
    checked = [row for row in rows(folder / "instance", Answer) if row["is_check"]]
    assert checked
    assert {row["confidence"] for row in checked} == {1, 2, 3}


def assignments_with_late_work(folder: Path) -> set[int]:
    with opened(folder) as database, database.read() as connection:
        late = set()
        for row in connection.execute(select(Attempt.assignment_id, Attempt.finished_at)):
            given = assignments.get_assignment(connection, row.assignment_id)
            closes_at = given.conditions.closes_at if given else None
            if closes_at and row.finished_at and row.finished_at > closes_at:
                late.add(row.assignment_id)
        return late


def test_the_wrong_key_of_the_demos_quiz_is_flagged(run: Any, folder: Path, bank: Path) -> None:
    run("demo")
    with opened(folder / "instance") as database, database.read() as connection:
        versions = Versions(database)
        done = [one for _, one in attempts_at(connection, DEMO_QUIZ) if one.earned is not None]
        quiz = versions.get(done[0].version_id)
        scores = [score_of(connection, one, quiz) for one in done]
    table = tabulate(quiz, scores)
    flags = [flag for item in analyse(table).items for flag in item.flags]
    flagged = {flag.choice for flag in flags if flag.name == "check the key"}
    assert flagged == {BELIEVED["who-objected"][0][1]}


def test_the_demos_quiz_is_sound_but_for_its_key(run: Any, folder: Path) -> None:
    (folder / DEMO_FILE).write_text(_demo.quiz_text(), encoding="utf-8")
    assert run("check", "--strict", DEMO_FILE).exit_code == 0
    quiz = load_quiz(folder / DEMO_FILE).reading.quiz
    assert quiz
    assert quiz.status == "hidden"
    for name, believed in BELIEVED.items():
        question = quiz.items[name].question
        assert question.complaint(believed) is None
        assert not question.grade(believed).is_right


def test_all_points_are_those_of_grading_the_stored_answers(
    run: Any, folder: Path, bank: Path
) -> None:
    run("demo", "--pupils", "12")
    marks = {
        (row["attempt_id"], row["question"]): row for row in rows(folder / "instance", StoredMark)
    }
    with opened(folder / "instance") as database, database.read() as connection:
        versions = Versions(database)
        for name in ("gull-rock", "tomahawk-request", DEMO_QUIZ):
            for _, taken in attempts_at(connection, name):
                if taken.earned is None:
                    assert taken.state == "open"
                    continue
                score = score_of(connection, taken, quiz_of(connection, versions, taken, NOW))
                assert (taken.earned, taken.possible, taken.waiting) == score[:3]
                for mark in score.marks:
                    stored = marks.pop((taken.id, mark.question_id))
                    assert (stored["earned"], stored["is_right"]) == (mark.earned, mark.is_right)
                    assert stored["tries"] == mark.answered.tries
    assert not marks


def test_what_is_answered_could_have_been_sent(run: Any, folder: Path, bank: Path) -> None:
    run("demo", "--pupils", "6")
    with opened(folder / "instance") as database, database.read() as connection:
        versions = Versions(database)
        for _, taken in attempts_at(connection, "tomahawk-request"):
            quiz = versions.get(taken.version_id)
            assert taken.started_at <= datetime.now(UTC)
            for position, given in current_answers(connection, taken.id).items():
                question = quiz.items[taken.questions[position - 1]].question
                assert question.complaint(given.response) is None
                assert taken.started_at < given.saved_at <= (taken.finished_at or given.saved_at)


def test_the_same_seed_gives_the_same_answers(run: Any, folder: Path, bank: Path) -> None:
    for name, seed in (("one", "7"), ("two", "7"), ("three", "8")):
        run("demo", "--pupils", "5", "--seed", seed, "--instance", str(folder / name))
    one, two, three = (
        [(row["position"], row["number"], row["response"]) for row in rows(folder / name, Answer)]
        for name in ("one", "two", "three")
    )
    assert one == two
    assert one != three
    names = [[row["name"] for row in rows(folder / name, Reader)] for name in ("one", "two")]
    assert names[0] == names[1]


def test_a_second_demo_is_refused_without_again(run: Any, folder: Path, bank: Path) -> None:
    run("demo", "--pupils", "3")
    refused = run("demo", "--pupils", "3")
    assert refused.exit_code == 2
    assert "There is a demo already" in refused.output
    assert run("demo", "--pupils", "4", "--classes", "2", "--again").exit_code == 0
    assert len(rows(folder / "instance", SchoolClass)) == 2
    assert sum(row["role"] == Role.READER for row in rows(folder / "instance", Reader)) == 4


def test_removing_leaves_nothing(run: Any, folder: Path, bank: Path) -> None:
    add_teacher(folder / "instance")
    before = everything(folder / "instance")
    files = sorted(path.name for path in bank.iterdir())
    run("demo", "--pupils", "6", "--classes", "2")
    assert (bank / DEMO_FILE).exists()
    assert everything(folder / "instance") != before
    regrade(folder / "instance")
    assert "Removed: simulated people 6, classes 2." in run("demo", "--remove").output
    assert everything(folder / "instance") == before
    assert sorted(path.name for path in bank.iterdir()) == files


def regrade(folder: Path) -> None:
    """Mark a quiz of the bank and the demo's anew, as a teacher does."""
    with opened(folder) as database:

        def job(connection: Any) -> None:
            for quiz in ("gull-rock", DEMO_QUIZ):
                taken = select(Attempt.version_id, Attempt.id).where(Attempt.quiz == quiz)
                version_id, attempt_id = connection.execute(taken).first()
                row = {"quiz": quiz, "version_id": version_id, "made_at": NOW}
                made = insert(Regrade).values(row).returning(Regrade.id)
                done = {"regrade_id": connection.execute(made).scalar_one()}
                done |= {"attempt_id": attempt_id}
                done |= dict.fromkeys(
                    ("before", "before_possible", "after", "after_possible"), Fraction(1)
                )
                connection.execute(insert(RegradedAttempt).values(done))

        database.write(job)


def test_removing_leaves_what_real_people_did(run: Any, folder: Path, bank: Path) -> None:
    add_teacher(folder / "instance")
    run("demo", "--pupils", "3")
    with opened(folder / "instance") as database:

        def join(connection: Any) -> int:
            class_id = connection.execute(select(SchoolClass.id)).scalar_one()
            reader_id = people.insert_reader(connection, SECRET, "Ann", NOW)
            take_seat(connection, class_id, reader_id, NOW)
            mine = select(Attempt.__table__).where(Attempt.quiz == DEMO_QUIZ).limit(1)
            row = dict(connection.execute(mine).mappings().one())
            row |= {"id": "Ann's", "reader_id": reader_id}
            connection.execute(Attempt.__table__.insert().values(row))
            return reader_id

        ann = database.write(join)
    run("demo", "--remove")
    (left,) = rows(folder / "instance", Attempt)
    assert (left["reader_id"], left["assignment_id"]) == (ann, None)
    with opened(folder / "instance") as database:
        assert Versions(database).get(left["version_id"]).name == DEMO_QUIZ


def test_where_nobody_teaches_a_simulated_teacher_can_sign_in(
    run: Any, folder: Path, bank: Path
) -> None:
    made = run("demo", "--pupils", "2")
    assert "/set-password/" in made.output
    with opened(folder / "instance") as database, database.read() as connection:
        (teacher,) = accounts.people(connection)
        assert len(classes_of(connection, teacher.reader_id)) == 1
    run("demo", "--remove")
    assert not rows(folder / "instance", Reader)


def test_a_file_of_somebody_elses_is_not_overwritten(run: Any, folder: Path, bank: Path) -> None:
    (bank / DEMO_FILE).write_text("title: Mine", encoding="utf-8")
    refused = run("demo", "--pupils", "2")
    assert refused.exit_code == 2
    assert "is in the way" in refused.output
    run("demo", "--remove")
    assert (bank / DEMO_FILE).read_text(encoding="utf-8") == "title: Mine"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--pupils", "2", "--classes", "3"), "more classes than pupils"),
        (("--questions", "nowhere"), "There is no folder nowhere"),
        (("--teacher", "nobody"), "Nobody is called nobody here"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Any, folder: Path, bank: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    refused = run("demo", *arguments)
    assert refused.exit_code == 2
    assert complaint in refused.output
    with opened(folder / "instance") as database, database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Reader)).scalar() == 0


def test_points_by_hand_are_those_of_the_rubric(run: Any, folder: Path, bank: Path) -> None:
    run("demo", "--pupils", "10")
    marks = rows(folder / "instance", HandMark)
    assert marks
    for row in marks:
        assert sum(map(Fraction, row["levels"]), Fraction(0)) == row["points"]
