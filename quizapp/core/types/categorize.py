"""Each item is put in its category.

```yaml
- id: before-and-after
  type: categorize
  prompt: What belongs to the time before 1904, and what after it?
  categories:
    Before 1904:
      - Whale oil
      - Three lost ships
    After 1904: The keeper leaves
  distractors:
    - Electric light
  scoring: per-part
```

A category holds a list of items, or one. `distractors` belong in no category: readers leave them
out. The score is right items / (all items + distractors that were put in a category), so that an
empty response earns nothing and the key everything. With `all-or-nothing`, only the key earns.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Text, Texts
from quizapp.core.passage import Passage
from quizapp.core.question import (
    RIGHT,
    WRONG,
    Entry,
    Guess,
    Input,
    Message,
    Option,
    Outcome,
    PartOutcome,
    Question,
    Response,
    repeated,
)
from quizapp.core.types._guessing import all_of_it, guess_sorting
from quizapp.core.types._responses import filled_parts, parts_complaint
from quizapp.core.types._scoring import all_or_nothing


class Categorize(Question):
    """Items to sort into categories."""

    mixes_entries: ClassVar[bool] = True

    type: Literal["categorize"]
    categories: dict[str, Texts] = Field(
        description="Each category with its items (Markdown, one line each).",
        examples=[{"Before 1904": ["Whale oil", "Three lost ships"], "After 1904": "No keeper"}],
    )
    distractors: tuple[Text, ...] = Field(
        (), description="Items that belong in no category.", examples=[["Electric light"]]
    )
    scoring: Literal["per-part", "all-or-nothing"] = Field(
        "per-part", description="How items become points.", examples=["all-or-nothing"]
    )

    @property
    def key(self) -> Response:
        return tuple(
            (item, category) for category, items in self.categories.items() for item in items
        )

    def complaint(self, response: Response) -> Message | None:
        filled = filled_parts(response)
        if not filled:
            return Message("Choose a category for each.")
        # Nothing is said of items that are left: it would tell whether any belong nowhere.
        return parts_complaint(response, self.entries())

    def grade(self, response: Response) -> Outcome:
        right = dict(self.key)
        parts = tuple(
            PartOutcome(item, category, RIGHT if right.get(item) == category else WRONG)
            for item, category in filled_parts(response).items()
            if item in right or item in self.distractors
        )
        hits = sum(part.score == 1 for part in parts)
        strays = sum(part.part not in right for part in parts)
        score = Fraction(hits, (len(right) + strays) or 1)
        return Outcome(all_or_nothing(score) if self.scoring == "all-or-nothing" else score, parts)

    def entries(self) -> tuple[Entry, ...]:
        options = tuple(Option(category, category) for category in self.categories)
        items = [item for item, _ in self.key] + list(self.distractors)
        return tuple(Entry(item, Input.ONE, options) for item in items)

    def guess(self) -> Guess | None:
        guess = guess_sorting(len(self.key), len(self.distractors), len(self.categories))
        return guess if self.scoring == "per-part" else all_of_it(guess)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        names = list(self.categories)
        if len(names) < 2:
            yield Problem("Q345", "there must be at least two categories", ("categories",))
        for index in repeated(names):
            yield Problem(
                "Q346",
                "this category looks like another",
                ("categories", names[index]),
                help="Readers could not tell the two apart: change one.",
            )
        if not self.key:
            yield Problem("Q347", "no category has an item", ("categories",))
        yield from self._item_problems()

    def _item_problems(self) -> Iterator[Problem]:
        placed = [
            (item, ("categories", category, index))
            for category, items in self.categories.items()
            for index, item in enumerate(items)
        ] + [(item, ("distractors", index)) for index, item in enumerate(self.distractors)]
        for index in repeated([item for item, _ in placed]):
            yield Problem(
                "Q348",
                "this item stands here twice",
                placed[index][1],
                help="An item belongs in one category; change or delete one of the two.",
            )
        for item, place in placed:
            if not item.strip():
                yield Problem("Q349", "this item has no text", place)


MODEL = Categorize
