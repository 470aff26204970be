"""Pairs of quizzes that differ only in their key: a page may not tell which one it is of."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from tests.web._walk import Given

PASSAGE = """\
title: Twins
passage:
  title: The lamp
  text: |
    The lamp was lit at dusk. It burned whale oil. The keeper slept by day.

    In 1904 a motor came. Nobody climbed the steps after that. The village was glad.
"""
WORDS = "whale oil,coal,gas,wood,wind,peat".split(",")
SENTENCES = [
    "The lamp was lit at dusk.",
    "It burned whale oil.",
    "Nobody climbed the steps after that.",
]


class Pair(NamedTuple):
    """A question with one key and with another, and answers that a reader may give to both."""

    first: str
    second: str
    given: list[Given]


def _choices(words: list[str], right: list[str], rest: random.Random) -> str:
    lines = []
    for word in words:
        says = f"feedback: Says {rest.random()} of {word}"
        lines.append(f"{{text: {word}, correct: {str(word in right).lower()}, {says}}}")
    return f"  choices: [{', '.join(lines)}]\n"


def _single(chance: random.Random) -> Pair:
    words = chance.sample(WORDS, chance.randint(2, 6))
    one, other = chance.sample(words, 2)
    again = chance.sample(words, len(words))
    return Pair(
        _choices(words, [one], chance), _choices(again, [other], chance), [[w] for w in words]
    )


def _multiple(chance: random.Random) -> Pair:
    words = chance.sample(WORDS, chance.randint(3, 6))
    one = chance.sample(words, chance.randint(1, len(words)))
    other = chance.sample(words, chance.randint(1, len(words)))
    again = chance.sample(words, len(words))
    return Pair(
        _choices(words, one, chance),
        _choices(again, other, chance),
        [words, again, words[:1], again[1:]],
    )


def _true_false(chance: random.Random) -> Pair:
    one, other = chance.sample(["true", "false", "not-given"], 2)
    return Pair(
        f"  answer: {one}\n  not-given: true\n  feedback: {{{one}: Well read}}\n",
        f"  answer: {other}\n  not-given: true\n",
        [["True"], ["Not given"], ["False"]],
    )


def _short(chance: random.Random) -> Pair:
    one, other = chance.sample(WORDS, 2)
    return Pair(
        f"  answers: [{one}]\n  reject: [{{text: {other}, feedback: No}}]\n  typos: auto\n",
        f"  answers: [{{text: {other} and much more, feedback: Yes}}, {{text: x, credit: 50%}}]\n",
        [one, other, "something else"],
    )


def _numeric(chance: random.Random) -> Pair:
    one, other = chance.sample(range(1, 3000), 2)
    return Pair(
        f"  answer: {one}\n  tolerance: 5%\n",
        f"  answers: [{{value: {other}}}, {{from: 0, to: 9, credit: 50%, feedback: Near}}]\n",
        [str(one), str(other), "1,234", "many"],
    )


def _ordering(chance: random.Random) -> Pair:
    words = chance.sample(WORDS, chance.randint(2, 6))
    again = chance.sample(words, len(words))
    return Pair(
        f"  items: [{', '.join(words)}]\n",
        f"  items: [{', '.join(again)}]\n  scoring: longest-run\n",
        [words, again],
    )


def _matching(chance: random.Random) -> Pair:
    lefts, rights = ["one", "two", "three"], chance.sample(WORDS, 4)

    def pairs(order: list[str]) -> str:
        lines = ", ".join(f"{left}: {right}" for left, right in zip(lefts, order, strict=False))
        return f"  pairs: {{{lines}}}\n  distractors: [{order[3]}]\n"

    again = chance.sample(rights, 4)
    given: list[Given] = [dict(zip(lefts, o, strict=False)) for o in (rights, again)]
    return Pair(pairs(rights), pairs(again), [*given, {"one": rights[3]}])


def _categorize(chance: random.Random) -> Pair:
    def categories() -> tuple[str, dict[str, str]]:
        items = chance.sample(WORDS, len(WORDS))
        cut = chance.randint(1, len(items) - 1)
        left, right = items[:cut], items[cut:]
        text = f"  categories: {{Old: [{', '.join(left)}], New: [{', '.join(right)}]}}\n"
        return text, dict.fromkeys(left, "Old") | dict.fromkeys(right, "New")

    (one, key), (other, another) = categories(), categories()
    return Pair(one, other, [key, another, {"coal": "Old", "gas": "Old"}])


def _cloze(chance: random.Random) -> Pair:
    words = chance.sample(WORDS, 4)

    def gaps(order: list[str]) -> str:
        first, second, third, fourth = order
        menu = ", ".join(f"{{text: {w}, correct: {str(w == first).lower()}}}" for w in words)
        return (
            "  text: First {a}, then {b}, and {c}.\n"
            f"  gaps: {{a: {{answers: [{first}]}}, b: {{answers: [{second}], weight: 2}}, "
            f"c: {{choices: [{menu}]}}}}\n"
            f"  word-bank: [{third}, {fourth}]\n"
        )

    again = chance.sample(words, 4)
    given: list[Given] = [{"Gap 1": o[0], "Gap 2": o[1], "Gap 3": o[0]} for o in (words, again)]
    return Pair(gaps(words), gaps(again), [*given, {"Gap 2": words[2]}])


def _typed_cloze(chance: random.Random) -> Pair:
    one, other = chance.sample(WORDS, 2)
    line = "  text: It burned {fuel}.\n  gaps: {fuel: {answers: ["
    return Pair(f"{line}{one}]}}}}\n", f"{line}{other}, much more]}}}}\n", [{"Gap 1": one}])


def _hot_text(chance: random.Random) -> Pair:
    one, other = (chance.sample(SENTENCES, chance.randint(1, 3)) for _ in "12")
    line = "  select: sentences\n  answer: ["
    quoted = (", ".join(f'"{text}"' for text in right) for right in (one, other))
    first, second = (f"{line}{texts}]\n" for texts in quoted)
    return Pair(first, second, [SENTENCES[:2], [SENTENCES[1]]])


def _open(chance: random.Random) -> Pair:
    return Pair(
        f"  sample-answer: It burned {chance.choice(WORDS)}.\n",
        "  rubric: [{criterion: Names the oil, points: 1}]\n",
        ["Oil, I think.", ""],
    )


TYPES: dict[str, Callable[[random.Random], Pair]] = {
    "single-choice": _single,
    "multiple-response": _multiple,
    "true-false": _true_false,
    "short-answer": _short,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "categorize": _categorize,
    "cloze": _cloze,
    "cloze typed": _typed_cloze,
    "hot-text": _hot_text,
    "open-response": _open,
}


def twin_quizzes(seed: int) -> tuple[str, str, dict[str, list[Given]]]:
    """Return two quizzes with a question of every type, and what a reader gives, by type."""
    chance = random.Random(seed)
    texts = [PASSAGE + "questions:\n"] * 2
    given = {}
    for position, (word, make) in enumerate(TYPES.items(), 1):
        pair = make(chance)
        head = f"- id: q{position}\n  type: {word.split()[0]}\n  prompt: Question {word}?\n"
        gate = f"  after: q1\n  gate: {chance.choice(['true', 'false'])}\n"
        for twin, body in enumerate((pair.first, pair.second)):
            other = chance.choice(("find", "infer"))
            more = (
                f"  explanation: Because of {chance.random()}\n  tags: [t{chance.random()}]\n"
                f"  evidence: {SENTENCES[chance.randrange(2)]}\n  process: {other}\n"
            )
            texts[twin] += head + body + more + (gate if position == 2 else "")

        given[word] = pair.given
    return texts[0], texts[1], given
