"""What readers did with a quiz, as far as it tells what they understood."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

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


class Column(NamedTuple):
    """What attempts did with a question: which of `kinds` each of them has.

    Of thousands of answers few are different, and each of those is kept once. The first kind is
    None: the attempt lacks the question.
    """

    given: Sequence[int]
    kinds: Sequence[Marked | None]

    def counted(self) -> Iterator[tuple[Marked, int]]:
        """Yield the different answers with how often each was given."""
        for kind, count in Counter(self.given).items():
            if marked := self.kinds[kind]:
                yield marked, count

    def only(self, is_kept: Sequence[bool]) -> Column:
        """Return the column without the answers of some attempts."""
        pairs = zip(self.given, is_kept, strict=True)
        return self._replace(given=array("I", [kind if kept else 0 for kind, kept in pairs]))


@dataclass(frozen=True)
class Works:
    """Readers' attempts, question by question: columns by question id."""

    readers: Sequence[int]
    quizzes: Sequence[Quiz]
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, works: Sequence[Work]) -> Works:
        """Put attempts into columns."""
        gathering = Gathering(len(works), lambda marked: marked)
        for place, work in enumerate(works):
            for name, marked in work.marks.items():
                given, kinds = gathering[name]
                given[place] = kinds[marked]
        readers, quizzes = [work.reader for work in works], [work.quiz for work in works]
        return cls(readers, quizzes, gathering.columns())

    @property
    def size(self) -> int:
        return len(self.readers)

    @cached_property
    def versions(self) -> Mapping[int, Quiz]:
        """Return the different quizzes that were taken, by their `id`s."""
        return {id(quiz): quiz for quiz in self.quizzes}

    def rows(self) -> Iterator[Work]:
        """Yield one attempt after the other."""
        for place, (reader, quiz) in enumerate(zip(self.readers, self.quizzes, strict=True)):
            marks = {
                name: marked
                for name, column in self.columns.items()
                if (marked := column.kinds[column.given[place]])
            }
            yield Work(reader, quiz, marks)

    def column(self, question_id: str) -> Column:
        """Return the answers to a question; nobody's where nobody was asked."""
        return self.columns.get(question_id) or Column(array("I", [0]) * self.size, [None])

    def at(self, places: Sequence[int]) -> Works:
        """Return some of the attempts."""
        columns = {
            name: column._replace(given=array("I", [column.given[place] for place in places]))
            for name, column in self.columns.items()
        }
        readers, quizzes = self.readers, self.quizzes
        return Works([readers[n] for n in places], [quizzes[n] for n in places], columns)


class Gathering(dict[str, "Filling"]):
    """Columns while they are filled, by question id: one that is asked for is begun.

    `make` makes an answer of whatever tells it from others, and None of what counts for nobody.
    """

    def __init__(self, attempts: int, make: Callable[[Any], Marked | None]) -> None:
        self._attempts = attempts
        self._make = make

    def __missing__(self, question_id: str) -> Filling:
        begun = self[question_id] = Filling(array("I", [0]) * self._attempts, Kinds(self._make))
        return begun

    def columns(self) -> dict[str, Column]:
        """Return what was gathered."""
        return {name: Column(given, kinds.made) for name, (given, kinds) in self.items()}


class Filling(NamedTuple):
    """A column while it is filled: `given[place] = kinds[key]` puts an answer in."""

    given: array[int]
    kinds: Kinds


class Kinds(dict[object, int]):
    """The numbers of the different answers to a question; a new one is made and numbered."""

    def __init__(self, make: Callable[[Any], Marked | None]) -> None:
        self._make = make
        self.made: list[Marked | None] = [None]

    def __missing__(self, key: object) -> int:
        marked = self._make(key)
        kind = self[key] = len(self.made) if marked else 0
        if marked:
            self.made.append(marked)
        return kind


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


def comparable(works: Works, quiz: Quiz, contents: Contents) -> Works:
    """Leave of each attempt the questions that are asked in this quiz in the very same way."""
    wanted = contents.of(quiz)
    asking: dict[str, set[int]] = {}
    for version in works.versions.values():
        for unit, content in contents.of(version).items():
            for name in unit if wanted.get(unit) == content else ():
                asking.setdefault(name, set()).add(id(version))
    columns = {
        name: worded_by(works, column, asking[name])
        for name, column in works.columns.items()
        if name in asking
    }
    return replace(works, columns=columns)


def worded_by(works: Works, column: Column, versions: set[int]) -> Column:
    """Return what was answered in some versions of the quiz, named by their `id`s."""
    if versions.issuperset(works.versions):
        return column
    return column.only([id(quiz) in versions for quiz in works.quizzes])


def editions_of(quizzes: Sequence[Quiz], contents: Contents) -> list[list[int]]:
    """Put versions of a quiz that ask the same things together, by their places."""
    editions: dict[tuple[object, ...], list[int]] = {}
    for place, quiz in enumerate(quizzes):
        editions.setdefault(tuple(contents.of(quiz).items()), []).append(place)
    return list(editions.values())
