"""A quiz as a package that Canvas imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from urllib.parse import quote

from quizapp.core.archive import write_archive
from quizapp.core.markdown import render_block
from quizapp.formats._canvas.package import PASSAGE
from quizapp.formats._canvas.settings import write_meta
from quizapp.formats._canvas.shape import NoPlaceError
from quizapp.formats._canvas.writing_item import text_item, write_item
from quizapp.formats._document import Document, Part, Piece, Text
from quizapp.formats._qti.metadata import write_metadata
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.numbers import write_score
from quizapp.formats._qti.sniffing import MANIFEST
from quizapp.formats._qti.tree import Node, node, to_xml
from quizapp.formats._qti.writing_passage import passage_content
from quizapp.formats._registry import Written

_FOLDER: Final = "quiz"
_PICTURES: Final = "web_resources"
_NAMESPACE: Final = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


@dataclass
class _Package:
    document: Document
    left_out: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    passages: int = 0
    points: Fraction = Fraction(0)


def write_package(document: Document) -> Written:
    """Write a quiz."""
    package = _Package(document)
    content = [item for part in document.parts for item in _part(package, part)]
    files = {
        f"{_FOLDER}/{_FOLDER}.xml": to_xml(_assessment(document, content)),
        f"{_FOLDER}/assessment_meta.xml": to_xml(
            write_meta(document.quiz, _FOLDER, write_score(package.points))
        ),
    }
    pictures = [image.file for text in document.texts for image in text.passage.images]
    files |= {f"{_PICTURES}/{name}": document.files.get(name, b"") for name in pictures}
    manifest = to_xml(_manifest(list(files), write_metadata(document.quiz)))
    data = write_archive({MANIFEST: manifest, **files})
    return Written(data, package.left_out, tuple(package.notes))


def _part(package: _Package, part: Part) -> Iterator[Node]:
    """Yield a section's items; where some are drawn they stand in a group."""
    yield from _passage(package, part)
    fields = part.fields
    title, draw = str(fields.get("title", "")), str(fields.get("draw", ""))
    if told := str(fields.get("instructions", "")).strip():
        yield text_item(f"quizapp.instructions.{len(package.notes)}", title, render_block(told))
    texts = [piece for piece in part.pieces if piece.item is None]
    if not draw:
        if title:
            package.notes.append(
                f"the title “{title}”: in Canvas only questions that are drawn stand in a group"
            )
        yield from _items(package, part.pieces)
        return
    yield from _items(package, tuple(texts))
    for piece in texts:
        why = "in Canvas all that stands in a group is drawn; its words stand above the group"
        package.left_out[piece.question.id] = why
    asked = tuple(piece for piece in part.pieces if piece.item is not None)
    selection = node(
        "selection",
        {},
        node("selection_number", {}, draw),
        node("selection_extension"),
    )
    name = f"group.{package.document.parts.index(part) + 1}"
    items = list(_items(package, asked))
    yield node("section", {"ident": name, "title": title},
               node("selection_ordering", {}, selection), *items)  # fmt: skip


def _items(package: _Package, pieces: tuple[Piece, ...]) -> Iterator[Node]:
    language = package.document.quiz.language
    for piece in pieces:
        question = piece.question
        told = question if question.lang else question.model_copy(update={"lang": language})
        try:
            yield write_item(told, question.lang)
        except NoPlaceError as why:
            package.left_out[question.id] = str(why)
        else:
            package.points += question.points


def _passage(package: _Package, part: Part) -> Iterator[Node]:
    """Yield the passage of a section, where it is not the one above."""
    wanted = next((piece.passage for piece in part.pieces if piece.passage), None)
    for number, text in enumerate(package.document.texts, 1):
        if text.passage is wanted and number != package.passages:
            package.passages = number
            yield _passage_item(text, number)


def _passage_item(text: Text, number: int) -> Node:
    name = identifier_from(text.passage.id) if text.passage.id else "passage"
    body = node("div", {}, *passage_content(text, "$IMS-CC-FILEBASE$/{}"))
    markup = to_xml(body).decode().split("\n", 1)[1].strip()
    inner = markup.removeprefix("<div>").removesuffix("</div>").strip()
    return text_item(f"{PASSAGE}{name}.{number}", text.passage.title, inner)


def _assessment(document: Document, content: list[Node]) -> Node:
    root = node("section", {"ident": "root_section"}, *content)
    attempts = str(document.quiz.settings.attempts or -1)
    label = node("fieldlabel", {}, "cc_maxattempts")
    entry = node("qtimetadatafield", {}, label, node("fieldentry", {}, attempts))
    about = node("qtimetadata", {}, entry)
    given = {"ident": _FOLDER, "title": document.quiz.title}
    given["xml:lang"] = document.quiz.language
    spaces = {
        "xmlns": _NAMESPACE,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{_NAMESPACE} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd",
    }
    return node("questestinterop", spaces, node("assessment", given, about, root))


def _manifest(paths: list[str], described: Node) -> Node:
    quiz, meta, *pictures = paths
    given = {"identifier": _FOLDER, "type": "imsqti_xmlv1p2"}
    needs = node("dependency", {"identifierref": "meta"})
    main = node("resource", given, node("file", {"href": quiz}), needs)
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    beside = node("resource", {"identifier": "meta", "type": kind, "href": meta},
                  node("file", {"href": meta}))  # fmt: skip
    shown = (
        node("resource", {"identifier": f"picture.{n}", "type": "webcontent", "href": quote(path)},
             node("file", {"href": quote(path)}))
        for n, path in enumerate(pictures, 1)
    )  # fmt: skip
    about = node(
        "metadata",
        {},
        node("schema", {}, "IMS Content"),
        node("schemaversion", {}, "1.1.3"),
        described,
    )
    given = {"identifier": "manifest", "xmlns": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"}
    return node(
        "manifest", given, about, node("organizations"), node("resources", {}, main, beside, *shown)
    )
