"""The command as a whole: what it loads, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from quizapp.cli import BROKEN_PIPE, INTERRUPTED
from quizapp.cli.formats import format_names
from tests.cli.conftest import SOUND, WRONG

QUIZAPP = [sys.executable, "-m", "quizapp"]
HEAVY = ["flask", "sqlalchemy", "werkzeug", "rich", "rapidfuzz"]


def start(*arguments, **options):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*QUIZAPP, *arguments], **pipes | options)


def test_help_names_every_command_with_its_first_line(run):
    lines = [" ".join(line.split()) for line in run("--help").stdout.splitlines()]
    assert "check Say what is wrong in quiz files, where, and how to mend it." in lines
    assert {"check", "explain", "new", "schema"} <= {line.partition(" ")[0] for line in lines}


def test_the_version(run):
    name, version = run("--version").stdout.split()
    assert name == "quizapp"
    assert version[0].isdigit()


def test_an_unknown_command_is_one_line_with_the_nearest(write):
    with start("chek") as process:
        _, errors = process.communicate()
    assert errors == (
        "quizapp: there is no command `chek`. Did you mean `check`? See `quizapp --help`.\n"
    )
    assert process.returncode == 2


def test_an_unknown_option_is_one_line():
    with start("check", "--strickt") as process:
        _, errors = process.communicate()
    assert errors.count("\n") == 1
    assert "--strict" in errors
    assert process.returncode == 2


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "a.yaml"], ["explain", "Q204"], ["schema"], ["new", "b"]]
)
def test_commands_load_no_more_than_they_need(arguments, write):
    """Pages, storage and the progress bar take ten times as long to import as to check a file."""
    write("a.yaml", SOUND)
    code = (
        "import sys; from quizapp.cli import commands;"
        f"commands.main({arguments!r}, standalone_mode=False);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert result.stderr == "[]\n"


def test_help_imports_no_command():
    code = (
        "import sys; from quizapp.cli import commands;"
        "commands.main(['--help'], standalone_mode=False);"
        "print([name for name in sys.modules if name.startswith('quizapp.')], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert result.stderr == "['quizapp.cli']\n"


def test_a_reader_who_leaves_early_is_no_error(write):
    for number in range(300):
        write(f"bank/quiz-{number}.yaml", WRONG)
    with start("check", "bank") as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == BROKEN_PIPE


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes of this kind")
def test_ctrl_c_ends_with_130_and_no_traceback(folder):
    os.mkfifo(folder / "slow.yaml")
    with start("check", "slow.yaml") as process:
        # Opens as soon as the command waits at the other end.
        end = os.open(folder / "slow.yaml", os.O_WRONLY)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
        os.close(end)
    assert errors.strip() == ""
    assert process.returncode == INTERRUPTED


@pytest.mark.skipif(sys.platform != "linux", reason="file names are texts elsewhere")
@pytest.mark.parametrize("name", format_names())
def test_a_file_name_of_any_bytes_is_printed(name, folder):
    (folder / "caf\udce9.yaml").write_text(WRONG)
    with start("check", "--format", name) as process:
        output, errors = process.communicate()
    assert "caf" in output
    assert errors == ""
    assert process.returncode == 1
