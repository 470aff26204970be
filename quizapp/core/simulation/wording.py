"""What simulated pupils type: right words, slips, near misses and wrong ideas; short essays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

from quizapp.core.accepted import TypedAnswer
from quizapp.core.misreading.evidence import overlap
from quizapp.core.passage import Passage, Stretch, count_words, split_sentences
from quizapp.core.question import Question
from quizapp.core.quiz import Item
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.numeric import Numeric
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.short_answer import ShortAnswer

_NEAR: Final = 0.14
_SLIP: Final = 0.10
_SHOUT: Final = 0.08
_KEPT: Final = 5
_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


class Pool(NamedTuple):
    """What comes to mind for one field: what is right, what nearly is, and what is wrong."""

    right: tuple[str, ...]
    near: tuple[str, ...]
    wrong: tuple[str, ...]


def make_pool(item: Item, part: str, key: str, rng: Random) -> Pool:
    """Collect what is typed into a field, mostly from around the evidence."""
    question = item.question
    rules = _rules(question, part)
    if rules is None:
        wrong = _numbers(item.passage, key) if isinstance(question, Numeric) else ()
        return Pool((key,), (), tuple(rng.sample(wrong, min(_KEPT, len(wrong)))))
    right = [key] + [
        answer.text
        for answer in rules.answers
        if answer.match == "exact" and answer.credit == 1 and answer.text != key
    ]
    around = list(dict.fromkeys(_around(item, key)))
    near = [text for text in around if rules.judge(text).credit != 1]
    ideas = list(dict.fromkeys(_ideas(item)))
    rng.shuffle(ideas)
    wrong = [one.text for one in rules.reject]
    wrong += [text for text in ideas if rules.judge(text).credit != 1 and text not in near]
    return Pool(tuple(right[:_KEPT]), tuple(near[:_KEPT]), tuple(wrong[:_KEPT]))


def _rules(question: Question, part: str) -> TypedAnswer | None:
    if isinstance(question, ShortAnswer):
        return question
    return question.gaps[part] if isinstance(question, Cloze) else None


def _numbers(passage: Passage | None, key: str) -> Sequence[str]:
    found = [] if passage is None else re.findall(r"\b\d{1,3}\b", _text(passage))
    if key.isdigit():
        found += [str(int(key) + 1), str(max(0, int(key) - 1)), f"{key}0"]
    return [number for number in dict.fromkeys(found) if number != key]


def _text(passage: Passage) -> str:
    return " ".join(paragraph.text for paragraph in passage.paragraphs)


def _around(item: Item, key: str) -> Iterator[str]:
    """Yield the key with the words that stand about it: right, and seldom foreseen."""
    wanted = [word.casefold() for word in _WORD.findall(key)]
    for quotation in _quotations(item):
        words = _WORD.findall(quotation)
        folded = [word.casefold() for word in words]
        for start in range(len(words) - len(wanted) + 1):
            end = start + len(wanted)
            if wanted and folded[start:end] == wanted:
                for before, after in ((2, 0), (3, 0), (4, 0), (0, 2), (2, 2)):
                    yield " ".join(words[max(0, start - before) : end + after])


def _quotations(item: Item) -> list[str]:
    passage = item.passage
    return [] if passage is None else [passage.text_of(stretch) for stretch in item.evidence]


def _ideas(item: Item) -> Iterator[str]:
    """Yield the longer words of the paragraphs that hold the evidence."""
    if item.passage is None:
        return
    places = {stretch.paragraph for stretch in item.evidence}
    for paragraph in item.passage.paragraphs:
        if paragraph.number in places:
            yield from (word for word in _WORD.findall(paragraph.text) if len(word) > 4)


def type_text(pool: Pool, knows: bool, rng: Random) -> str:
    """Return what somebody types who knows the answer, or does not; perhaps nothing."""
    if not knows:
        return _first_ones(pool.wrong or pool.near, rng)
    if pool.near and rng.random() < _NEAR:
        return _first_ones(pool.near, rng)
    text = _first_ones(pool.right, rng)
    if rng.random() < _SLIP:
        return _slip(text, rng)
    return text.capitalize() if rng.random() < _SHOUT else text


def _first_ones(texts: Sequence[str], rng: Random) -> str:
    weights = [1 / (place + 1) ** 1.5 for place in range(len(texts))]
    return rng.choices(texts, weights)[0] if texts else ""


def _slip(text: str, rng: Random) -> str:
    """Change two neighbours of a longer word about."""
    words = [word for word in _WORD.finditer(text) if len(word[0]) > 4]
    if not words:
        return text
    word = rng.choice(words)
    place = rng.randrange(word.start() + 1, word.end() - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def write_essay(item: Item, language: str, skill: float, rng: Random) -> str:
    """Return a text as long as is asked for: the better the reader, the more to the point."""
    question = item.question
    if not isinstance(question, OpenResponse):
        return ""
    least, most = question.words or (5, 60)
    good = [part for part in _sentences(question.sample_answer, language) if rng.random() < skill]
    poor = list(dict.fromkeys(_proof(item)))
    rng.shuffle(poor)
    text: list[str] = []
    for sentence in good + poor:
        if count_words(" ".join([*text, sentence])) > most:
            break
        text.append(sentence)
        if count_words(" ".join(text)) >= least and rng.random() > skill:
            break
    return " ".join(text)


def _sentences(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in split_sentences(text, language)]


def _proof(item: Item) -> Iterator[str]:
    """Yield the passage's sentences that hold the evidence: who has no words copies them."""
    for paragraph in item.passage.paragraphs if item.passage else ():
        for start, end in paragraph.sentences:
            own = Stretch(paragraph.number, start, end)
            if any(overlap(own, stretch) for stretch in item.evidence):
                yield paragraph.text[start:end].strip()
