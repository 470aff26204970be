"""A quiz as a package: items, passages, pictures, the test and the manifest."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from quizapp.core.archive import write_archive
from quizapp.core.question import Question
from quizapp.core.types.hot_text import HotText
from quizapp.formats._document import Document, Part, Piece, Text
from quizapp.formats._markup import plain_lines
from quizapp.formats._qti.dialect import Dialect
from quizapp.formats._qti.metadata import PASSAGE, keyword, lom, write_metadata
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.numbers import write_score
from quizapp.formats._qti.parts import Parts, blocks
from quizapp.formats._qti.rules import EXPLANATION, FEEDBACK, SCORE, outcome, told
from quizapp.formats._qti.sniffing import MANIFEST
from quizapp.formats._qti.tree import Node, node, to_xml
from quizapp.formats._qti.writing import write_parts
from quizapp.formats._qti.writing_marks import fill_marks
from quizapp.formats._qti.writing_passage import passage_document, passage_path
from quizapp.formats._registry import Written

_TITLE: Final = 60
_NAME: Final = 60
_TEST: Final = "test.xml"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass
class _Package:
    """A package being put together."""

    document: Document
    dialect: Dialect
    files: dict[str, bytes] = field(default_factory=dict)
    resources: list[Node] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def write_package(document: Document, dialect: Dialect) -> Written:
    """Write a quiz as a package."""
    package = _Package(document, dialect)
    for number, text in enumerate(document.texts, 1):
        _add_passage(package, text, number)
    for number, piece in enumerate(document.pieces(), 1):
        _add_item(package, piece, number)
    package.files[_TEST] = to_xml(dialect.spell(_test(package)))
    manifest = to_xml(_manifest(package))
    data = write_archive({MANIFEST: manifest, **package.files})
    return Written(data, package.left_out, tuple(package.notes))


def _add_passage(package: _Package, text: Text, number: int) -> None:
    path = passage_path(text, number, package.dialect)
    package.files[path] = to_xml(passage_document(text, number, package.dialect))
    pictures = []
    for image in text.passage.images:
        picture = f"images/{image.file}"
        package.files[picture] = package.document.files.get(image.file, b"")
        pictures.append(picture)
    kind = package.dialect.resource.format("stimulus") if package.dialect.is_three else "webcontent"
    package.resources.append(_resource(f"{PASSAGE}{number}", kind, path, pictures))


def _add_item(package: _Package, piece: Piece, number: int) -> None:
    question = piece.question
    settings = package.document.quiz.settings
    language = question.lang or package.document.quiz.language
    parts = write_parts(
        question if question.lang else question.model_copy(update={"lang": language}),
        shuffles="choices" in settings.shuffle,
    )
    if parts is None:
        package.left_out[question.id] = f"QTI has no {question.type}"
        return
    if isinstance(question, HotText) and piece.passage:
        fill_marks(parts, question, piece.passage)
    name = identifier_from(question.id)
    path = f"items/{number:04}-{name[:_NAME]}.xml"
    passage = _passage_of(package, piece)
    root = _item(package, question, parts, passage, language)
    package.files[path] = to_xml(package.dialect.spell(root))
    package.paths[question.id] = path
    package.notes += (f"`{question.id}`: {note}" for note in parts.notes)
    kind = package.dialect.resource.format("item")
    described = [lom(node("general", {}, *map(keyword, question.tags)))] if question.tags else []
    depends = [f"{PASSAGE}{passage}"] if passage else []
    package.resources.append(_resource(f"item.{number}", kind, path, [], depends, described))


def _passage_of(package: _Package, piece: Piece) -> int:
    """Return the number of an item's passage; 0 for none. Hot text holds its own."""
    if piece.passage is None or isinstance(piece.question, HotText):
        return 0
    passages = [text.passage for text in package.document.texts]
    return passages.index(piece.passage) + 1 if piece.passage in passages else 0


def _item(package: _Package, question: Question, parts: Parts, passage: int, language: str) -> Node:
    """Return an assessment item."""
    dialect = package.dialect
    attributes = {
        "xmlns": dialect.namespace,
        "xmlns:xsi": _INSTANCE,
        "xsi:schemaLocation": f"{dialect.namespace} {dialect.schema}",
        "identifier": identifier_from(question.id),
        "title": _title(question),
        "xml:lang": language,
        "adaptive": "false",
        "timeDependent": "false",
    }
    reference, body = _with_passage(package, passage, parts.body)
    content = [
        *parts.responses,
        *_outcomes(question, parts),
        *reference,
        node("itemBody", {}, *body),
    ]
    if processing := _processing(dialect, parts):
        content.append(processing)
    content += parts.feedback
    if question.explanation.strip():
        content.append(told("explanation", EXPLANATION, blocks(question.explanation)))
    return node("assessmentItem", attributes, *content)


