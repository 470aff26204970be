"""A rubric for whoever marks an open response, as a list that can be read back."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.types.open_response import Criterion, OpenResponse
from quizapp.core.writing import Fields, Tree
from quizapp.formats._markup import html_from_markdown
from quizapp.formats._qti.content import markdown_of
from quizapp.formats._qti.numbers import read_decimal, write_number
from quizapp.formats._qti.tree import Node, node, nodes_from_html
from quizapp.formats._xml import Element


def write_rubric(question: OpenResponse) -> Node | None:
    """Return the rubric as a block that only scorers see."""
    if not question.rubric:
        return None
    listed = node("ul", {"class": "rubric"}, *(_criterion(c) for c in question.rubric))
    return node("rubricBlock", {"view": "scorer"}, listed)


def _criterion(criterion: Criterion) -> Node:
    levels = [_line(level.points, level.text) for level in criterion.levels]
    line = _line(criterion.points, criterion.criterion)
    below = [node("ul", {}, *levels)] if levels else []
    return line._replace(content=(*line.content, *below))


def _line(points: Fraction, text: str) -> Node:
    number = node("strong", {"class": "points"}, write_number(points))
    shown = nodes_from_html(html_from_markdown(text, one_line=True))
    return node("li", {}, node("p", {}, number, " ", node("span", {"class": "text"}, *shown)))


def read_rubric(item: Element) -> tuple[list[Tree], Fraction] | None:
    """Return criteria and their sum, where a list of the kind written here stands."""
    for block in item.all("rubricBlock"):
        for listed in block.all("ul"):
            if listed.get("class") == "rubric":
                criteria = [_read_criterion(line) for line in listed.children("li")]
                if criteria and all(criteria):
                    total = sum((Fraction(c[1]) for c in criteria if c), Fraction(0))
                    return [c[0] for c in criteria if c], total
    return None


def _read_criterion(line: Element) -> tuple[Fields, Fraction] | None:
    own = _read_line(line)
    if own is None:
        return None
    points, text = own
    fields: Fields = {"criterion": text, "points": write_number(points)}
    levels: list[Tree] = []
    for inner in line.children("ul"):
        for level in inner.children("li"):
            if (read := _read_line(level)) is None:
                return None
            levels.append({"points": write_number(read[0]), "text": read[1]})
    return fields | ({"levels": levels} if levels else {}), points


def _read_line(line: Element) -> tuple[Fraction, str] | None:
    paragraph = line.child("p")
    parts = {e.get("class"): e for e in (paragraph.children() if paragraph else ())}
    if not {"points", "text"} <= set(parts):
        return None
    points = read_decimal(parts["points"].text)
    text = markdown_of(parts["text"].content, one_line=True).markdown
    return None if points is None else (points, text)
