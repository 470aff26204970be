"""`quizapp check`: which files, what is printed, which exit code."""

from __future__ import annotations

from tests.cli.conftest import SOUND, WEAK, WRONG


def test_a_diagnostic_shows_its_line_a_caret_and_the_way_out(run, write):
    write("questions/lighthouse.yaml", WRONG)
    result = run("check")
    assert result.stdout == (
        "error[Q204]: evidence is not in the passage\n"
        "  --> questions/lighthouse.yaml:13:15\n"
        "   |\n"
        "13 |     evidence: after two ships were lost\n"
        "   |               ^^^^^^^^^^^^^^^^^^^^^^^^^ no such words in the passage\n"
        '   = help: the nearest is "after three ships were lost" (paragraph 1)\n'
        "\n"
        "1 error in 1 file\n"
    )
    assert result.exit_code == 1


def test_sound_files_are_counted_with_their_questions(run, write):
    write("questions/a.yaml", SOUND)
    write("questions/b.yml", SOUND)
    result = run("check")
    assert result.stdout == "No problems in 2 files (2 questions)\n"
    assert result.exit_code == 0


def test_without_a_questions_folder_the_current_one_is_checked(run, write):
    write("a.yaml", SOUND)
    assert "1 file" in run("check").stdout


def test_a_folder_is_flat_and_hidden_files_are_no_quizzes(run, write):
    write("a.yaml", SOUND)
    write(".hidden.yaml", WRONG)
    write("deeper/b.yaml", WRONG)
    write("notes.txt", "no quiz")
    assert run("check", ".").stdout == "No problems in 1 file (1 question)\n"


def test_a_file_named_twice_is_checked_once(run, write):
    path = write("a.yaml", SOUND)
    assert "1 file" in run("check", "a.yaml", ".", str(path)).stdout


def test_two_files_of_one_name_cannot_both_be_quizzes(run, write):
    write("a.yaml", SOUND)
    write("a.yml", SOUND)
    result = run("check", "--format", "concise")
    assert result.stdout == "a.yml:1:1: error[Q008]: `a.yaml` has the same name\n"


def test_warnings_fail_only_when_strict(run, write):
    write("a.yaml", WEAK)
    result = run("check")
    assert "warning[W101]" in result.stdout
    assert result.stdout.endswith("\n1 warning in 1 file\n")
    assert result.exit_code == 0
    assert run("check", "--strict").exit_code == 1


def test_the_summary_says_how_many_files_have_problems(run, write):
    write("a.yaml", SOUND)
    write("b.yaml", WRONG)
    write("c.yaml", WEAK)
    assert run("check").stdout.endswith("\n1 error, 1 warning in 2 of 3 files\n")


def test_a_path_that_is_not_there_is_one_line_and_exit_code_2(run):
    result = run("check", "nowhere.yaml")
    assert result.stderr == "Error: nowhere.yaml cannot be read: No such file or directory.\n"
    assert result.stdout == ""
    assert result.exit_code == 2


def test_a_folder_without_quizzes_is_no_success(run):
    result = run("check")
    assert "no quiz files" in result.stderr
    assert result.exit_code == 2


def test_paths_outside_the_current_folder_are_shown_whole(run, write, folder, monkeypatch):
    path = write("a.yaml", WRONG)
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    assert run("check", "../a.yaml", "--format", "concise").stdout.startswith(f"{path}:13:15: ")


def test_a_file_that_is_no_text_is_an_error_of_that_file(run, folder):
    (folder / "a.yaml").write_bytes(b"title: x\nsummary: caf\xe9\n")
    result = run("check")
    assert "error[Q006]: the file is not UTF-8 text (line 2)\n --> a.yaml:2:1\n" in result.stdout
    assert result.exit_code == 1
