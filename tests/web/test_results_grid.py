"""The grid of a quiz: pupils by questions, as their teachers see it and nobody else."""

from __future__ import annotations

import csv
import gzip
import io
import logging
import tracemalloc
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import Connection, update

from quizapp.cli.grade import command
from quizapp.storage import roster
from quizapp.storage.models import Attempt
from quizapp.web.teach_results import files, tables
from tests.conftest import LIGHTHOUSE, Clock
from tests.load.crowd import Crowd, add_crowd
from tests.web import _walk
from tests.web._heard import first_statements, statements
from tests.web._school import BLANK, OIL, RIGHT, WRONG, School

GRID = "/teach/quizzes/lighthouse"


@pytest.fixture
def school(app: Flask, clock: Clock) -> School:
    return School(app, clock)


def _page(school: School, query: str = "") -> str:
    return _walk.get(school.teacher, f"{GRID}?class={school.class_id}{query}").text


def _row(text: str, name: str) -> str:
    """Return what stands in the row of a pupil."""
    return text.partition(f" {name} ")[2][:200]


def test_the_grid_says_in_words_what_each_pupil_did(school: School) -> None:
    mira, ben, zoe = (school.pupil(name) for name in ("Mira", "Ben", "Zoe"))
    school.pupil("Ada")
    school.take(mira, [RIGHT, OIL])
    school.take(ben, [WRONG, BLANK])
    school.save(school.begin(zoe), 1, RIGHT)
    text = _page(school)
    assert _row(text, "Mira").startswith(
        "handed in (the attempt of Mira) 100% 2 of 2 points ✓right ✓right"
    )
    assert "0% 0 of 2 points ✗wrong –not answered" in _row(text, "Ben")
    assert _row(text, "Zoe").startswith("in progress (the attempt of Zoe) 1 of 2 answered")
    assert _row(text, "Ada").startswith("not started")
    assert "Right 1 of 2 1 of 2" in text
    assert "4 pupils 2 handed in" in text


def test_late_work_and_work_cut_off_are_told_apart(school: School, clock: Clock) -> None:
    late, slow = school.pupil("Late"), school.pupil("Slow")
    given = school.give(closes_at=clock() + timedelta(minutes=10), accepts_late=True, minutes=30)
    attempt = school.begin(late, given)
    clock.move(minutes=15)
    school.hand_in(attempt)
    attempt = school.begin(slow, given)
    school.save(attempt, 1, RIGHT)
    page = _walk.get(school.teacher, f"{GRID}?assignment={given}").text
    assert _row(page, "Late").startswith("handed in late")
    assert _row(page, "Slow").startswith("in progress")


def test_what_is_past_its_time_counts_though_nobody_wrote_it_down(
    school: School, clock: Clock
) -> None:
    slow = school.pupil("Slow")
    given = school.give(closes_at=clock() + timedelta(minutes=10))
    school.save(_with_deadline(school, slow, given), 1, RIGHT)
    clock.move(minutes=11)
    text = _page(school)
    assert _row(text, "Slow").startswith("cut off by time (the attempt of Slow) 50% 1 of 2 points")
    assert "✓right –not answered" in _row(text, "Slow")


def _with_deadline(school: School, reader: int, given: int) -> str:
    attempt = school.begin(reader, given)
    ends = school.clock() + timedelta(minutes=10)
    moved = update(Attempt).where(Attempt.id == attempt).values(deadline=ends)
    school.write(lambda c: c.execute(moved).close())
    return attempt


def test_the_attempt_that_counts_is_shown_and_the_others_are_folded(school: School) -> None:
    mira = school.pupil("Mira")
    school.take(mira, [WRONG, OIL])
    best = school.take(mira, [RIGHT, OIL])
    other = school.take(mira, [WRONG, BLANK])
    page = _walk.get(school.teacher, f"{GRID}?class={school.class_id}")
    folded = "2 more attempts Attempt 1 50%, handed in Attempt 3 0%, handed in"
    assert _row(page.text, "Mira").startswith(folded)
    links = [href for _, href in page.links if href.startswith("/teach/attempts/")]
    assert links[-1] == f"/teach/attempts/{best}"
    assert f"/teach/attempts/{other}" in links


