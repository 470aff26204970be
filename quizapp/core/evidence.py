"""Evidence: the quotations of a question, each found at its one place in the passage."""

from __future__ import annotations

from quizapp.core.diagnostics import Problem
from quizapp.core.nodes import Mapping, Node, Scalar, Sequence
from quizapp.core.passage import Passage, Stretch
from quizapp.core.source import Source
from quizapp.core.validation import report


def quotations(node: Node) -> tuple[str, ...]:
    """Return what a question quotes, also where the question cannot be read."""
    value = node.get("evidence") if isinstance(node, Mapping) else None
    if isinstance(value, Scalar):
        return (value.value,)
    if isinstance(value, Sequence):
        return tuple(item.value for item in value.items if isinstance(item, Scalar))
    return ()


def find_evidence(
    source: Source, node: Node, quoted: tuple[str, ...], passage: Passage | None
) -> tuple[Stretch, ...] | None:
    """Return the place of each quotation; None if one has none, or several, which is reported."""
    value = node.get("evidence") if isinstance(node, Mapping) else None
    found: list[Stretch] = []
    for index, quotation in enumerate(quoted):
        if source.is_full:
            return None
        at = ("evidence", index) if isinstance(value, Sequence) else ("evidence",)
        problem, stretch = _find_quotation(quotation, passage)
        if problem:
            report(source, node, problem._replace(at=at))
        elif stretch:
            found.append(stretch)
    return tuple(found) if len(found) == len(quoted) else None


def _find_quotation(
    quotation: str, passage: Passage | None
) -> tuple[Problem | None, Stretch | None]:
    """Find the one place of a quotation, or say what is wrong with it."""
    if passage is None:
        return Problem(
            "Q206",
            "there is no passage that could prove anything",
            help="Add a `passage`, or leave `evidence` out.",
        ), None
    places = passage.find(quotation)
    if len(places) == 1:
        return None, places[0]
    if places:
        where = " and ".join(str(place.paragraph) for place in places[:2])
        return Problem(
            "Q205",
            f"these words stand in the passage {len(places)} times",
            (),
            f"in paragraphs {where}",
            "Quote more words, so that only one place fits.",
        ), None
    near = passage.nearest(quotation)
    advice = (
        f'the nearest is "{passage.text_of(near)}" (paragraph {near.paragraph})'
        if near
        else "Copy the words from the passage; headings are not searched."
    )
    return Problem(
        "Q204", "evidence is not in the passage", (), "no such words in the passage", advice
    ), None
