"""Files that somebody brings to a bank: which are taken, and why the others are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from quizapp.core import limits
from quizapp.core.archive import is_archive, read_archive
from quizapp.core.bank import Bank
from quizapp.core.bank_check import check_file
from quizapp.core.bank_files import Kind, is_good_name, kind_of, read_file
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.passage_file import IMAGE_TYPES
from quizapp.core.pictures import redraw
from quizapp.core.question import Message

# What macOS, Windows and editors put beside files without asking.
_CLUTTER: Final = {"thumbs.db", "desktop.ini", "quiz.schema.json"}
_SHOWN_NAME: Final = 100
# A quiz that is refused takes its passage with it, and that another quiz: rarely further.
_ROUNDS: Final = 3


class Fate(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    REPLACES = "replaces"
    SAME = "same"
    LEFT_ALONE = "left alone"
    REFUSED = "refused"


@dataclass(slots=True)
class Brought:
    """A file as it was brought. `before` is what stands in its place now."""

    name: str
    content: bytes
    fate: Fate = Fate.NEW
    reasons: list[Message] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()
    before: bytes | None = None

    @property
    def is_taken(self) -> bool:
        return self.fate in {Fate.NEW, Fate.REPLACES}

    def refuse(self, *reasons: Message) -> None:
        self.fate = Fate.REFUSED
        self.reasons += reasons


def sort_out(
    bank: Bank, files: Iterable[tuple[str, bytes]], replaces: bool = True
) -> list[Brought]:
    """Look at everything that was brought, archives unpacked; nothing is written.

    Without `replaces`, what is there already is left alone.
    """
    brought = list(_unpack(files))
    _refuse_doubles(brought)
    for one in brought:
        if one.fate is Fate.NEW:
            _compare(bank, one, replaces)
    _check_all(bank, [one for one in brought if one.is_taken])
    return brought


def _unpack(files: Iterable[tuple[str, bytes]]) -> Iterator[Brought]:
    for path, content in files:
        if not is_archive(content):
            yield from _one(path, content)
            continue
        members, problems = read_archive(content)
        if problems or not members:
            refused = Brought(shown_name(path), b"")
            refused.refuse(*(problems or (Message("The archive is empty."),)))
            yield refused
        for member, inside in members.items():
            yield from _one(member, inside)


def _one(path: str, content: bytes) -> Iterator[Brought]:
    """Yield a file under its own name, without the folders; clutter is passed over in silence."""
    parts = unicodedata.normalize("NFC", path).replace("\\", "/").split("/")
    if parts[-1].lower() in _CLUTTER or any(map(_is_hidden, parts)):
        return
    one = Brought(parts[-1], content)
    if problem := _name_problem(one.name):
        one.name = shown_name(one.name)
        one.refuse(problem)
    yield one


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part.strip(".") != "")


def _name_problem(name: str) -> Message | None:
    if is_good_name(name):
        return None
    if kind_of(name) is None and name.rpartition(".")[2].lower() not in {"yaml", "yml"}:
        return Message(
            "This is no file of a bank: quizzes end in .yaml, passages in .md or .txt, pictures in "
            ".png, .jpg, .webp or .gif."
        )
    return Message(
        "A file's name has letters, digits, “-” and “_”, at most 64, and a small-letter ending: "
        "for example lighthouse.yaml."
    )


def shown_name(name: str) -> str:
    """Return a stranger's name for a file as it can stand on a page."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in name)
    return f"{plain[:_SHOWN_NAME]}…" if len(plain) > _SHOWN_NAME else plain or "?"


def _refuse_doubles(brought: list[Brought]) -> None:
    seen: set[str] = set()
    for one in brought:
        if one.fate is Fate.NEW:
            if one.name.casefold() in seen:
                one.refuse(Message("There is another file of this name among them."))
            seen.add(one.name.casefold())


def _compare(bank: Bank, one: Brought, replaces: bool) -> None:
    """Look at what stands in a file's place, and draw a picture anew."""
    one.before = read_file(bank.folder, one.name)
    if one.before == one.content:
        one.fate = Fate.SAME
    elif one.before is not None:
        one.fate = Fate.REPLACES if replaces else Fate.LEFT_ALONE
    if not one.is_taken:
        return
    if kind_of(one.name) is Kind.PICTURE:
        _redraw(one)
    elif len(one.content) > limits.FILE_BYTES:
        one.refuse(Message("This file is larger than 1 MiB."))


def _redraw(one: Brought) -> None:
    drawn = redraw(one.name, one.content)
    if isinstance(drawn, Message):
        one.refuse(drawn)
    else:
        one.content = drawn


def _check_all(bank: Bank, taken: list[Brought]) -> None:
    """Refuse what has errors, or makes errors elsewhere, until what is left fits together."""
    for _ in range(_ROUNDS):
        beside = {one.name: one.content for one in taken}
        refused = [one for one in taken if not _passes(bank, one, beside)]
        taken = [one for one in taken if one.is_taken]
        if not refused:
            return
    for one in taken:
        if kind_of(one.name) is Kind.PASSAGE:
            one.refuse(Message("Quizzes that were refused use this passage. Mend them first."))


def _passes(bank: Bank, one: Brought, beside: Mapping[str, bytes]) -> bool:
    if one.name.rpartition(".")[2] in IMAGE_TYPES:
        return True
    others = {name: content for name, content in beside.items() if name != one.name}
    checked = check_file(bank, one.name, one.content, others, but=beside)
    one.diagnostics = checked.diagnostics
    if checked.has_errors:
        one.fate = Fate.REFUSED
    return not checked.has_errors
