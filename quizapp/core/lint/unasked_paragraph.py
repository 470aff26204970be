"""No question has its evidence in a paragraph.

Questions that draw on every part of a passage ask for reading all of it; a paragraph that nobody
asks about is one to cut, or a question forgotten. Told only where the evidence shows it: at least
half of the questions about the passage cite some, they reach at least half of its paragraphs, and
the paragraph has 15 words or more.

Bad:

```yaml
passage:
  text: |
    The town built the lighthouse in 1871, after three ships were lost in a single hard winter.

    The lamp burned whale oil until 1904, when an electric one was put in and the keeper moved away.
questions:
  - id: how-many
    type: numeric
    prompt: How many ships were lost?
    answer: 3
    evidence: three ships were lost
```

Good:

```yaml
passage:
  text: |
    The town built the lighthouse in 1871, after three ships were lost in a single hard winter.

    The lamp burned whale oil until 1904, when an electric one was put in and the keeper moved away.
questions:
  - id: how-many
    type: numeric
    prompt: How many ships were lost?
    answer: 3
    evidence: three ships were lost
  - id: lamp-fuel
    type: short-answer
    prompt: What did the lamp burn at first?
    answers: [whale oil]
    evidence: The lamp burned whale oil until 1904
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.nodes import Place
from quizapp.core.passage import Paragraph, Passage, count_words
from quizapp.core.question import Question
from quizapp.core.quiz import Item, Quiz

CODE = "W232"
WORDS: Final = 15


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield the paragraphs in which no evidence lies."""
    for index, passage in enumerate(quiz.passages):
        at: Place = ("passage",) if len(quiz.passages) == 1 else ("passages", index)
        for paragraph in _unasked(passage, _about(quiz, passage)):
            yield Finding(
                None,
                Problem(
                    CODE,
                    f"nobody asks about paragraph {paragraph.number}",
                    at,
                    f"“{_beginning(paragraph)} …”",
                    "Ask about it, cite it as evidence, or take it out of the passage.",
                ),
            )


def _about(quiz: Quiz, passage: Passage) -> list[Item]:
    return [item for item in quiz.items.values() if item.passage is passage]


def _unasked(passage: Passage, items: list[Item]) -> list[Paragraph]:
    citing = [item for item in items if item.evidence]
    if not citing or 2 * len(citing) < len(items):
        return []
    asked = {number for item in items for number in _paragraphs(item, passage)}
    long = [paragraph for paragraph in passage.paragraphs if count_words(paragraph.text) >= WORDS]
    unasked = [paragraph for paragraph in long if paragraph.number not in asked]
    return unasked if 2 * len(unasked) <= len(long) else []


def _paragraphs(item: Item, passage: Passage) -> Iterator[int]:
    yield from (stretch.paragraph for stretch in item.evidence)
    for quotation in _quoted_answers(item.question):
        yield from (stretch.paragraph for stretch in passage.find(quotation))


def _quoted_answers(question: Question) -> list[str]:
    """Return what is to be marked in the passage, without the number of a repeated sentence."""
    answers = getattr(question, "answer", ()) if question.type == "hot-text" else ()
    return [re.sub(r"#\d+\Z", "", answer) for answer in answers]


def _beginning(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split()[:6])