def test_the_average_counts_where_the_file_says_so(school: School) -> None:
    _walk.add_quiz(school.teacher, "lighthouse", LIGHTHOUSE, grade="average")
    mira = school.pupil("Mira")
    school.take(mira, [RIGHT, OIL])
    school.take(mira, [WRONG, OIL])
    assert "75% average of 2" in _row(_page(school), "Mira")


def test_rows_are_sorted_by_name_or_by_score(school: School) -> None:
    for name, responses in (("Ada", [WRONG, BLANK]), ("Zoe", [RIGHT, OIL])):
        school.take(school.pupil(name), responses)
    by_name, by_score = _page(school), _page(school, "&sort=score")
    assert by_name.index("of Ada") < by_name.index("of Zoe")
    assert by_score.index("of Zoe") < by_score.index("of Ada")


def test_what_is_not_one_s_own_is_not_there(school: School) -> None:
    mira = school.pupil("Mira")
    attempt = school.take(mira, [RIGHT, OIL])
    given = school.give()
    other = school.other_teacher()
    assert "Mira" in _walk.get(school.teacher, GRID).text
    assert "Mira" not in _walk.get(other, GRID).text
    for path in (
        f"{GRID}?class={school.class_id}",
        f"{GRID}?assignment={given}",
        f"{GRID}/download/grades.csv?class={school.class_id}",
        f"/teach/attempts/{attempt}",
        f"/teach/pupils/{mira}",
        f"/teach/classes/{school.class_id}/results",
        f"/teach/classes/{school.class_id}/results/grades.csv",
    ):
        assert other.get(path).status_code == 404, path
        assert school.teacher.get(path).status_code == 200, path
    assert "Mira" not in other.get(f"{GRID}/download/answers.csv").text
    assert school.teacher.get(f"/teach/quizzes/nothing?assignment={given}").status_code == 404


def test_readers_of_no_class_are_seen_by_every_teacher(school: School) -> None:
    _walk.start(school.app.test_client(), name="Walk-in")
    assert "Walk-in" in _walk.get(school.other_teacher(), GRID).text
    assert "Walk-in" not in _page(school)


def test_the_number_of_queries_does_not_depend_on_that_of_pupils(school: School) -> None:
    given = school.give()
    paths = (
        f"{GRID}?assignment={given}",
        f"{GRID}/download/answers.csv?class={school.class_id}",
        f"/teach/classes/{school.class_id}/results",
    )
    counts = []
    for number in (2, 6):
        for pupil in range(number):
            reader = school.pupil(f"Pupil {number}-{pupil}")
            school.take(reader, [RIGHT, BLANK], given)
            school.begin(reader, given)
        counts.append([len(statements(school.teacher, path)) for path in paths])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25, counts


def test_a_page_has_fifty_pupils(school: School) -> None:
    for number in range(51):
        school.pupil(f"Pupil {number:02}")
    first = _walk.get(school.teacher, f"{GRID}?class={school.class_id}")
    assert "Pupil 49" in first.text
    assert "Pupil 50" not in first.text
    assert ("Page 2", f"{GRID}?page=2&class={school.class_id}") in first.links
    assert "Pupil 50" in _page(school, "&page=2")
    assert "Pupil 50" in _page(school, "&page=99")


def test_tables_run_no_formula_and_keep_numbers(school: School) -> None:
    attempt = school.take(school.pupil("=HYPERLINK(1)"), [RIGHT, (("", "+1 whale"),)])
    assert attempt
    where = f"?class={school.class_id}"
    reply = school.teacher.get(f"{GRID}/download/grades.csv{where}")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="lighthouse 7b grades.csv"'
    assert reply.data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig")))
    assert row["name"] == "'=HYPERLINK(1)"
    assert (row["points"], row["possible"], row["percent"], row["fuel"]) == ("1", "2", "50", "0")
    answers = school.teacher.get(f"{GRID}/download/answers.csv{where}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answers)))
    assert [one["answer"] for one in rows] == ["Three ships had been lost", "'+1 whale"]
    assert [one["result"] for one in rows] == ["right", "wrong"]
    book = school.teacher.get(f"{GRID}/download/grades.xlsx{where}").data
    rows = load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    named = dict(zip(next(rows), next(rows), strict=True))
    assert named["name"] == "'=HYPERLINK(1)"
    assert (named["points"], named["percent"]) == (1.0, 50.0)
    assert school.teacher.get(f"{GRID}/download/grades.pdf{where}").status_code == 404


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ada", "Ben", "Cem"):
        school.take(school.pupil(name), [RIGHT, OIL])
    monkeypatch.setattr(tables, "_SHEET_ROWS", 3)
    book = school.teacher.get(f"{GRID}/download/grades.xlsx?class={school.class_id}").data
    sheets = load_workbook(io.BytesIO(book)).worksheets
    names = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in sheets]
    assert names == [["name", "Ada", "Ben"], ["name", "Cem"]]


