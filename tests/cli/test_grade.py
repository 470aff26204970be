"""`quizapp grade`: scores of a sheet of answers."""

from __future__ import annotations

import pytest

from tests.cli.conftest import SOUND, WRONG

MATCHING = """\
  - id: years
    type: matching
    prompt: When?
    pairs: {1871: built, 1904: oil, 1987: left}
"""


@pytest.fixture(autouse=True)
def quiz(write):
    write("questions/lighthouse.yaml", SOUND + MATCHING)


def test_scores_are_exact_and_formulas_are_harmless(run, write):
    write("answers.csv", "reader,why-built,years\n=Ann,A,1=A;2=A;3=B\n'-Ben,B,\n")
    result = run("grade", "lighthouse", "answers.csv")
    assert result.stdout == (
        "reader,why-built,years,total,possible,percent,waiting\n"
        "'=Ann,1,2/3,5/3,2,83,0\n"
        "'-Ben,0,0,0,2,0,0\n"
    )
    assert result.stderr == "Scored 2 rows; nothing to remark.\n"
    assert result.exit_code == 0


def test_what_is_not_understood_is_said_by_line_and_column(run, write, folder):
    write("answers.csv", "reader,why-built,years,mood\nAnn,Whales,CAB,good\n")
    result = run("grade", "questions/lighthouse.yaml", "answers.csv", "-o", "scores.csv")
    assert result.stderr == (
        "answers.csv, line 1, column D (mood): `mood` is no question of this quiz; "
        "the column is left out.\n"
        "answers.csv, line 2, column B (why-built): `Whales` is none of the choices.\n"
        "Scored 1 row into scores.csv; 2 remarks.\n"
    )
    assert (result.exit_code, result.stdout) == (0, "")
    # By the alphabet: A built, B left, C oil.
    assert "Ann,0,1/3,1/3,2,17,0" in (folder / "scores.csv").read_text(encoding="utf-8")
    assert run("grade", "lighthouse", "answers.csv", "--strict").exit_code == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_form_s_export_is_read(encoding, run, folder):
    text = "Zeit;Name;Why was the lighthouse built?;years\r\n1;Jörg;Three ships had been lost;-\r\n"
    (folder / "form.csv").write_bytes(text.encode(encoding))
    assert "Jörg,1,0,1,2,50,0\n" in run("grade", "lighthouse", "form.csv").stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["grade", "lighthose", "answers.csv"], "there is no quiz `lighthose`"),
        (["grade", "lighthouse", "nowhere.csv"], "nowhere.csv cannot be read"),
        (["grade", "lighthouse", "empty.csv"], "empty.csv: it is empty."),
        (["grade", "lighthouse", "header.csv"], "header.csv: there is no row below the header."),
        (["grade", "lighthouse", "other.csv"], "no column is headed with a question"),
        (["grade", "broken", "answers.csv"], "is no quiz that can be taken"),
        (["grade", "lighthouse", "answers.csv", "-o", "answers.csv"], "holds the answers"),
        (["grade", "lighthouse", "answers.csv", "-o", "no/where.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments, why, run, write):
    write("answers.csv", "reader,why-built,years\nAnn,A,\n")
    write("empty.csv", "")
    write("header.csv", "reader,why-built\n")
    write("other.csv", "reader,mood\nAnn,good\n")
    write("questions/broken.yaml", "title: x\n")
    result = run(*arguments)
    assert result.exit_code == 2
    assert why in result.stderr
    assert "Traceback" not in result.output


def test_questions_with_errors_are_left_out_aloud(run, write):
    write("half.yaml", WRONG + MATCHING)
    write("answers.csv", "reader,years\nAnn,A;A;A\n")
    result = run("grade", "half.yaml", "answers.csv")
    assert "half.yaml has errors; questions with errors are left out." in result.stderr
    assert result.stdout.startswith("reader,years,total")


def test_the_letters_of_form_b_count_when_it_is_named(run, write):
    write("answers.csv", "reader,1\nAnn,B\n")
    assert "\nAnn,1," in run("grade", "lighthouse", "answers.csv", "--form", "b").stdout
    assert "\nAnn,0," in run("grade", "lighthouse", "answers.csv", "--form", "A").stdout
    assert run("grade", "lighthouse", "answers.csv", "--form", "C").exit_code == 2
