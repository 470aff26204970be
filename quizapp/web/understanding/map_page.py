"""The map of misreading: the passage, the evidence, and the comprehension processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template, request
from markupsafe import Markup

from quizapp.core.misreading import (
    Cell,
    Matrix,
    Mistake,
    ProcessCount,
    Sentence,
    common_mistakes,
    count_processes,
    count_understood,
    find_pairs,
    make_matrix,
    map_sentences,
)
from quizapp.core.passage import Passage
from quizapp.core.quiz import Quiz
from quizapp.core.works import Works
from quizapp.web.translations import gettext as _
from quizapp.web.understanding import bars, map_passage
from quizapp.web.understanding.class_work import ClassWork, load_class_work

PROJECTOR = "projector"


class MapRow(NamedTuple):
    """A group of readers and what they can do, by process."""

    name: str
    readers: int
    counts: dict[str, ProcessCount]


def render_map(name: str) -> Any:
    """Render the map of what the address names."""
    work = load_class_work(name)
    if work.quiz is None:
        return render_template("teach/map.html", work=work, name=name, quiz=None)
    same = work.comparable
    sentences = map_sentences(work.quiz, count_understood(same))
    return render_template(
        "teach/map.html",
        work=work,
        name=name,
        quiz=work.quiz,
        passages=_passages(work.quiz, sentences),
        sentences=sentences,
        mistakes=_mistakes(work.quiz, sentences, same),
        matrices=[m for pair in find_pairs(work.quiz) if (m := make_matrix(pair, same)).total],
        processes=_processes(work),
        is_projected=request.args.get("view") == PROJECTOR,
        address_of=map_passage.address_of,
        signs=map_passage.SIGNS,
        level_words=map_passage.level_words(),
        level_meanings=map_passage.level_meanings(),
        cell_words=cell_words(),
        Cell=Cell,
        names_in=lambda matrix, cell: _names(work, matrix, cell),
        share_bar=bars.share_bar,
    )


def _passages(quiz: Quiz, sentences: Sequence[Sentence]) -> list[tuple[Passage, Markup]]:
    return [
        (passage, map_passage.map_html(passage, index, sentences))
        for index, passage in enumerate(quiz.passages)
    ]


def _mistakes(quiz: Quiz, sentences: Sequence[Sentence], works: Works) -> dict[str, Mistake]:
    asked = dict.fromkeys(asked.question_id for s in sentences for asked in s.asked)
    return common_mistakes((quiz.items[name].question for name in asked), works)


def _names(work: ClassWork, matrix: Matrix, cell: Cell) -> list[str]:
    names = (work.names[reader] or _("somebody who was erased") for reader in matrix.readers[cell])
    return sorted(names, key=str.casefold)


def _processes(work: ClassWork) -> list[MapRow]:
    """Return all readers, and each of their classes where there are several."""
    rows = [_process_row(work.chosen.class_name or _("Everybody"), work.works)]
    if not work.chosen.address:
        for one in work.by_class():
            readers = enumerate(work.works.readers)
            theirs = [place for place, reader in readers if reader in one.readers]
            if 0 < len(theirs) < work.works.size:
                rows.append(_process_row(one.name, work.works.at(theirs)))
    return rows if rows[0].counts else []


def _process_row(name: str, works: Works) -> MapRow:
    return MapRow(name, works.size, {count.process: count for count in count_processes(works)})


class CellWords(NamedTuple):
    """What a cell of the matrix is called, what it means and what to teach."""

    name: str
    meaning: str
    teach: str


def cell_words() -> dict[Cell, CellWords]:
    """Name the cells of the answer-and-evidence matrix."""
    return {
        Cell.UNDERSTOOD: CellWords(
            _("Understood"),
            _("right answer, right evidence"),
            _("Go on. They can explain to the others how they found it."),
        ),
        Cell.LUCKY: CellWords(
            _("Lucky"),
            _("right answer, wrong evidence"),
            _(
                "They guessed or knew it already. Practise proving an answer: which words say so, "
                "and would the answer fall without them?"
            ),
        ),
        Cell.MISREAD: CellWords(
            _("Misread"),
            _("wrong answer, right evidence"),
            _(
                "They found the place and took another meaning from it. Read the sentence aloud "
                "together: what does it say, what does it leave open, what follows?"
            ),
        ),
        Cell.LOST: CellWords(
            _("Not found"),
            _("wrong answer, wrong evidence"),
            _(
                "They did not get to the place. Practise finding: the question’s key words, other "
                "words for them, and reading on for a paragraph."
            ),
        ),
    }