@pytest.mark.parametrize("sheet", ["grades.csv", "answers.csv", "grades.xlsx"])
def test_tables_reach_a_browser_which_takes_them_compressed(school: School, sheet: str) -> None:
    for number in range(20):
        school.take(school.pupil(f"Pupil {number}"), [RIGHT, OIL])
    path = f"{GRID}/download/{sheet}?class={school.class_id}"
    reply = school.teacher.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert reply.status_code == 200
    is_text = sheet.endswith("csv")
    assert reply.headers.get("Content-Encoding") == ("gzip" if is_text else None)
    plain = gzip.decompress(reply.data) if is_text else reply.data
    assert plain.count(b"Pupil ") == (0 if not is_text else 20 if sheet[0] == "g" else 40)
    assert not is_text or plain == school.teacher.get(path).data


def test_of_many_pupils_a_download_has_few_in_memory(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = school.take(school.pupil("Mira"), [RIGHT, OIL])
    crowd = Crowd(attempt.removeprefix("/attempts/"), 600, class_id=school.class_id)
    school.app.extensions["quizapp"].database.write(lambda c: add_crowd(c, crowd))

    def download(at_once: int) -> tuple[bytes, int]:
        monkeypatch.setattr(files, "_AT_ONCE", at_once)
        tracemalloc.start()
        reply = school.teacher.get(f"{GRID}/download/answers.csv?class={school.class_id}")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reply.data, peak

    download(50)  # what is kept is there
    (few, low), (all_of_them, high) = download(50), download(1_000)

    assert few == all_of_them
    assert few.count(b"\r\n") == 1 + 2 * 601
    assert low < high * 0.75


def test_a_class_with_letters_beyond_ascii_names_the_file(school: School) -> None:
    class_id = school.add_class("7b Größe")
    school.pupil("Mira", class_id)
    reply = school.teacher.get(f"/teach/classes/{class_id}/results/grades.csv")
    assert (
        "filename*=UTF-8''7b%20Gr%C3%B6%C3%9Fe%20grades.csv" in reply.headers["Content-Disposition"]
    )


def test_answers_by_pupil_are_scored_by_the_command_as_on_the_pages(
    app: Flask, clock: Clock, tmp_path: Path
) -> None:
    school = School(app, clock)
    _walk.add_quiz(school.teacher, "every", _walk.EVERY_TYPE)
    half = {place: key for place, key in _walk.EVERY_KEY.items() if place % 2}
    wrong = {3: ["True"], 4: "keepers; of = the lamp", 5: "34", 9: {"Gap 1": "=112"}}
    for name, given in (("Ann", _walk.EVERY_KEY), ("Ann", half), ("-Ben", wrong), ("Cem", {})):
        pupil = app.test_client()
        attempt = _walk.start(pupil, "every", name)
        for place, answer in given.items():
            _walk.answer(pupil, attempt, place, answer)
        _walk.hand_in(pupil, attempt)
    _walk.start(app.test_client(), "every", "Dora")
    sheets = {
        name: school.teacher.get(f"/teach/quizzes/every/download/{name}.csv").data
        for name in ("grades", "responses")
    }
    (tmp_path / "responses.csv").write_bytes(sheets["responses"])
    quiz = str(app.extensions["quizapp"].bank.folder / "every.yaml")
    result = CliRunner().invoke(command, [quiz, str(tmp_path / "responses.csv")])
    assert "Scored 4 rows" in result.stderr
    assert [row["reader"] for row in _rows(result.stdout)] == ["'-Ben", "Ann", "Ann (2)", "Cem"]
    graded = [row for row in _rows(sheets["grades"].decode("utf-8-sig")) if row["name"] != "Dora"]
    for row, own in zip(graded, _rows(result.stdout), strict=True):
        assert round(float(Fraction(own["total"])), 4) == float(row["points"]), row["name"]
        assert own["possible"] == row["possible"]
        assert own["waiting"] == row["waiting"]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_counts_are_of_the_attempts_that_stand_for_pupils(school: School) -> None:
    mira, bo, ida = (school.pupil(name) for name in ("Mira", "Bo", "Ida"))
    for answers in ([WRONG, OIL], [RIGHT, OIL], [RIGHT, BLANK]):  # the second counts: the best
        school.take(mira, answers)
    school.take(bo, [WRONG, OIL])
    school.save(school.begin(ida), 1, RIGHT)  # not handed in
    page = _page(school)

    assert "Right 1 of 2 2 of 2" in page
    assert "1 of 2 right" in page
    assert "2 of 2 right" in page


def test_counts_are_made_once_and_anew_after_every_change(school: School) -> None:
    mira, bo = school.pupil("Mira"), school.pupil("Bo")
    attempt = school.take(mira, [WRONG, OIL])
    path = f"{GRID}?class={school.class_id}"
    looks = [first_statements(school.teacher, path) for _ in range(2)]
    assert [sum("GROUP BY marks" in one for one in look) for look in looks] == [1, 0]
    assert "Right 0 of 1 1 of 1" in _page(school)
    school.take(bo, [RIGHT, OIL])
    assert "Right 1 of 2 2 of 2" in _page(school)
    page = f"/teach/attempts/{attempt}"
    fields = {"question": "why-built", "points": "1", "reason": "It says so."}
    _walk.post(school.teacher, f"{page}/points", page, **fields)
    assert "Right 2 of 2 2 of 2" in _page(school)
    _walk.post(school.teacher, f"{page}/points/1/take-back", page)
    assert "Right 1 of 2 2 of 2" in _page(school)
    school.take(mira, [RIGHT, BLANK])  # no better than the first: that one still counts
    assert "Right 1 of 2 2 of 2" in _page(school)


def test_of_many_pages_those_near_are_linked(school: School) -> None:
    secret, now = school.parts.secret, school.clock()

    def job(connection: Connection) -> None:
        for number in range(601):
            roster.add_pupil(connection, secret, school.class_id, f"Pupil {number}", "", now)

    school.write(job)
    pages = (
        _walk.get(school.teacher, f"{GRID}?class={school.class_id}&page={n}") for n in (1, 7, 13)
    )
    first, middle, last = (
        [name for name, _ in page.links if name.startswith("Page ")] for page in pages
    )

    assert first == ["Page 1", "Page 2", "Page 3", "Page 4", "Page 5", "Page 13"]
    assert middle == ["Page 1", *(f"Page {n}" for n in range(3, 12)), "Page 13"]
    assert last == ["Page 1", *(f"Page {n}" for n in range(9, 14))]


def test_rows_of_a_workbook_are_not_all_in_memory() -> None:
    def peak(rows: int) -> int:
        table = ([f"Pupil {row}", row, Fraction(1, 3), None, "x" * 40] for row in range(rows))
        tracemalloc.start()
        tables._write_xlsx(table, io.BytesIO())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is kept is there
    assert peak(6_000) - peak(600) < 1_000_000


def test_large_tables_are_made_one_at_a_time(
    school: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Ada", "Ben"):
        school.take(school.pupil(name), [RIGHT, OIL])
    path = f"{GRID}/download/grades.csv?class={school.class_id}"
    with files._TURN:
        assert school.teacher.get(path).status_code == 200
    monkeypatch.setattr(files, "_LARGE", 1)
    with files._TURN, caplog.at_level(logging.INFO, logger="quizapp.security"):
        reply = school.teacher.get(path)
    assert reply.status_code == 429
    assert "downloaded" not in caplog.text
    assert "Try again in a minute" in reply.text
    for _ in range(2):
        assert school.teacher.get(path).status_code == 200
