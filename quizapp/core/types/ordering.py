"""Items are put in order.

```yaml
- id: what-came-first
  type: ordering
  prompt: Put the events in the order in which they happened.
  items:
    - Three ships are lost
    - The lighthouse is built
    - The lamp stops burning whale oil
    - The last keeper leaves
  scoring: kendall
```

`items` stand in the right order; readers see them shuffled. `scoring` is `kendall` (pairs in the
right order less pairs in the wrong order), `longest-run` (the longest part in order, moves left
out) or `all-or-nothing`. A response that does not hold every item once earns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial
from typing import Literal

from pydantic import Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Text
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
    Shuffle,
    repeated,
)
from quizapp.core.types._guessing import (
    guess_all_or_nothing,
    guess_order_by_pairs,
    guess_order_by_run,
)
from quizapp.core.types._scoring import all_or_nothing, kendall, longest_run


class Ordering(Question):
    """A list to put in order."""

    type: Literal["ordering"]
    items: tuple[Text, ...] = Field(
        description="What to put in order, in the right order (Markdown, one line each).",
        examples=[["Three ships are lost", "The lighthouse is built"]],
    )
    scoring: Literal["kendall", "longest-run", "all-or-nothing"] = Field(
        "kendall", description="How an order becomes points.", examples=["longest-run"]
    )

    @property
    def key(self) -> Response:
        return tuple(("", item) for item in self.items)

    def complaint(self, response: Response) -> Message | None:
        if not response:
            return Message("Put the items in order.")
        return None if self._places(response) else Message("Put every item in the order, once.")

    def grade(self, response: Response) -> Outcome:
        places = self._places(response)
        if not places:
            return Outcome(WRONG)
        parts = (
            PartOutcome("", item, RIGHT if place == index else WRONG)
            for index, (place, (_, item)) in enumerate(zip(places, response, strict=True))
        )
        return Outcome(self._score(places), tuple(parts))

    def entries(self) -> tuple[Entry, ...]:
        options = tuple(Option(item, item) for item in self.items)
        return (Entry("", Input.ORDER, options, Shuffle.ALWAYS),)

    def guess(self) -> Guess | None:
        if self.scoring == "longest-run":
            return guess_order_by_run(len(self.items))
        if self.scoring == "kendall":
            return guess_order_by_pairs(len(self.items))
        return guess_all_or_nothing(factorial(len(self.items)))

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        if len(self.items) < 2:
            yield Problem("Q335", "there must be at least two items to order", ("items",))
        for index in repeated(list(self.items)):
            yield Problem(
                "Q336",
                "this item stands here twice",
                ("items", index),
                help="Readers could not tell the two apart: change or delete one.",
            )
        for index, item in enumerate(self.items):
            if not item.strip():
                yield Problem("Q337", "this item has no text", ("items", index))

    def _places(self, response: Response) -> list[int]:
        """Return the right place of each item in the reader's order; empty if it is no order."""
        if sorted(response) != sorted(self.key):
            return []
        right = {item: place for place, item in enumerate(self.items)}
        return [right[item] for _, item in response]

    def _score(self, places: list[int]) -> Fraction:
        if self.scoring == "all-or-nothing":
            return all_or_nothing(kendall(places))
        return longest_run(places) if self.scoring == "longest-run" else kendall(places)


MODEL = Ordering
