"""What a format reads: a quiz being put together, and what was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from quizapp.core.archive import is_archive
from quizapp.core.encoding import GUESSED, decode, encoding_of
from quizapp.core.writing import Fields

WHOLE_FILE = 0
"""The line of what concerns no line in particular."""


class Loss(NamedTuple):
    """Something that could not be carried: the line it stands in, and what it is, in words.

    `path` is the file it stands in; empty where there is only one.
    """

    line: int
    message: str
    path: str = ""


@dataclass(frozen=True)
class Incoming:
    """A file as it arrived. `beside` are the other files that came with it, by name."""

    name: str
    data: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """Return its text: UTF-8, UTF-16 with its mark, else Windows-1252. Line ends are `\\n`."""
        return decode(self.data)

    @property
    def was_guessed(self) -> bool:
        """Tell whether it was read as text in an encoding that it does not tell."""
        is_text = "text" in vars(self) and not is_archive(self.data)
        return is_text and encoding_of(self.data) == GUESSED


class DraftQuestion(NamedTuple):
    """A question's fields as a quiz file has them, and the line it began in."""

    fields: Fields
    line: int


@dataclass
class DraftSection:
    """Questions that stand together; `fields` are those of a quiz file's section."""

    fields: Fields = field(default_factory=dict)
    questions: list[DraftQuestion] = field(default_factory=list)


@dataclass
class Draft:
    """A quiz being put together by a format's `read`.

    `fields` are those at the top of a quiz file, but for passages and questions; `files` are
    pictures and texts to stand beside it. An `id` may be any text: it is made a name later.
    """

    fields: Fields = field(default_factory=dict)
    passages: list[Fields] = field(default_factory=list)
    sections: list[DraftSection] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def begin_section(self, fields: Fields | None = None) -> None:
        """Begin a section: what is added from now on stands in it."""
        self.sections.append(DraftSection(fields or {}))

    def add(self, fields: Fields, line: int) -> None:
        """Add a question to the section begun last."""
        if not self.sections:
            self.begin_section()
        self.sections[-1].questions.append(DraftQuestion(fields, line))

    def lose(self, line: int, message: str) -> None:
        """Note what could not be carried."""
        self.losses.append(Loss(line, message))

    def questions(self) -> Iterator[DraftQuestion]:
        """Yield all questions in the file's order."""
        return (question for section in self.sections for question in section.questions)
