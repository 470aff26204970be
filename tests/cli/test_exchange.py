"""The commands `import` and `export`: what they write, and what they say was lost."""

from __future__ import annotations

AIKEN = "Is it new?\nA. Yes\nB. No\nANSWER: A\n"


def test_a_file_becomes_a_quiz_that_check_finds_sound(run, write, folder):
    write("new-things.txt", AIKEN)
    result = run("import", "new-things.txt", "-o", "quiz.yaml")
    assert result.exit_code == 0
    assert result.stderr == "Nothing was lost.\n"
    assert "title: new things\n" in (folder / "quiz.yaml").read_text()
    assert run("check", "--strict", "quiz.yaml").exit_code == 0


def test_without_an_output_the_quiz_goes_to_standard_output(run, write):
    write("new.txt", AIKEN)
    result = run("import", "new.txt", "--from", "AIKEN")
    assert "prompt: Is it new?\n" in result.stdout
    assert "Nothing" not in result.stdout


def test_several_files_become_one_quiz(run, write):
    write("one.txt", AIKEN)
    write("two.txt", AIKEN + "\n" + AIKEN.replace("new", "old"))
    text = run("import", "one.txt", "two.txt").stdout
    assert text.count("  - title: ") == 2
    assert text.count("type: single-choice") == 3


def test_what_is_lost_is_told_with_its_line(run, write):
    write("new.txt", AIKEN + "\nWithout an answer?\nA. a\nB. b\n")
    result = run("import", "new.txt", "-o", "quiz.yaml")
    assert result.exit_code == 0
    assert "  new.txt:6: this question has no `ANSWER:` line and is left out\n" in result.stderr


def test_a_file_without_questions_fails(run, write, folder):
    write("new.txt", "ANSWER: A\n")
    result = run("import", "new.txt", "--from", "aiken", "-o", "quiz.yaml")
    assert result.exit_code == 1
    assert result.stderr.endswith("There is no question that could be taken.\n")
    assert not (folder / "quiz.yaml").exists()


def test_nothing_is_overwritten_by_accident(run, write, folder):
    write("new.txt", AIKEN)
    write("quiz.yaml", "mine")
    assert run("import", "new.txt", "-o", "quiz.yaml").exit_code == 2
    assert (folder / "quiz.yaml").read_text() == "mine"
    assert run("import", "new.txt", "-o", "quiz.yaml", "--force").exit_code == 0


def test_faults_of_use_are_one_line(run, write):
    write("new.txt", AIKEN)
    write("note.txt", "a note")
    write("quiz.yaml", "title: x")
    for arguments in (
        ("import", "nowhere.txt"),
        ("import", "note.txt"),
        ("import", "new.txt", "--from", "nonsense"),
        ("export", "nowhere", "--to", "aiken"),
        ("export", "quiz.yaml", "--to", "nonsense"),
    ):
        result = run(*arguments, standalone_mode=True)
        assert result.exit_code == 2, arguments
        assert result.stdout == ""


def test_out_and_in_again_gives_the_same_questions(run, write, folder, sound):
    write("questions/lighthouse.yaml", sound)
    result = run("export", "lighthouse", "--to", "aiken", "-o", "lighthouse.txt")
    assert "`why-built`: there is no place for `id`, `evidence`" in result.stderr
    assert "All this is kept in lighthouse.txt.quizapp.json" in result.stderr
    assert run("import", "lighthouse.txt", "-o", "back.yaml").stderr == "Nothing was lost.\n"
    assert "evidence: after three ships were lost\n" in (folder / "back.yaml").read_text()


def test_an_export_to_standard_output_says_that_a_file_would_keep_more(run, write, sound):
    write("lighthouse.yaml", sound)
    result = run("export", "lighthouse.yaml", "--to", "aiken")
    assert result.stdout.startswith("Why was the lighthouse built?\nA. ")
    assert result.stderr.endswith("Name a file with -o, and this is kept in a sidecar beside it.\n")


def test_a_table_to_fill_in(run, folder):
    assert run("import", "--template", "mine.xlsx").exit_code == 0
    assert run("import", "mine.xlsx", "-o", "quiz.yaml").exit_code == 0
    assert "title: The lighthouse at Hale Point" in (folder / "quiz.yaml").read_text()
    assert run("import", "--template", "mine.xlsx", standalone_mode=True).exit_code == 2
    assert run("import", "--template", "mine.doc", standalone_mode=True).exit_code == 2
