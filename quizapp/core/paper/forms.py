"""The forms of a quiz on paper: which questions, in which order, and what each letter stands for.

Form A has the file's order. Form B has another one wherever the quiz allows it, in which nothing
keeps its place. Both come from the questions' ids and the texts alone: the same file gives the same
forms for ever, and a question that is added or mended leaves the letters of the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from quizapp.core.arrangement import draw_questions, rank
from quizapp.core.folding import fold_answer
from quizapp.core.question import Entry, Option, Question, Shuffle
from quizapp.core.quiz import Quiz, Section, Unit

FORMS: Final = ("A", "B")
_TRIES: Final = 64
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the ids of its questions in their order, and how every question is printed.

    Options stand in the order of their letters, parts in the order of their numbers.
    """

    name: str
    questions: tuple[str, ...]
    entries: Mapping[str, tuple[Entry, ...]]


def make_form(quiz: Quiz, name: str) -> Form:
    """Return the form of a name, A or B."""
    drawn = set(draw_questions(quiz, f"form {name}"))
    questions = tuple(
        question_id
        for section in quiz.sections
        for unit in _units(section, name)
        for question_id in unit
        if question_id in drawn
    )
    entries = {
        question.id: print_entries(
            _told(question, quiz), name, quiz.section_of(question.id).shuffle
        )
        for question in quiz.questions()
    }
    return Form(name, questions, entries)


def make_forms(quiz: Quiz) -> tuple[Form, ...]:
    """Return both forms, or form A alone when nothing in the quiz can change its place."""
    first, second = (make_form(quiz, name) for name in FORMS)
    is_same = (first.questions, first.entries) == (second.questions, second.entries)
    return (first,) if is_same else (first, second)


def _told(question: Question, quiz: Quiz) -> Question:
    """Return a question that knows its language: true and false are words of it."""
    return question if question.lang else question.model_copy(update={"lang": quiz.language})


def _units(section: Section, name: str) -> Sequence[Unit]:
    if name == "A" or "questions" not in section.shuffle:
        return section.units
    return _moved(section.units, lambda unit: unit)


def print_entries(
    question: Question, form: str = "A", shuffle: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """Return a question's entries as a form prints them."""
    entries = [entry._replace(options=lettered(entry)) for entry in question.entries()]
    if question.mixes_entries:
        entries.sort(key=lambda entry: fold_answer(entry.part))
    if form == "A":
        return tuple(entries)
    if question.mixes_entries:
        entries = _moved(entries, lambda entry: (question.id, entry.part))
    return tuple(
        entry._replace(options=_mixed(question.id, entry)) if _may_mix(entry, shuffle) else entry
        for entry in entries
    )


def lettered(entry: Entry) -> tuple[Option, ...]:
    """Return the options in the order of their letters in form A.

    It is the file's, but where the file's order tells the key they are sorted by their text.
    """
    if entry.shuffle is not Shuffle.ALWAYS:
        return entry.options
    return tuple(sorted(entry.options, key=lambda option: fold_answer(option.text)))


def _may_mix(entry: Entry, shuffle: Sequence[str]) -> bool:
    is_set = entry.shuffle is Shuffle.AS_SET and "choices" in shuffle
    return is_set or entry.shuffle is Shuffle.ALWAYS


def _mixed(question_id: str, entry: Entry) -> tuple[Option, ...]:
    """Mix all but what is pinned. Options that several parts share get one order for all."""
    pinned = [option for option in entry.options if option.is_pinned]
    free = [option for option in entry.options if not option.is_pinned]
    return (*_moved(free, lambda option: (question_id, option.name)), *pinned)


def _moved(things: Sequence[Thing], names: Callable[[Thing], tuple[str, ...]]) -> list[Thing]:
    """Return things in an order in which none keeps its place."""
    for number in range(_TRIES):
        seed = f"form B/{number}"
        order = sorted(things, key=lambda thing: rank(seed, *names(thing)))
        if all(map(_differ, order, things)):
            return order
    return [*things[1:], *things[:1]]


def _differ(one: object, other: object) -> bool:
    return one is not other
