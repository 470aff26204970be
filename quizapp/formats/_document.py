"""A quiz as a format's `write` sees it: its questions, and the fields they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from quizapp.core.loading import Loaded
from quizapp.core.nodes import Mapping as MappingNode
from quizapp.core.nodes import Node, Sequence, to_plain
from quizapp.core.passage import Passage
from quizapp.core.question import Question
from quizapp.core.quiz import Item, Quiz
from quizapp.core.types import get_type
from quizapp.core.writing import Fields
from quizapp.formats._draft import Loss

_PARTS: Final = ("passage", "passages", "questions", "sections")


class Piece(NamedTuple):
    """A question in its place. `item` knows passage and evidence; a `text` has none."""

    question: Question
    fields: Fields
    line: int
    item: Item | None

    @property
    def passage(self) -> Passage | None:
        return self.item.passage if self.item else None


class Part(NamedTuple):
    """A section: its fields without the questions, and its questions in the file's order."""

    fields: Fields
    pieces: tuple[Piece, ...]


class Text(NamedTuple):
    """A passage with its fields and its Markdown."""

    passage: Passage
    fields: Fields
    markdown: str


@dataclass(frozen=True)
class Document:
    """A quiz to be written in another format.

    `fields` are those at the top of its file, but for passages and questions; `files` are what
    stands beside it.
    """

    quiz: Quiz
    fields: Fields
    texts: tuple[Text, ...]
    parts: tuple[Part, ...]
    files: Mapping[str, bytes]

    def pieces(self) -> Iterator[Piece]:
        """Yield every question in the file's order."""
        return (piece for part in self.parts for piece in part.pieces)


def document_of(loaded: Loaded) -> tuple[Document | None, tuple[Loss, ...]]:
    """Return a file's quiz for writing, and what of it has errors and is left out.

    The document is None when nothing of the quiz can be taken.
    """
    reading = loaded.reading
    losses = tuple(
        Loss(d.line, f"{d.code}: {d.message}") for d in reading.diagnostics if d.is_error
    )
    if reading.quiz is None or not isinstance(reading.root, MappingNode):
        return None, losses
    root = reading.root
    ids = {id(node): name for name, node in reading.nodes.items()}
    document = Document(
        quiz=reading.quiz,
        fields={name: value for name, value in to_plain(root).items() if name not in _PARTS},
        texts=tuple(_texts(reading.quiz, root, loaded.version.files)),
        parts=tuple(_parts(reading.quiz, root, ids)),
        files=loaded.version.files,
    )
    return document, losses


def _texts(quiz: Quiz, root: MappingNode, files: Mapping[str, bytes]) -> Iterator[Text]:
    one, several = root.get("passage"), root.get("passages")
    nodes = several.items if isinstance(several, Sequence) else [one] if one else []
    for passage, node in zip(quiz.passages, nodes, strict=True):
        fields = to_plain(node)
        file = files.get(fields.get("file", ""), b"")
        yield Text(passage, fields, fields.get("text") or file.decode("utf-8-sig", "replace"))


def _parts(quiz: Quiz, root: MappingNode, ids: Mapping[int, str]) -> Iterator[Part]:
    for head, questions in _lists(root):
        pieces = tuple(_pieces(quiz, questions, ids))
        if pieces:
            yield Part(head, pieces)


def _lists(root: MappingNode) -> Iterator[tuple[Fields, Node]]:
    questions, sections = root.get("questions"), root.get("sections")
    if questions is not None:
        yield {}, questions
    elif isinstance(sections, Sequence):
        for section in sections.items:
            inner = section.get("questions") if isinstance(section, MappingNode) else None
            if inner is not None:
                fields = to_plain(section)
                del fields["questions"]
                yield fields, inner


def _pieces(quiz: Quiz, questions: Node, ids: Mapping[int, str]) -> Iterator[Piece]:
    """Yield a list's questions; a text above a question that is left out is left out with it."""
    above: list[Piece] = []
    for node in questions.items if isinstance(questions, Sequence) else ():
        name = ids.get(id(node), "")
        if item := quiz.items.get(name):
            for piece, preface in zip(above, item.prefaces, strict=True):
                yield piece._replace(question=preface, fields={"id": preface.id, **piece.fields})
            yield Piece(item.question, {"id": name, **to_plain(node)}, node.span.line, item)
        elif text := _text_above(node):
            above.append(text)
            continue
        above.clear()


def _text_above(node: Node) -> Piece | None:
    question = question_of(to_plain(node))
    if question is None or question.is_numbered:
        return None
    return Piece(question, to_plain(node), node.span.line, None)


def question_of(fields: object) -> Question | None:
    """Return the question that some fields stand for, or None when they are not sound."""
    word = fields.get("type") if isinstance(fields, dict) else None
    model = get_type(word) if isinstance(word, str) else None
    try:
        return model.model_validate(fields) if model else None
    except ValueError:
        return None
