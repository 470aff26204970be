"""The key is copied from the passage, and no distractor is.

It can then be found by looking for the same words, without understanding them; a question about a
text should put the answer in other words than the text does, or take all choices from it. Copied
is: five words in a row, or the whole choice from three words on.

Bad:

```yaml
passage:
  text: The town built the lighthouse after three ships were lost in one winter.
questions:
  - id: why-built
    type: single-choice
    prompt: Why was the lighthouse built?
    choices:
      - text: three ships were lost in one winter
        correct: true
      - a rich merchant had asked for it
      - fishermen could not see the rocks
```

Good:

```yaml
passage:
  text: The town built the lighthouse after three ships were lost in one winter.
questions:
  - id: why-built
    type: single-choice
    prompt: Why was the lighthouse built?
    choices:
      - text: several vessels had gone down
        correct: true
      - a rich merchant had asked for it
      - fishermen could not see the rocks
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import ChoiceList, choices_of, words
from quizapp.core.passage import Passage
from quizapp.core.quiz import Quiz

CODE = "W231"
RUN: Final = 5
FEWEST: Final = 3


class _Text:
    """A passage as words, to find runs of them."""

    def __init__(self, passage: Passage) -> None:
        paragraphs = [words(paragraph.text) for paragraph in passage.paragraphs]
        self._text = " | ".join(f" {' '.join(paragraph)} " for paragraph in paragraphs)
        # Most runs begin with no three words of the passage: that is told without a search.
        self._beginnings = {
            paragraph[start : start + FEWEST]
            for paragraph in paragraphs
            for start in range(len(paragraph))
        }

    def has(self, run: Sequence[str]) -> bool:
        """Tell whether words stand in the passage in this order."""
        if len(run) >= FEWEST and tuple(run[:FEWEST]) not in self._beginnings:
            return False
        return f" {' '.join(run)} " in self._text

    def copied(self, choice: Sequence[str]) -> Sequence[str]:
        """Return the first run of words that a choice took over; empty if it took none."""
        if len(choice) < FEWEST:
            return ()
        found = (run for run in _runs(choice, RUN) if _has_substance(run) and self.has(run))
        return next(found, ())


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield keys that stand in the passage word for word, alone of all choices."""
    texts = {id(passage): _Text(passage) for passage in quiz.passages}
    for item in quiz.items.values():
        for group in choices_of(item.question) if item.passage else ():
            if group.has_one_key:
                yield from _check_group(item.question.id, group, texts[id(item.passage)])


def _check_group(question_id: str, group: ChoiceList, text: _Text) -> Iterator[Finding]:
    for key in (choice for choice in group.choices if choice.correct):
        run = text.copied(words(key.text))
        distractors = (words(choice.text) for choice in group.choices if not choice.correct)
        if run and not any(_matches(text, distractor, len(run)) for distractor in distractors):
            yield Finding(
                question_id,
                Problem(
                    CODE,
                    "only the key is copied from the passage",
                    group.place(key),
                    f"“{' '.join(run)}” stands there",
                    "Say it in other words, or take the distractors from the passage too.",
                ),
            )


def _matches(text: _Text, distractor: Sequence[str], length: int) -> bool:
    """Tell whether a distractor stands in the passage too, as a whole or by a run as long."""
    if not distractor:
        return False
    return text.has(distractor) or any(text.has(run) for run in _runs(distractor, length))


def _runs(choice: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    """Yield all runs of a length; the whole choice when it is shorter."""
    for start in range(max(1, len(choice) - length + 1)):
        yield choice[start : start + length]


def _has_substance(run: Sequence[str]) -> bool:
    """Tell whether two of the words are long: "in the end" proves no copying."""
    return sum(len(word) >= 4 and not word.isdigit() for word in run) >= 2
