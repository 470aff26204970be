"""The formats of `quizapp check --format`."""

from __future__ import annotations

import json
import unicodedata

import pytest

from quizapp.cli.formats import Checked, full, github, sarif
from quizapp.core.diagnostics import Diagnostic, Severity, Span
from tests.cli.conftest import SOUND, WEAK, WRONG

RED = "\x1b[31m"


def found(line: str, start: int, end: int, **changes: object) -> Checked:
    """A file of one line with a diagnostic from one column to another."""
    span = Span(1, start, 1, end)
    diagnostic = Diagnostic("Q204", Severity.ERROR, "a.yaml", span, "a message", "here", "a help")
    return Checked("a.yaml", [line], 1, (diagnostic._replace(**changes),))


def snippet(file: Checked) -> tuple[str, str]:
    """The line and the carets below it, as `full` prints them, without the gutter."""
    lines = "\n".join(full.render([file])).split("\n")
    plain = [unstyled(line) for line in lines]
    at = next(index for index, line in enumerate(plain) if line.startswith("1 |"))
    return plain[at][4:], plain[at + 1][4:]


def unstyled(text: str) -> str:
    import click

    return click.unstyle(text)


def columns(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.category(character) == "Mn" for character in text)


@pytest.mark.parametrize(
    ("before", "marked"),
    [
        ("prompt: ", "why"),
        ("灯台：", "灯台"),
        ("e\u0301te\u0301 ", "e\u0301te\u0301"),
        ("👍 ", "ok"),
    ],
)
def test_carets_stand_under_wide_and_combining_characters(before, marked):
    start = len(before) + 1
    _, carets = snippet(found(f"{before}{marked} and more", start, start + len(marked)))
    assert carets == f"{' ' * columns(before)}{'^' * columns(marked)} here"


def test_a_tab_is_shown_as_wide_as_the_caret_thinks():
    line, carets = snippet(found("a:\tb", 4, 5))
    assert line.index("b") == carets.index("^")


def test_nothing_from_a_file_can_move_the_cursor_or_turn_the_line():
    line, _ = snippet(found("a\x1b[2Jb\u202ec", 1, 2))
    assert line == "a�[2Jb�c"
    text = "".join(full.render([found("a", 1, 2, message="x\ny\x1b[2J", path="a\n.yaml")]))
    assert "x y\\u001b[2J" in text
    assert "a .yaml:1:1" in text


@pytest.mark.parametrize("start", [1, 50, 99, 150, 250, 395])
def test_a_long_line_is_cut_around_the_place(start):
    text = "".join(chr(ord("a") + index % 26) for index in range(400))
    line, carets = snippet(found(text, start, start + 5, label=""))
    assert len(line) <= 96
    assert line.startswith("…") or line.endswith("…")
    shown = line[carets.index("^") : carets.index("^") + 5]
    assert shown == text[start - 1 : start + 4]
    assert carets.strip() == "^^^^^"


def test_a_place_longer_than_the_terminal_is_underlined_as_far_as_it_goes():
    line, carets = snippet(found("x" * 400, 10, 390, label=""))
    assert len(carets) <= len(line) <= 96


def test_a_place_of_several_lines_is_underlined_to_the_end_of_the_first():
    file = found("text: |  ", 7, 1)
    diagnostic = file.diagnostics[0]._replace(span=Span(1, 7, 3, 1))
    assert snippet(file._replace(diagnostics=(diagnostic,))) == ("text: |", "      ^ here")


def test_a_place_behind_the_last_character_gets_a_caret():
    assert snippet(found("text", 5, 6)) == ("text", "    ^ here")


def test_colours_only_on_a_terminal_and_not_with_no_color(run, write, monkeypatch):
    write("a.yaml", WRONG)
    assert "\x1b" not in run("check").stdout
    assert RED in run("check", color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check", color=True).stdout


def test_concise_is_one_line_each(run, write):
    write("a.yaml", WRONG)
    result = run("check", "--format", "concise")
    assert result.stdout == "a.yaml:13:15: error[Q204]: evidence is not in the passage\n"


def test_json_is_a_list_with_exactly_these_fields(run, write):
    write("a.yaml", WRONG)
    assert json.loads(run("check", "--format", "json").stdout) == [
        {
            "path": "a.yaml",
            "line": 13,
            "column": 15,
            "end_line": 13,
            "end_column": 40,
            "severity": "error",
            "code": "Q204",
            "message": "evidence is not in the passage",
            "help": 'the nearest is "after three ships were lost" (paragraph 1)',
        }
    ]


def test_json_of_sound_files_is_an_empty_list(run, write):
    write("a.yaml", SOUND)
    assert json.loads(run("check", "--format", "json").stdout) == []


def test_github_escapes_what_its_commands_are_made_of():
    file = found("x", 1, 2, path="a,b:c%.yaml", message="50% of\nit: all, really", help="")
    assert "".join(github.render([file])) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=1,endColumn=2,title=Q204"
        "::50%25 of%0Ait: all, really"
    )


def test_github_gets_no_columns_over_several_lines():
    (line,) = github.render([found("x", 1, 2, span=Span(1, 3, 4, 5))])
    assert line.startswith("::error file=a.yaml,line=1,endLine=4,title=Q204::")


def test_sarif_names_tool_rules_and_places(run, write):
    write("the light.yaml", WRONG)
    write("weak.yaml", WEAK)
    log = json.loads(run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    codes = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    assert codes == ["Q007", "Q204", "W101"]
    assert [codes[result["ruleIndex"]] for result in only["results"]] == codes
    assert [result["level"] for result in only["results"]] == ["error", "error", "warning"]
    place = only["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "the%20light.yaml"}
    assert place["region"] == {"startLine": 13, "startColumn": 15, "endLine": 13, "endColumn": 40}


def test_sarif_of_a_path_outside_the_folder_is_a_file_address(folder):
    path = str(folder / "a b.yaml")
    log = json.loads("".join(sarif.render([found("x", 1, 2, path=path)])))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"file://{folder}/a%20b.yaml"
