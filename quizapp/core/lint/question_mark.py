"""A question ends with a full stop.

Readers take it for a statement at first and read it again (guideline 12 of Haladyna, Downing &
Rodriguez 2002: use correct grammar and punctuation).

Bad:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn.
  answers: [whale oil]
```

Good:

```yaml
- id: lamp-fuel
  type: short-answer
  prompt: What did the lamp burn?
  answers: [whale oil]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import language_of, plain
from quizapp.core.quiz import Quiz

CODE = "W212"

_TYPES: Final = frozenset("single-choice multiple-response short-answer numeric".split())
# How a question begins and nothing else does: "when" also begins "When the lamp went out, ...".
_BEGINNINGS: Final = {
    "en": r"(?:who|what|where|when|why|how(?: long| old| far)?|(?:which|how m(?:any|uch))(?: \w+)?)"
    r" (?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    "da": "(?:hvorfor|hvordan|hvornår|hvilke[nt]?|hvem|hvor mange)",
    "de": "(?:warum|wieso|weshalb|wie viele|woher|wohin|wann)",
    "fr": "(?:pourquoi|combien)",
    "es": "(?:por qué|cuánt[oa]s?|cuándo|quién(?:es)?|cuál(?:es)?)",
    "sv": "(?:varför|hur många|vilken|vilket|vilka|vem)",
    "nb": "(?:hvorfor|hvordan|hvor mange|hvilke[nt]?|hvem)",
    "nn": "(?:kvifor|korleis|kor mange|kven)",
    "nl": "(?:waarom|hoeveel|welke?)",
    "it": "(?:quant[ie]|qual[ei])",
    "pt": "(?:por que|quant[oa]s|quais)",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts that begin like a question and end like a statement."""
    for question in quiz.questions():
        beginning = _BEGINNINGS.get(language_of(quiz, question))
        if beginning is None or question.type not in _TYPES or "?" in question.prompt:
            continue
        prompt = plain(question.prompt)
        is_one_sentence = prompt.endswith(".") and not re.search(r"[.:;!]", prompt[:-1])
        if is_one_sentence and re.match(rf"(?i){beginning}\b", prompt):
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    "this question ends with a full stop",
                    ("prompt",),
                    "a question?",
                    "End it with a question mark.",
                ),
            )
