"""Question nodes to questions in their places: types, ids, evidence, Part A and Part B."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizapp.core import limits
from quizapp.core.diagnostics import Problem, Span
from quizapp.core.evidence import find_evidence, quotations
from quizapp.core.folding import fold_typography
from quizapp.core.nodes import Mapping, Node, Scalar, Sequence
from quizapp.core.passage import Passage, Stretch
from quizapp.core.question import Question
from quizapp.core.quiz import Item, Unit
from quizapp.core.source import Source
from quizapp.core.types import get_type, type_words
from quizapp.core.validation import did_you_mean, nearest, report, validate


def generated_id(word: str, prompt: str, taken: set[str]) -> str:
    """Return the id of a question without one: `q-` and 8 hex digits of type and folded prompt."""
    text = f"{word}\n{fold_typography(prompt)}"
    stem = "q-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    return name


@dataclass
class QuestionReader:
    """Reads lists of questions into `items`; ids are unique over all lists of one file.

    Without `has_passages` a passage is there but cannot be read: nothing is said of evidence.
    `made_ids` are those of questions that have none in the file, by their places.
    """

    source: Source
    nodes: dict[str, Node]
    items: dict[str, Item]
    has_passages: bool = True
    made_ids: dict[Span, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._taken: set[str] = set()
        self._lost: set[str] = set()
        self._count = 0

    def read_list(self, node: Node, passage: Passage | None) -> tuple[Unit, ...]:
        """Read one list; return its questions by units. What has errors is left out."""
        if not isinstance(node, Sequence):
            self.source.report(
                "Q103",
                node.span,
                "a list of questions is wanted here",
                help="Begin each question with `- `.",
            )
            return ()
        units: list[list[str]] = []
        prefaces: list[Question] = []
        preface_span = node.span
        for child in node.items:
            self._count += 1
            if self._count > limits.QUESTIONS:
                self.source.report("Q002", child.span, f"more than {limits.QUESTIONS} questions")
                break
            read = self._read(child, passage)
            if read is None:
                # It may have been the question that a text above belongs to.
                prefaces.clear()
                continue
            question, evidence = read
            if not question.is_numbered:
                prefaces.append(question)
                preface_span = child.span
                continue
            item = Item(question, passage, evidence, tuple(prefaces))
            self._place(child, item, units)
            prefaces.clear()
        if prefaces:
            self.source.report(
                "Q403",
                preface_span,
                "no question follows this text",
                help="A `text` stands above the question after it.",
            )
        return tuple(tuple(unit) for unit in units)

    def finish(self) -> frozenset[str]:
        """Check what questions of one type must have in common; return the ids left out."""
        by_type: dict[type[Question], list[Question]] = defaultdict(list)
        for item in self.items.values():
            by_type[type(item.question)].append(item.question)
        left_out: set[str] = set()
        for model, questions in by_type.items():
            for question, problem in model.problems_together(questions):
                report(self.source, self.nodes[question.id], problem)
                left_out.add(question.id)
        left_out |= {
            item.question.id for item in self.items.values() if item.question.after in left_out
        }
        for question_id in left_out:
            del self.items[question_id]
        return frozenset(left_out)

    def _read(
        self, node: Node, passage: Passage | None
    ) -> tuple[Question, tuple[Stretch, ...]] | None:
        model = self._type_of(node)
        if model is None:
            self._lose(node)
            return None
        question = validate(model, node, self.source)
        if question is None:
            self._find_evidence(node, quotations(node), passage)
            self._lose(node)
            return None
        question = self._with_id(node, question)
        evidence = self._find_evidence(node, question.evidence, passage)
        problems = [*_common_problems(question)]
        if self.has_passages:
            problems += question.problems(passage)
        for problem in problems:
            report(self.source, node, problem)
        if evidence is None or any(problem.code.startswith("Q") for problem in problems):
            self._lose(node)
            return None
        return question.bind(passage), evidence

    def _type_of(self, node: Node) -> type[Question] | None:
        if not isinstance(node, Mapping):
            self.source.report(
                "Q103",
                node.span,
                "a question is a set of named fields",
                help="Begin it with `- id: ` or `- type: `.",
            )
            return None
        word = node.get("type")
        if word is None:
            report(
                self.source,
                node,
                Problem(
                    "Q102",
                    "`type` is missing",
                    help=f"Add `type:` and one of: {', '.join(type_words())}.",
                ),
            )
            return None
        found = get_type(word.value) if isinstance(word, Scalar) else None
        if found is None:
            value = word.value if isinstance(word, Scalar) else ""
            report(
                self.source,
                node,
                Problem(
                    "Q104",
                    f"there is no question type `{value}`",
                    ("type",),
                    help=did_you_mean(value, type_words()),
                ),
            )
        return found

    def _lose(self, node: Node) -> None:
        name = node.get("id") if isinstance(node, Mapping) else None
        if isinstance(name, Scalar):
            self._lost.add(name.value)

    def _with_id(self, node: Node, question: Question) -> Question:
        name = question.id
        if not name:
            name = generated_id(question.type, question.prompt, self._taken)
            if question.is_numbered:
                self.made_ids[node.span] = name
                report(
                    self.source,
                    node,
                    Problem(
                        "W101",
                        "this question has no id",
                        help=f"Add `id: {name}`; then its answers "
                        "stay with it when its words change.",
                    ),
                )
        elif name in self._taken:
            report(
                self.source,
                node,
                Problem(
                    "Q120",
                    f"the id `{name}` stands here twice",
                    ("id",),
                    help="Ids tie answers to questions: give each its own.",
                ),
            )
            name = generated_id(question.type, question.prompt, self._taken)
            self._lost.add(name)
        self._taken.add(name)
        return question if name == question.id else question.model_copy(update={"id": name})

    def _find_evidence(
        self, node: Node, quoted: tuple[str, ...], passage: Passage | None
    ) -> tuple[Stretch, ...] | None:
        return find_evidence(self.source, node, quoted, passage) if self.has_passages else ()

    def _place(self, node: Node, item: Item, units: list[list[str]]) -> None:
        question = item.question
        unit = self._unit_of(node, question, units) if question.after else []
        if unit is None or question.id in self._lost:
            self._lost.add(question.id)
            return
        if not unit:
            units.append(unit)
        unit.append(question.id)
        self.nodes[question.id] = node
        self.items[question.id] = item

    def _unit_of(self, node: Node, question: Question, units: list[list[str]]) -> list[str] | None:
        for unit in units:
            if question.after == unit[0]:
                return unit
        if question.after not in self._lost:
            heads = [unit[0] for unit in units]
            near = nearest(question.after, heads)
            report(
                self.source,
                node,
                Problem(
                    "Q404",
                    f"no earlier question of this section has the id `{question.after}`",
                    ("after",),
                    help=f"Did you mean `{near}`?"
                    if near
                    else "Part B stands below its "
                    "Part A, in the same section; a Part B has no Part B of its own.",
                ),
            )
        return None


def _common_problems(question: Question) -> Iterator[Problem]:
    if question.needs_prompt and not question.prompt.strip():
        yield Problem("Q102", "`prompt` is missing", help="Add `prompt:` and what is asked.")
    if question.points < 0:
        yield Problem("Q103", "points cannot be negative", ("points",))
    if question.gate and not question.after:
        yield Problem(
            "Q405",
            "`gate` belongs to a Part B",
            ("gate",),
            help="Add `after:` and the id of its Part A.",
        )
    if question.after and question.after == question.id:
        yield Problem("Q404", "a question cannot come after itself", ("after",))
