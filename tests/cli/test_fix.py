"""`quizapp check --fix`: what it writes, what it says, and what it leaves alone."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import SOUND, WEAK, WRONG

NEGATIVE = WEAK.replace("Why was the lighthouse built?", "When was it not built?")


def test_it_writes_the_id_and_marks_the_negative(run, write):
    path = write("a.yaml", NEGATIVE)
    result = run("check", "--fix")
    assert result.stderr == "a.yaml: wrote 1 missing id and marked the negatives of 1 prompt\n"
    assert result.stdout == "No problems in 1 file (1 question)\n"
    assert path.read_text() == NEGATIVE.replace("  - type", "  - id: q-ebc56a53\n    type").replace(
        "not", "**not**"
    )


def test_a_second_run_changes_nothing(run, write):
    path = write("a.yaml", NEGATIVE)
    run("check", "--fix")
    before = path.read_bytes(), path.stat().st_mtime_ns
    assert run("check", "--fix").stderr == ""
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_sound_file_is_not_written(run, write):
    path = write("a.yaml", SOUND)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    run("check", "--fix")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_mark_line_ends_and_mode_stay(run, folder):
    path = folder / "a.yaml"
    data = b"\xef\xbb\xbf" + NEGATIVE.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    path.chmod(0o640)
    run("check", "--fix")
    written = path.read_bytes()
    assert written.replace(b"id: q-ebc56a53\r\n    ", b"").replace(b"**", b"") == data
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(run, write, folder):
    path = write("elsewhere/b.yaml", NEGATIVE)
    (folder / "a.yaml").symlink_to(path)
    run("check", "--fix")
    assert (folder / "a.yaml").is_symlink()
    assert "**not**" in path.read_text()


def test_only_what_is_selected_is_mended(run, write):
    path = write("a.yaml", NEGATIVE)
    run("check", "--fix", "--select", "W101")
    assert path.read_text() == NEGATIVE.replace("  - type", "  - id: q-ebc56a53\n    type")


def test_errors_are_left_and_told(run, write):
    path = write("a.yaml", WRONG.replace("  - id: why-built\n    type", "  - type"))
    result = run("check", "--fix")
    assert result.stderr == "a.yaml: wrote 1 missing id\n"
    assert "error[Q204]" in result.stdout
    assert result.exit_code == 1
    assert "after two ships" in path.read_text()


def test_what_is_said_does_not_disturb_programs(run, write):
    write("a.yaml", NEGATIVE)
    assert json.loads(run("check", "--fix", "--format", "json").stdout) == []


def test_a_file_that_changes_meanwhile_is_not_overwritten(run, write, monkeypatch):
    path = write("a.yaml", NEGATIVE)

    def lint_slowly(reading, left_out):
        path.write_text("title: another\n")
        return lint(reading, left_out)

    from quizapp.cli import _fix
    from quizapp.core.lint import lint

    monkeypatch.setattr(_fix, "lint", lint_slowly)
    result = run("check", "--fix")
    assert result.stderr == "Error: a.yaml cannot be written: it changed meanwhile.\n"
    assert result.exit_code == 2
    assert path.read_text() == "title: another\n"


def test_a_change_that_would_do_harm_is_not_made(run, write, monkeypatch):
    from quizapp.cli import _fix

    path = write("a.yaml", NEGATIVE)
    monkeypatch.setattr(_fix, "mend", lambda *_: None)
    result = run("check", "--fix")
    assert result.stderr == "a.yaml: left as it is, because a change would have done harm\n"
    assert path.read_text() == NEGATIVE


@pytest.mark.parametrize("other", ["--watch"])
def test_it_does_not_write_while_somebody_else_does(run, write, other):
    write("a.yaml", NEGATIVE)
    result = run("check", "--fix", other)
    assert "exclude each other" in result.stderr
    assert result.exit_code == 2
