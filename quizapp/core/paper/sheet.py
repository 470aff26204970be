"""All that a printed quiz shows, ready for a template: passages in lines, forms, keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.paper.forms import Form, make_forms
from quizapp.core.paper.key import Right, key_on_paper
from quizapp.core.paper.lines import Labels, LinedPassage, lay_out
from quizapp.core.passage import Passage
from quizapp.core.question import Entry, Question
from quizapp.core.quiz import Item, Quiz, Section
from quizapp.core.remarks import Remark, own_settings, remarks
from quizapp.core.types.hot_text import HotText

# What the key or the question itself shows.
_SEEN: Final = frozenset("answer text items unit select distractors word-bank".split())


class Evidence(NamedTuple):
    """A quotation, the language it is in, and the lines in which it stands."""

    text: str
    language: str
    first: int
    last: int


class PrintedQuestion(NamedTuple):
    """A question on a form; `section` is there when it is the first of its section."""

    number: int
    item: Item
    entries: tuple[Entry, ...]
    language: str
    section: Section | None
    key: tuple[Right, ...]
    remarks: tuple[Remark, ...]
    settings: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]

    @property
    def question(self) -> Question:
        return self.item.question

    @property
    def unit(self) -> str:
        """Return what a number is counted in."""
        return str(getattr(self.question, "unit", ""))

    @property
    def sample(self) -> str:
        """Return a good answer to what is marked by hand."""
        return str(getattr(self.question, "sample_answer", ""))

    @property
    def lines(self) -> int:
        """Return how many lines an answer in sentences gets: ten words fit on a line."""
        words = getattr(self.question, "words", None)
        return max(3, min(-(-words[1] // 10), 30)) if words else 8


class PrintedForm(NamedTuple):
    """A form: its name, its questions and their points."""

    name: str
    questions: tuple[PrintedQuestion, ...]
    points: Fraction


@dataclass(frozen=True)
class PaperQuiz:
    """A quiz as it is printed."""

    quiz: Quiz
    passages: tuple[LinedPassage, ...]
    forms: tuple[PrintedForm, ...]

    @property
    def draws(self) -> bool:
        """Tell whether a form has some of the questions only."""
        return any(section.draw is not None for section in self.quiz.sections)


def print_quiz(quiz: Quiz) -> PaperQuiz:
    """Lay out the passages, and put the forms and their keys together."""
    passages = tuple(_lay_out_all(quiz))
    by_passage = {id(lined.passage): lined for lined in passages}
    forms = tuple(_print_form(quiz, form, by_passage) for form in make_forms(quiz))
    return PaperQuiz(quiz, passages, forms)


def _lay_out_all(quiz: Quiz) -> Iterator[LinedPassage]:
    """Number the lines of all passages in one run, so that a number names one line."""
    first = 1
    for passage in quiz.passages:
        lined = lay_out(passage, first, _labels(quiz, passage))
        first = lined.last + 1
        yield lined


def _labels(quiz: Quiz, passage: Passage) -> Labels:
    """Number what readers are to mark in a passage: where nothing is, nothing is numbered."""
    labels: dict[int, dict[int, str]] = {}
    for question in _one_of_each(quiz, passage):
        sign = "¶" if question.select == "paragraphs" else ""
        for number, piece in enumerate(question.pieces, 1):
            here = labels.setdefault(piece.stretch.paragraph, {})
            before = here.get(piece.stretch.start, "")
            here[piece.stretch.start] = f"{before} {sign}{number}".strip()
    return labels


def _one_of_each(quiz: Quiz, passage: Passage) -> Sequence[HotText]:
    found = {
        item.question.select: item.question
        for item in quiz.items.values()
        if item.passage is passage and isinstance(item.question, HotText)
    }
    return [found[select] for select in sorted(found)]


def _print_form(quiz: Quiz, form: Form, passages: Mapping[int, LinedPassage]) -> PrintedForm:
    questions = []
    before = None
    for number, name in enumerate(form.questions, 1):
        section = quiz.section_of(name)
        is_first, before = section is not before, section
        questions.append(
            _print_question(quiz, form, number, section if is_first else None, passages)
        )
    points = sum((shown.question.points for shown in questions), Fraction(0))
    return PrintedForm(form.name, tuple(questions), points)


def _print_question(
    quiz: Quiz,
    form: Form,
    number: int,
    section: Section | None,
    passages: Mapping[int, LinedPassage],
) -> PrintedQuestion:
    item = quiz.items[form.questions[number - 1]]
    question, entries = item.question, form.entries[item.question.id]
    return PrintedQuestion(
        number,
        item,
        entries,
        question.lang or quiz.language,
        section,
        key_on_paper(question, entries),
        tuple(remark for remark in remarks(question) if _is_for_markers(remark)),
        tuple(setting for setting in own_settings(question) if setting[0] not in _SEEN),
        tuple(_evidence(item, passages)),
    )


def _is_for_markers(remark: Remark) -> bool:
    """Tell whether a remark decides what an answer earns; feedback alone is for the page."""
    is_partial = remark.credit is not None and remark.credit != 1
    return is_partial or remark.points is not None or remark.field in {"answers", "reject"}


def _evidence(item: Item, passages: Mapping[int, LinedPassage]) -> Iterator[Evidence]:
    if item.passage is None:
        return
    lined = passages[id(item.passage)]
    for stretch in item.evidence:
        first, last = lined.lines_of(stretch)
        yield Evidence(item.passage.text_of(stretch), item.passage.language, first, last)


def words_on_sheet(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of core.words.PAPER for where pieces of the passage are called by number."""
    return {
        **words,
        "underline_sentences": words["sentence_numbers"],
        "underline_paragraphs": words["paragraph_numbers"],
    }
