"""`quizapp check --select --ignore --statistics`: which warnings are told, and how many."""

from __future__ import annotations

import pytest

from tests.cli.conftest import SOUND, WEAK, WRONG

NEGATIVE = WEAK.replace("Why was the lighthouse built?", "When was it not built?")
"""W101, W217 and nothing else."""


def codes(result) -> list[str]:
    return [line.split("[")[1][:4] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], ["W101", "W217"]),
        (["--select", "W217"], ["W217"]),
        (["--select", "w2"], ["W217"]),
        (["--select", "W1,W217"], ["W101", "W217"]),
        (["--select", "W101", "--select", " W217 "], ["W101", "W217"]),
        (["--select", "W225"], []),
        (["--select", "Q"], []),
        (["--select", "ALL"], ["W101", "W217"]),
        (["--select", "DEFAULT", "--ignore", "W1"], ["W217"]),
        (["--ignore", "W217"], ["W101"]),
        (["--ignore", "W1", "--ignore", "W2"], []),
        (["--ignore", "all"], []),
        (["--select", "W2", "--ignore", "W21"], []),
    ],
)
def test_only_the_warnings_that_were_asked_for_are_told(run, write, arguments, told):
    write("a.yaml", NEGATIVE)
    assert codes(run("check", "--format", "concise", *arguments)) == told


@pytest.mark.parametrize("arguments", [["--select", "W217"], ["--ignore", "W"], ["--select", "Q1"]])
def test_errors_are_always_told(run, write, arguments):
    write("a.yaml", WRONG)
    result = run("check", "--format", "concise", *arguments)
    assert codes(result) == ["Q204"]
    assert result.exit_code == 1


def test_what_is_not_told_does_not_fail(run, write):
    write("a.yaml", WEAK)
    assert run("check", "--strict", "--ignore", "W101").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--select", "W2244"], "there is no code `W2244`. Did you mean `W224`?"),
        (["--select", "W217,ALLL"], "there is no code `ALLL`. Did you mean `ALL`?"),
        (["--ignore", "xyz"], "there is no code `XYZ`. `quizapp explain` lists all."),
        (["--select", "W217,"], "there is no code ``. `quizapp explain` lists all."),
        (["--ignore", "Q204"], "`Q204` is an error, and errors are always told."),
    ],
)
def test_an_unknown_code_is_one_line_with_the_nearest(run, write, arguments, line):
    write("a.yaml", SOUND)
    result = run("check", *arguments)
    assert result.stderr == f"Error: {line}\n"
    assert result.exit_code == 2


def test_a_comment_about_a_warning_that_nobody_asked_for_is_not_called_unneeded(run, write):
    write("a.yaml", SOUND + "    # quizapp: ignore W218 because the map has six regions\n")
    assert codes(run("check", "--format", "concise")) == ["W202"]
    assert codes(run("check", "--format", "concise", "--select", "W202,W218")) == ["W202"]
    assert codes(run("check", "--format", "concise", "--select", "W202,W224")) == []
    assert codes(run("check", "--format", "concise", "--ignore", "W218")) == []


def test_statistics_count_each_code_with_its_title(run, write):
    write("a.yaml", NEGATIVE)
    write("b.yaml", WEAK)
    write("c.yaml", SOUND)
    result = run("check", "--statistics")
    assert result.stdout == (
        "2  W101  this question has no id\n"
        "1  W217  a prompt holds a negative that nothing marks\n"
        "\n"
        "3 warnings in 2 of 3 files\n"
    )


def test_statistics_of_sound_files_say_that_they_are_sound(run, write):
    write("a.yaml", SOUND)
    assert run("check", "--statistics").stdout == "No problems in 1 file (1 question)\n"


def test_statistics_have_no_other_format(run, write):
    write("a.yaml", SOUND)
    result = run("check", "--statistics", "--format", "json")
    assert "leave out --format" in result.stderr
    assert result.exit_code == 2
