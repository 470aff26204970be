"""A quiz file's text to (quiz, diagnostics)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as PlainMapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from quizapp.core.diagnostics import Diagnostic, Problem, Span, in_order
from quizapp.core.nodes import Mapping, Node, Sequence
from quizapp.core.passage import Boundaries, Passage
from quizapp.core.passage_file import PassageFile, read_passage
from quizapp.core.question_file import QuestionReader
from quizapp.core.quiz import Item, Quiz, Section
from quizapp.core.quiz_file import QuizFile, SectionFile
from quizapp.core.quiz_file_checks import check_draw, check_settings
from quizapp.core.source import Source, parse_source
from quizapp.core.validation import did_you_mean, report, validate

ReadFile = Callable[[str], bytes | None]
"""Returns the bytes of a file beside the quiz, or None when there is no such file."""


class Reading(NamedTuple):
    """What reading a file gave: a quiz when one can be taken, and everything found wrong.

    `nodes` are the questions' places in the file, by id; `root` is the whole; `made_ids` are the
    ids of questions that have none in the file, by their places.
    """

    quiz: Quiz | None
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    nodes: dict[str, Node]
    root: Node | None = None
    made_ids: PlainMapping[Span, str] = MappingProxyType({})


@dataclass
class _Work:
    """What is needed while one file is read."""

    source: Source
    name: str
    passages: tuple[Passage, ...] = ()
    has_passages: bool = True
    nodes: dict[str, Node] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    made_ids: dict[Span, str] = field(default_factory=dict)


def read_quiz(
    text: str, name: str, path: str, read_file: ReadFile, boundaries: list[Boundaries] | None = None
) -> Reading:
    """Read a quiz file. Never raises for what an author wrote.

    `boundaries` are the passages' sentences as stored with a version, in the file's order.
    """
    source = Source(text, path)
    work = _Work(source, name)
    root = parse_source(source)
    quiz = _read_root(work, root, read_file, boundaries) if root is not None else None
    if root is None and not source.has_errors:
        source.report(
            "Q102",
            Span(1, 1, 1, 1),
            "the file is empty",
            help="`quizapp new NAME` writes an example.",
        )
    diagnostics = in_order(source.diagnostics)
    return Reading(quiz, diagnostics, source, work.nodes, root, work.made_ids)


def _read_root(
    work: _Work, root: Node, read_file: ReadFile, boundaries: list[Boundaries] | None
) -> Quiz | None:
    source = work.source
    if not isinstance(root, Mapping):
        source.report(
            "Q103",
            root.span,
            "a quiz begins with named fields",
            help="The first line is `title: ` and the quiz's title.",
        )
        return None
    file = validate(QuizFile, root, source, leave_out=("passage", "passages", "questions"))
    passages = _read_passages(work, root, file.language if file else "en", read_file, boundaries)
    work.passages, work.has_passages = passages or (), passages is not None
    # With a fault above, the questions' own are found all the same: one look shows everything.
    sections = _read_sections(work, root, file)
    if file is None:
        return None
    check_settings(source, root, file)
    if passages is None or not work.items:
        return None
    return Quiz(
        name=work.name,
        title=file.title,
        language=file.language,
        summary=file.summary,
        tags=file.tags,
        authors=file.authors,
        license=file.license,
        status=file.status,
        settings=file.settings,
        passages=passages,
        sections=sections,
        items=work.items,
    )


def _read_passages(
    work: _Work,
    root: Mapping,
    language: str,
    read_file: ReadFile,
    boundaries: list[Boundaries] | None,
) -> tuple[Passage, ...] | None:
    passages: list[Passage] = []
    nodes = _passage_nodes(work.source, root)
    for index, node in enumerate(nodes or ()):
        file = validate(PassageFile, node, work.source)
        if file is None:
            return None
        problems, passage = read_passage(
            file, language, read_file, boundaries[index] if boundaries else None
        )
        for problem in problems:
            report(work.source, node, problem)
        if passage is None:
            return None
        if len(nodes or ()) > 1 and (not passage.id or passage.id in {p.id for p in passages}):
            report(
                work.source,
                node,
                Problem("Q203", "each of several passages needs an `id` of its own", ("id",)),
            )
            return None
        passages.append(passage)
    return None if nodes is None else tuple(passages)


def _passage_nodes(source: Source, root: Mapping) -> list[Node] | None:
    one, several = root.get("passage"), root.get("passages")
    if one is not None and several is not None:
        report(
            source,
            root,
            Problem(
                "Q207",
                "`passage` and `passages` exclude each other",
                ("passages",),
                help="Move the first into the list.",
            ),
        )
        return None
    if several is None:
        return [] if one is None else [one]
    if isinstance(several, Sequence):
        return several.items
    report(source, root, Problem("Q103", "a list of passages is wanted here", ("passages",)))
    return None


def _read_sections(work: _Work, root: Mapping, file: QuizFile | None) -> tuple[Section, ...]:
    reader = QuestionReader(work.source, work.nodes, work.items, work.has_passages, work.made_ids)
    sections: list[Section] = []
    if file is not None:
        _check_questions_field(work.source, root)
    for place, node in _question_lists(root):
        head = file.sections[place] if file and place is not None else None
        passage = _passage_of(work, root, head, place)
        units = reader.read_list(node, passage)
        if file is None or not units:
            continue
        shuffle = head.shuffle if head and head.shuffle is not None else file.settings.shuffle
        section = Section(
            head.title if head else "",
            head.instructions if head else "",
            passage,
            head.draw if head else None,
            shuffle,
            units,
        )
        check_draw(work.source, root, section, place)
        sections.append(section)
    left_out = reader.finish()
    return tuple(_without(section, left_out) for section in sections)


def _without(section: Section, left_out: frozenset[str]) -> Section:
    units = (tuple(name for name in unit if name not in left_out) for unit in section.units)
    return replace(section, units=tuple(unit for unit in units if unit)) if left_out else section


def _check_questions_field(source: Source, root: Mapping) -> None:
    questions, sections = root.get("questions"), root.get("sections")
    if questions is not None and sections is not None:
        report(
            source,
            root,
            Problem(
                "Q401",
                "`questions` and `sections` exclude each other",
                ("sections",),
                help="Move the questions into a section.",
            ),
        )
    elif questions is None and not isinstance(sections, Sequence):
        report(
            source,
            root,
            _no_questions("questions" in root.entries),
        )


def _no_questions(is_named: bool) -> Problem:
    if is_named:
        way_out = "Write questions below it: each begins with `- ` and has a `type`."
        return Problem("Q102", "`questions` is empty", ("questions",), help=way_out)
    way_out = "Add `questions:` and a list of questions below it."
    return Problem("Q102", "`questions` is missing", help=way_out)


def question_nodes(root: Node) -> Iterator[Node]:
    """Yield every question of a file, those with errors too."""
    if isinstance(root, Mapping):
        for _, questions in _question_lists(root):
            yield from questions.items if isinstance(questions, Sequence) else ()


def _question_lists(root: Mapping) -> list[tuple[int | None, Node]]:
    questions, sections = root.get("questions"), root.get("sections")
    if questions is not None:
        return [(None, questions)]
    if not isinstance(sections, Sequence):
        return []
    return [
        (index, questions)
        for index, section in enumerate(sections.items)
        if isinstance(section, Mapping) and (questions := section.get("questions")) is not None
    ]


def _passage_of(
    work: _Work, root: Mapping, head: SectionFile | None, place: int | None
) -> Passage | None:
    if head and head.passage and work.has_passages:
        for passage in work.passages:
            if passage.id == head.passage:
                return passage
        at = ("sections", place or 0, "passage")
        ids = [passage.id for passage in work.passages if passage.id]
        report(
            work.source,
            root,
            Problem(
                "Q203",
                f"there is no passage `{head.passage}`",
                at,
                help=did_you_mean(head.passage, ids),
            ),
        )
    return work.passages[0] if work.passages else None
