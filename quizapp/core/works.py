"""What readers did with a quiz, as far as it tells what they understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from quizapp.core.question import Question, Response
from quizapp.core.quiz import Quiz, Unit

_ASIDE = frozenset("explanation feedback tags process evidence".split())
"""What nobody sees before they have answered: it changes nothing in how hard a question is."""

Content = tuple[str, ...]
"""What a unit asks and what is right: where two are equal, their answers are counted as one."""


class Marked(NamedTuple):
    """A reader's answer to a question. `is_right` is its outcome, tries and gates left aside.

    `earned` is None until a teacher marks it.
    """

    possible: Fraction
    earned: Fraction | None
    is_right: bool
    response: Response

    @property
    def is_understood(self) -> bool:
        """Tell whether the answer was right in the end, or earned everything by hand."""
        return self.is_right or (self.earned is not None and self.earned == self.possible)


class Work(NamedTuple):
    """A reader's attempt at a version of a quiz; what was dropped is not in it."""

    reader: int
    quiz: Quiz
    marks: Mapping[str, Marked]


def units_of(quiz: Quiz) -> list[Unit]:
    """Return a quiz's questions, Part A together with its Part Bs."""
    return [unit for section in quiz.sections for unit in section.units]


def contents_of(quiz: Quiz) -> dict[Unit, Content]:
    """Return the content of each unit of a quiz."""
    return {
        unit: tuple(_content(quiz.items[question_id].question) for question_id in unit)
        for unit in units_of(quiz)
    }


def _content(question: Question) -> str:
    # What there is to choose from can depend on the passage: hot text is cut from it.
    return repr((_without_asides(question.model_dump()), question.entries()))


def _without_asides(value: object) -> object:
    if isinstance(value, Mapping):
        return {k: _without_asides(v) for k, v in value.items() if k not in _ASIDE}
    if isinstance(value, list | tuple):
        return [_without_asides(each) for each in value]
    return value


class Contents:
    """The contents of several versions of a quiz, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Quiz, dict[Unit, Content]]] = {}

    def of(self, quiz: Quiz) -> dict[Unit, Content]:
        """Return the content of each unit of a quiz."""
        if id(quiz) not in self._known:
            # The quiz is kept beside it, so that its id stays its own.
            self._known[id(quiz)] = quiz, contents_of(quiz)
        return self._known[id(quiz)][1]


def comparable(works: Sequence[Work], quiz: Quiz, contents: Contents) -> list[Work]:
    """Leave of each attempt the questions that are asked in this quiz in the very same way."""
    wanted = contents.of(quiz)
    shared: dict[int, frozenset[str]] = {}
    found = []
    for work in works:
        if id(work.quiz) not in shared:
            same = (u for u, content in contents.of(work.quiz).items() if wanted.get(u) == content)
            shared[id(work.quiz)] = frozenset(name for unit in same for name in unit)
        kept = shared[id(work.quiz)]
        marks = {name: marked for name, marked in work.marks.items() if name in kept}
        found.append(work._replace(marks=marks))
    return found


def editions_of(quizzes: Sequence[Quiz], contents: Contents) -> list[list[int]]:
    """Put versions of a quiz that ask the same things together, by their places."""
    editions: dict[tuple[object, ...], list[int]] = {}
    for place, quiz in enumerate(quizzes):
        editions.setdefault(tuple(contents.of(quiz).items()), []).append(place)
    return list(editions.values())
