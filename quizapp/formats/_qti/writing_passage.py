"""A passage as a document of its own: a stimulus in QTI 3, a page of HTML in QTI 2."""

from __future__ import annotations

from urllib.parse import quote

from quizapp.core.passage import Image
from quizapp.formats._document import Text
from quizapp.formats._qti.dialect import Dialect
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.parts import blocks
from quizapp.formats._qti.tree import Node, node

_NAME = 60


def passage_path(text: Text, number: int, dialect: Dialect) -> str:
    """Return where a passage's file stands in the package."""
    name = identifier_from(text.passage.id)[:_NAME] or "passage"
    if not text.passage.id and number > 1:
        name = f"passage-{number}"
    return f"passages/{name}.{'xml' if dialect.is_three else 'html'}"


def passage_document(text: Text, number: int, dialect: Dialect) -> Node:
    """Return a passage's document."""
    content = passage_content(text)
    title = text.passage.title
    if dialect.is_three:
        name = passage_path(text, number, dialect).rpartition("/")[2].removesuffix(".xml")
        given = {
            "xmlns": dialect.namespace,
            "identifier": name,
            "title": title,
            "xml:lang": text.passage.language,
        }
        return dialect.spell(node("assessmentStimulus", given, node("stimulusBody", {}, *content)))
    head = [node("h1", {"class": "title"}, title)] if title else []
    given = {"xmlns": "http://www.w3.org/1999/xhtml", "xml:lang": text.passage.language}
    return node(
        "html",
        given,
        node("head", {}, node("title", {}, title)),
        node("body", {}, *head, *content),
    )


def passage_content(text: Text, pictures: str = "../images/{}") -> list[Node]:
    """Return a passage and what is told of it; `pictures` is the address of one."""
    passage = text.passage
    content = [_figure(image, pictures) for image in passage.images]
    content += blocks(text.markdown)
    for kind in ("source", "date"):
        if said := getattr(passage, kind):
            content.append(node("p", {"class": kind}, said))
    if passage.url:
        content.append(node("p", {"class": "url"}, node("a", {"href": passage.url}, passage.url)))
    if passage.glossary:
        pairs = [
            part
            for term, meaning in passage.glossary
            for part in (node("dt", {}, term), node("dd", {}, meaning))
        ]
        content.append(node("dl", {"class": "glossary"}, *pairs))
    return content


def _figure(image: Image, pictures: str) -> Node:
    shown = node("img", {"src": pictures.format(quote(image.file)), "alt": image.alt})
    caption = [node("figcaption", {}, image.caption)] if image.caption else []
    return node("figure", {}, shown, *caption)
