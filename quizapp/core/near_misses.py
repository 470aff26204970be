"""Typed answers that no rule matches: gathered, and decided by a change of the quiz file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core import limits
from quizapp.core.accepted import AcceptedAnswer, TypedAnswer
from quizapp.core.edits import Edit, Item, add_item, put_list
from quizapp.core.nodes import Mapping as Fields
from quizapp.core.nodes import Node, Sequence
from quizapp.core.question import Question, Response
from quizapp.core.reading import Reading
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.short_answer import ShortAnswer

_MOST: Final = 200
"""Near misses of a gap that are shown: behind these stand answers of one reader each."""
_FULL: Final = Fraction(1)


class Gap(NamedTuple):
    """Where something is typed: a question, and in a cloze the name of the gap."""

    question_id: str
    part: str


class NearMiss(NamedTuple):
    """Answers that are the same when folded: how they are mostly typed, and what is nearest."""

    gap: Gap
    text: str
    times: int
    nearest: AcceptedAnswer | None


class Ruling(NamedTuple):
    """What is to become of an answer: a credit of 0 rejects it."""

    text: str
    credit: Fraction
    feedback: str = ""


def typed_gaps(question: Question) -> Mapping[str, TypedAnswer]:
    """Return the rules of what is typed in a question, by part; menus are not typed."""
    if isinstance(question, ShortAnswer):
        return {"": question}
    if isinstance(question, Cloze) and question.word_bank is None:
        return {name: gap for name, gap in question.gaps.items() if gap.answers}
    return {}


def near_misses(question: Question, responses: Mapping[Response, int]) -> list[NearMiss]:
    """Return what was typed and matches no rule, the most frequent first.

    `responses` say how often each was given.
    """
    found: dict[tuple[str, str], Counter[str]] = {}
    gaps = typed_gaps(question)
    for response, times in responses.items():
        for part, value in response:
            rules = gaps.get(part)
            if rules and (folded := unmatched(rules, value)):
                found.setdefault((part, folded), Counter())[value.strip()] += times
    misses = sorted(
        (-typed.total(), _written(typed), part, folded) for (part, folded), typed in found.items()
    )
    return [
        NearMiss(Gap(question.id, part), text, -times, nearest_answer(gaps[part], folded))
        for times, text, part, folded in misses[:_MOST]
    ]


def _written(typed: Mapping[str, int]) -> str:
    """Return how most wrote it; of what is equally frequent the shortest."""
    return min(typed, key=lambda text: (-typed[text], len(text), text))


def unmatched(rules: TypedAnswer, value: str) -> str:
    """Return a typed text folded when no rule matches it, else an empty text."""
    if len(value) > limits.SHORT_ANSWER_CHARACTERS or rules.judge(value).rule:
        return ""
    return rules.fold(value)


def nearest_answer(rules: TypedAnswer, folded: str) -> AcceptedAnswer | None:
    """Return the accepted plain text that is most like what was typed, if any is."""
    # Imported when first used: few quizzes have answers that are typed.
    from rapidfuzz.distance import OSA

    plain = [answer for answer in rules.answers if answer.match == "exact"]
    likeness = [OSA.normalized_similarity(folded, rules.fold(answer.text)) for answer in plain]
    best = max(likeness, default=0)
    return plain[likeness.index(best)] if best else None


def write_ruling(reading: Reading, gap: Gap, ruling: Ruling) -> list[Edit]:
    """Return the edits that put a ruling into the file; none where its place is not plain."""
    return list(_edits(reading, gap, ruling))


def _edits(reading: Reading, gap: Gap, ruling: Ruling) -> Iterator[Edit]:
    fields = _fields(reading.nodes.get(gap.question_id), gap.part)
    if fields is None or "answers" not in fields.entries:
        return
    name = "answers" if ruling.credit else "reject"
    node, item = fields.entries.get(name), _item(ruling)
    if isinstance(node, Sequence):
        yield add_item(reading.source, node, item)
    elif name == "reject" and fields.get(name) is None:
        yield put_list(reading.source, fields, name, "answers", item)


def _fields(node: Node | None, part: str) -> Fields | None:
    if part and isinstance(node, Fields):
        gaps = node.entries.get("gaps")
        node = gaps.entries.get(part) if isinstance(gaps, Fields) else None
    return node if isinstance(node, Fields) else None


def _item(ruling: Ruling) -> Item:
    item = {"text": ruling.text}
    if ruling.credit not in {0, _FULL}:
        percent = ruling.credit * 100
        item["credit"] = f"{percent}%" if percent.denominator == 1 else str(ruling.credit)
    if ruling.feedback:
        item["feedback"] = ruling.feedback
    return item if len(item) > 1 else ruling.text


def holds(reading: Reading, gap: Gap, ruling: Ruling) -> bool:
    """Tell whether a file judges an answer as it was ruled."""
    item = reading.quiz.items.get(gap.question_id) if reading.quiz else None
    rules = typed_gaps(item.question).get(gap.part) if item else None
    if rules is None:
        return False
    verdict = rules.judge(ruling.text)
    is_ruled = verdict.rule == ("exact" if ruling.credit else "rejected")
    said = (verdict.credit, verdict.feedback)
    return is_ruled and said == (ruling.credit, ruling.feedback)
