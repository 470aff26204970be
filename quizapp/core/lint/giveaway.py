"""The words of one question give away the key of another.

Readers then copy from question to question and not from the passage (guideline 4 of Haladyna,
Downing & Rodriguez 2002: keep items independent). Told only where a question speaks of what the
other asks: it names the key (two words or more, a number of three digits, or a name) together
with words of the other's prompt, and none of its distractors.

Bad:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn until 1904?
  answers: [whale oil]
- id: why-electric
  type: single-choice
  prompt: Why did the lamp no longer burn whale oil after 1904?
  choices: [{text: Electricity had come, correct: true}, Oil had become dear]
```

Good:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn until 1904?
  answers: [whale oil]
- id: why-electric
  type: single-choice
  prompt: Why was another lamp put in?
  choices: [{text: Electricity had come, correct: true}, Oil had become dear]
```
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from quizapp.core.diagnostics import Problem
from quizapp.core.folding import strip_articles
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import ASKING_WORDS, choices_of, phrase, words
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz, Unit

CODE = "W233"

# A key whose rarest word stands in more prompts than this is what the passage is about.
_MANY: Final = 8
_STEM: Final = 5
_GAP = re.compile(r"\{[^{}]*\}")
_NUMBER = re.compile(r"\d[\d.,]{2,}\Z")


class _Told(NamedTuple):
    """What a question tells before it is answered, as phrases."""

    question: Question
    prompt: str
    choices: tuple[str, ...]
    stems: frozenset[str]

    def tells(self, key: str) -> bool:
        """Tell whether the prompt, or more than one choice, names a key."""
        return key in self.prompt or sum(key in choice for choice in self.choices) > 1

    def mentions(self, text: str) -> bool:
        """Tell whether a text stands anywhere in the question."""
        return text in self.prompt or any(text in choice for choice in self.choices)


class _Key(NamedTuple):
    """A key that can be given away, and how many words of the prompt must stand beside it."""

    text: str
    stems: frozenset[str]
    needed: int


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield questions whose words answer another question."""
    told = [_told(question) for question in quiz.questions()]
    by_word = _by_word(told)
    common = _common_stems(told)
    units = _units(quiz)
    keys = ((asked, key) for asked in told for key in _keys(asked, common))
    pairs = ((asked, key, other) for asked, key in keys for other in _candidates(key, by_word))
    for asked, key, other in pairs:
        is_kept_together = other.question.id in units[asked.question.id]
        if not is_kept_together and _gives_away(asked, key, other, common):
            yield _finding(asked, key, other)


def _finding(asked: _Told, key: _Key, other: _Told) -> Finding:
    return Finding(
        other.question.id,
        Problem(
            CODE,
            f"this gives away the answer to `{asked.question.id}`",
            (_field(other.question, key),),
            f"names “{key.text.strip()}”",
            "Ask without naming it, or make the two Part A and Part B.",
        ),
    )


def _field(question: Question, key: _Key) -> str:
    """Return in which field a question names a key."""
    if key.text in phrase(question.prompt):
        return "prompt"
    return "text" if question.type == "cloze" else "choices"


def _told(question: Question) -> _Told:
    choices = tuple(phrase(c.text) for group in choices_of(question) for c in group.choices)
    said = _said(question)
    return _Told(question, phrase(said), choices, _stems(words(said)))


def _said(question: Question) -> str:
    """Return what a question states: of a statement that is not true a reader learns nothing."""
    if question.type == "true-false" and getattr(question, "answer", "") != "true":
        return ""
    if question.type == "cloze":
        return f"{question.prompt} {_GAP.sub('…', getattr(question, 'text', ''))}"
    return question.prompt


def _stems(found: Iterable[str]) -> frozenset[str]:
    """Return the beginnings of the words that carry meaning, for a rough comparison."""
    return frozenset(
        word[:_STEM] for word in found if len(word) >= _STEM - 1 and word not in ASKING_WORDS
    )


def _units(quiz: Quiz) -> dict[str, Unit]:
    return {name: unit for section in quiz.sections for unit in section.units for name in unit}


def _by_word(told: Iterable[_Told]) -> dict[str, list[_Told]]:
    """Index questions by the words that they tell, to compare few pairs of them."""
    by_word: defaultdict[str, list[_Told]] = defaultdict(list)
    for question in told:
        for word in {*question.prompt.split(), *" ".join(question.choices).split()}:
            by_word[word].append(question)
    return by_word


def _common_stems(told: list[_Told]) -> frozenset[str]:
    """Return what more than a third of the prompts speak of."""
    counts = Counter(stem for question in told for stem in question.stems)
    return frozenset(stem for stem, n in counts.items() if n > max(2, len(told) // 3))


def _keys(asked: _Told, common: frozenset[str]) -> Iterator[_Key]:
    for text in _key_texts(asked.question):
        key = phrase(text)
        # What the prompt itself names is no secret.
        if key.strip() and key not in asked.prompt and (kind := _kind(text)):
            stems = _stems(words(text))
            beside = asked.stems - stems - common
            needed = 2 if kind == "name" or len(beside) > 2 else 1
            yield _Key(key, stems, needed)


def _key_texts(question: Question) -> list[str]:
    if question.type == "single-choice":
        return [c.text for group in choices_of(question) for c in group.choices if c.correct]
    is_typed = question.type in ("short-answer", "numeric")
    return [value for _, value in question.key] if is_typed else []


def _kind(text: str) -> str:
    """Tell whether a key is special enough to be recognised elsewhere; empty if not."""
    if _NUMBER.match(text.strip()):
        return "number"
    kept = strip_articles(text).split()
    if sum(len(word) >= 3 for word in kept) >= 2:
        return "phrase"
    return "name" if len(kept) == 1 and len(text) >= _STEM and kept[0][0].isupper() else ""


def _candidates(key: _Key, by_word: dict[str, list[_Told]]) -> list[_Told]:
    found = min((by_word.get(word, []) for word in key.text.split()), key=len)
    return found if len(found) <= _MANY else []


def _gives_away(asked: _Told, key: _Key, other: _Told, common: frozenset[str]) -> bool:
    if not other.tells(key.text):
        return False
    shared = (asked.stems & other.stems) - key.stems - common
    rivals = (choice for choice in asked.choices if choice != key.text)
    return len(shared) >= key.needed and not any(other.mentions(rival) for rival in rivals)
