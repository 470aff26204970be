"""`quizapp analyse`: statistics of a sheet of answers or marks."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import SOUND

HEADER = "reader,q1,q2,q3,q4,q5\n"


def marks(count):
    rows = [[n % 2, n % 3 == 0, n % 5 < 3, n < 4, 1] for n in range(count)]
    return HEADER + "".join(
        f"r{n},{','.join(str(int(m)) for m in row)}\n" for n, row in enumerate(rows)
    )


def test_json_has_the_names_of_the_document(run, write):
    write("marks.csv", marks(15))
    result = run("analyse", "marks.csv", "--json")
    found = json.loads(result.stdout)
    assert set(found) == {"items", "test", "waiting"}
    names = "name facility sd discrimination discriminative_efficiency effective_weight"
    assert set(names.split()) | {"intended_weight"} <= set(found["items"][0])
    names = "mean median sd skewness kurtosis alpha alpha_interval error_ratio standard_error"
    assert set(names.split()) <= set(found["test"])
    assert found["items"][0]["name"] == "q1"
    assert found["items"][0]["facility"] == pytest.approx(7 / 15, abs=1e-12)
    assert len(found["test"]["alpha_interval"]) == 2


def test_what_has_no_meaning_is_null(run, write):
    write("marks.csv", marks(14))
    found = json.loads(run("analyse", "marks.csv", "--json").stdout)
    assert found["items"][4]["discrimination"] is None
    assert found["test"]["alpha"] is None
    assert found["test"]["alpha_interval"] is None
    assert found["test"]["reason"] == "This needs at least 15 attempts and 5 questions."


def test_the_table_ends_with_what_to_look_at(run, write):
    write("marks.csv", marks(15))
    shown = run("analyse", "marks.csv").stdout
    line = next(line for line in shown.splitlines() if line.startswith("q4"))
    assert "4 of 15" in line
    assert "27%" in line
    assert "Cronbach's alpha" in shown
    assert shown.endswith(
        "To look at\n"
        "  q4: 4 of 15 got it. Teach it again, or is it unclear? [hard]\n"
        "  q5: everyone has this [easy]\n"
    )


def test_percents_are_rounded_half_up(run, write):
    write("marks.csv", "reader,q1,q2\n" + "".join(f"r{n},{int(n < 5)},{n % 2}\n" for n in range(8)))
    assert "63%" in run("analyse", "marks.csv").stdout


def test_answers_to_a_quiz_count_its_choices(run, write):
    write("questions/lighthouse.yaml", SOUND)
    answers = [*"ABABAB", ""]
    rows = "".join(f"r{n},{answer}\n" for n, answer in enumerate(answers))
    write("answers.csv", f"reader,why-built\n{rows}r1,A\n")
    result = run("analyse", "--quiz", "lighthouse", "answers.csv", "--json")
    [item] = json.loads(result.stdout)["items"]
    assert (item["count"], item["right"], item["blanks"], item["guess"]) == (7, 3, 1, 0.5)
    assert [(c["text"], c["key"], c["count"]) for c in item["choices"]] == [
        ("Three ships had been lost", True, 3),
        ("A keeper had asked for it", False, 3),
    ]
    assert "line 9, column A (reader): `r1` stands in line 3 already." in result.stderr
    shown = run("analyse", "--quiz", "lighthouse", "answers.csv").stdout
    assert "* Three ships had been lost" in shown


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "it is empty"), ("reader\nAnn\n", "one column only"), (HEADER, "no row with marks")],
)
def test_what_is_no_matrix_is_one_line(text, why, run, write):
    write("marks.csv", text)
    result = run("analyse", "marks.csv")
    assert result.exit_code == 2
    assert why in result.stderr
    assert result.stdout == ""
