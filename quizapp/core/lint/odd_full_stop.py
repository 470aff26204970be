"""One choice ends with a full stop and no other does, or all but one do.

What looks different draws the eye: as the key it gives itself away, as a distractor it misleads
(guideline 23 of Haladyna, Downing & Rodriguez 2002: keep choices homogeneous in content and
grammatical structure; guideline 28d: avoid a conspicuous key). Told from three choices on.

Bad:

```yaml
- id: why-built
  type: single-choice
  prompt: Why was the lighthouse built?
  choices: [{text: Ships had been lost., correct: true}, A keeper asked, Oil was cheap]
```

Good:

```yaml
- id: why-built
  type: single-choice
  prompt: Why was the lighthouse built?
  choices: [{text: Ships had been lost, correct: true}, A keeper asked, Oil was cheap]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, plain
from quizapp.core.quiz import Quiz

CODE = "W223"
FEWEST: Final = 3

# A sentence's end: a word of four letters or more, so that "etc." and "a.m." are none.
_FULL_STOP = re.compile(r"[^\W\d]{4,}[\"')]*\.[\"')]*\Z")
_OTHER_END = re.compile(r"[.!?…:]\W*\Z")


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield the one choice that ends differently from all others."""
    for question in quiz.questions():
        for group in choices_of(question):
            texts = [plain(choice.text) for choice in group.choices]
            ended = [index for index, text in enumerate(texts) if _FULL_STOP.search(text)]
            bare = [index for index, text in enumerate(texts) if not _OTHER_END.search(text)]
            if len(texts) < FEWEST or len(ended) + len(bare) != len(texts):
                continue
            for odd in [few[0] for few in (ended, bare) if len(few) == 1]:
                is_ended = odd in ended
                yield Finding(
                    question.id,
                    Problem(
                        CODE,
                        f"only this choice ends with{'' if is_ended else 'out'} a full stop",
                        (*group.at, odd, "text"),
                        "looks different",
                        f"{'Delete' if is_ended else 'Add'} it: all choices should look alike.",
                    ),
                )
