"""Item analysis of one quiz with very many answers, against one GROUP BY over them."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from sqlalchemy import text

from tests.load.house import QUESTIONS, QUIZ, House, run_house, write_bank
from tests.load.report import Report

TARGET = 3.0
_GROUP_BY = "SELECT position, response, count(*) FROM answers GROUP BY position, response"
_OF_QUIZ = (
    "SELECT position, response, count(*) FROM answers JOIN attempts ON attempts.id = attempt_id "
    f"WHERE quiz = '{QUIZ}' AND state = 'handed in' GROUP BY position, response"
)


def measure_analysis(report: Report, folder: Path, answers: int, rounds: int) -> None:
    """Report the server's CPU for the analysis page, when asked first and when asked again."""
    write_bank(folder / "questions", 0)
    with run_house(folder) as house:
        house.crowd(answers // QUESTIONS)
        bare = statistics.median(_cpu(house, _GROUP_BY) for _ in range(rounds))
        of_quiz = statistics.median(_cpu(house, _OF_QUIZ) for _ in range(rounds))
        first = _page(house)
        again = statistics.median(_page(house) for _ in range(rounds))
    report.heading(f"Analysis of {answers:,} answers")
    report.table(
        ("", "CPU seconds", "of one GROUP BY"),
        [
            ("one GROUP BY over all answers", f"{bare:.3f}", 1.0),
            ("the same, of one quiz's attempts", f"{of_quiz:.3f}", of_quiz / bare),
            (
                "the page, asked first",
                f"{first:.3f}",
                report.at_most("analysis, asked first, of a GROUP BY", first / bare, TARGET),
            ),
            (
                "the page, asked again",
                f"{again:.3f}",
                report.at_most("analysis, asked again, of a GROUP BY", again / bare, TARGET),
            ),
        ],
    )


def _cpu(house: House, statement: str) -> float:
    with house.database.read() as connection:
        begun = time.process_time()
        connection.execute(text(statement)).all()
        return time.process_time() - begun


def _page(house: House) -> float:
    before = house.server.cpu_seconds()
    house.teacher.request("GET", f"/teach/quizzes/{QUIZ}/analysis")
    house.teacher.rest()
    return house.server.cpu_seconds() - before
