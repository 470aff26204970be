"""What would be wrong with a bank if one of its files held something else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from quizapp.core import limits
from quizapp.core.bank import Bank
from quizapp.core.bank_files import Kind, kind_of, read_file
from quizapp.core.diagnostics import FILE_START, Diagnostic, has_errors, severity_of
from quizapp.core.lint import lint
from quizapp.core.loading import load_bytes, same_name
from quizapp.core.reading import Reading

_NOTHING: Mapping[str, bytes] = {}


class Checked(NamedTuple):
    """A file as it was looked at; only a quiz has a reading.

    A diagnostic of another file's path tells what would go wrong there.
    """

    diagnostics: tuple[Diagnostic, ...]
    reading: Reading | None = None

    @property
    def has_errors(self) -> bool:
        return has_errors(self.diagnostics)


def check_file(
    bank: Bank,
    name: str,
    content: bytes,
    beside: Mapping[str, bytes] = _NOTHING,
    but: Collection[str] = (),
) -> Checked:
    """Check a quiz or a passage as if it held `content`, and other files what `beside` says.

    Of a passage, the quizzes that use it are checked too, `but` for those named.
    """
    if kind_of(name) is Kind.QUIZ:
        return _check_quiz(bank, name, content, beside)
    if problem := _text_problem(name, content):
        return Checked((problem,))
    found = [
        diagnostic
        for user in bank.users_of(name)
        if user.path.name not in but
        for diagnostic in _new_errors(bank, user.path.name, {**beside, name: content})
    ]
    return Checked(tuple(found))


def _check_quiz(bank: Bank, name: str, content: bytes, beside: Mapping[str, bytes]) -> Checked:
    path = Path(name)

    def find_file(wanted: str) -> bytes | None:
        return beside[wanted] if wanted in beside else read_file(bank.folder, wanted)

    reading = load_bytes(content, path, find_file).reading
    found = lint(reading)
    twin = path.with_suffix(".yml" if path.suffix == ".yaml" else ".yaml")
    if twin.name in beside or read_file(bank.folder, twin.name) is not None:
        found = (same_name(path, twin), *found)
    return Checked(found, reading)


def _text_problem(name: str, content: bytes) -> Diagnostic | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _at(
            name, line, "Q006", f"the file is not UTF-8 text (line {line})", "Save it as UTF-8."
        )
    if len(content) > limits.FILE_BYTES:
        return _at(name, 1, "Q002", "the file is larger than 1 MiB", "Split it into several.")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return _at(name, line, "Q003", "the character U+0000 stands here", "Delete it.")
    return None if text.strip() else _at(name, 1, "Q201", "the passage has no text", "Write it.")


def _at(name: str, line: int, code: str, message: str, help: str) -> Diagnostic:
    span = FILE_START._replace(line=line, end_line=line)
    return Diagnostic(code, severity_of(code), name, span, message, "", help)


def _new_errors(bank: Bank, name: str, beside: Mapping[str, bytes]) -> list[Diagnostic]:
    """Return what a quiz that is there would have wrong, and has not now."""
    content = read_file(bank.folder, name)
    if content is None:
        return []
    before, after = (_check_quiz(bank, name, content, files) for files in (_NOTHING, beside))
    known = {(found.code, found.span) for found in before.diagnostics}
    return [d for d in after.diagnostics if d.is_error and (d.code, d.span) not in known]