def _title(question: Question) -> str:
    """Return the beginning of what is asked."""
    markdown = question.prompt or getattr(question, "text", "") or getattr(question, "body", "")
    words = " ".join(plain_lines(markdown).split())
    return (words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…") or question.id


def _with_passage(
    package: _Package, passage: int, body: Sequence[Node]
) -> tuple[list[Node], list[Node]]:
    if not passage:
        return [], list(body)
    text = package.document.texts[passage - 1]
    path = passage_path(text, passage, package.dialect)
    href = f"../{quote(path)}"
    if package.dialect.is_three:
        name = posixpath.basename(path).removesuffix(".xml")
        given = {"identifier": name, "href": href, "title": text.passage.title or None}
        return [node("assessmentStimulusRef", given)], list(body)
    shown = node("object", {"data": href, "type": "text/html"}, text.passage.title or "The passage")
    return [], [node("div", {"class": "stimulus"}, shown), *body]


def _outcomes(question: Question, parts: Parts) -> Iterator[Node]:
    if not question.is_numbered:
        return
    most = write_score(question.points)
    yield outcome(SCORE, "single", "float", "0", most)
    yield outcome("MAXSCORE", "single", "float", most)
    if parts.feedback:
        yield outcome(FEEDBACK, "multiple" if parts.tells_several else "single", "identifier")
    if question.explanation.strip():
        yield outcome(EXPLANATION, "single", "identifier", "explanation")


def _processing(dialect: Dialect, parts: Parts) -> Node | None:
    if parts.template and not parts.feedback:
        return node("responseProcessing", {"template": dialect.template(parts.template)})
    return node("responseProcessing", {}, *parts.rules) if parts.rules else None


def _test(package: _Package) -> Node:
    """Return the assessment test."""
    document, dialect = package.document, package.dialect
    attributes = {
        "xmlns": dialect.namespace,
        "xmlns:xsi": _INSTANCE,
        "xsi:schemaLocation": f"{dialect.namespace} {dialect.schema}",
        "identifier": identifier_from(document.quiz.name),
        "title": document.quiz.title,
    }
    minutes = document.quiz.settings.time_limit
    limits = [node("timeLimits", {"maxTime": str(minutes * 60)})] if minutes else []
    sections = [_section(package, part, number) for number, part in enumerate(document.parts, 1)]
    given = {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}
    score = outcome(SCORE, "single", "float", "0")
    return node("assessmentTest", attributes, score, *limits, node("testPart", given, *sections))


def _section(package: _Package, part: Part, number: int) -> Node:
    fields = part.fields
    content: list[Node] = []
    if draw := fields.get("draw"):
        content.append(node("selection", {"select": str(draw)}))
    if "questions" in (fields.get("shuffle") or package.document.quiz.settings.shuffle):
        content.append(node("ordering", {"shuffle": "true"}))
    if told_ := str(fields.get("instructions", "")).strip():
        content.append(node("rubricBlock", {"view": "candidate"}, *blocks(told_)))
    for piece in part.pieces:
        if path := package.paths.get(piece.question.id):
            name = identifier_from(piece.question.id)
            content.append(node("assessmentItemRef", {"identifier": name, "href": path}))
    title = str(fields.get("title", ""))
    given = {"identifier": f"section.{number}", "title": title, "visible": "true"}
    return node("assessmentSection", given, *content)


def _resource(
    name: str,
    kind: str,
    path: str,
    others: Sequence[str] = (),
    depends: Sequence[str] = (),
    described: Sequence[Node] = (),
) -> Node:
    files = [node("file", {"href": quote(file)}) for file in (path, *others)]
    needs = [node("dependency", {"identifierref": other}) for other in depends]
    about = [node("metadata", {}, *described)] if described else []
    given = {"identifier": name, "type": kind, "href": quote(path)}
    return node("resource", given, *about, *files, *needs)


def _manifest(package: _Package) -> Node:
    dialect, quiz = package.dialect, package.document.quiz
    about = node(
        "metadata",
        {},
        node("schema", {}, dialect.package_schema),
        node("schemaversion", {}, dialect.package_version),
        write_metadata(quiz),
    )
    items = [f"item.{n}" for n, p in enumerate(package.document.pieces(), 1)
             if p.question.id in package.paths]  # fmt: skip
    test = _resource("test", dialect.resource.format("test"), _TEST, (), items)
    attributes = {"xmlns": dialect.package_namespace, "identifier": "manifest"}
    resources = node("resources", {}, test, *package.resources)
    return node("manifest", attributes, about, node("organizations"), resources)
