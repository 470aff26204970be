"""The prompt asks for the reader's opinion, and one answer is right.

Of an opinion nobody can say that it is wrong (guideline 6 of Haladyna, Downing & Rodriguez 2002:
avoid opinion-based items). Ask what the passage says, or let readers write it: an open response is
marked by you. “Why do you think she stayed?” asks for a conclusion and is left alone.

Bad:

```yaml
- id: best-reason
  type: single-choice
  prompt: What do you think of the new lamp?
  choices: [{text: It was a good idea, correct: true}, It came too late]
```

Good:

```yaml
- id: best-reason
  type: open-response
  prompt: What do you think of the new lamp?
  rubric:
    - criterion: Gives a reason from the passage
      points: 1
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import ASKING, language_of
from quizapp.core.lint._quotations import unquoted
from quizapp.core.quiz import Quiz

CODE = "W206"

_PHRASES: Final = {
    "en": r"in your (?:own |personal )?opinion|what(?:['’]s| is) your (?:\w+ )?(?:opinion|view)"
    r"|your favou?rite|do you (?:agree|like|prefer)|would you (?:rather|prefer|like)"
    r"|how do you feel|what do you think (?:of|about)",
    "da": "efter din (?:egen )?mening|hvad er din (?:mening|holdning)|din yndlings\\w*"
    "|er du enig|hvad synes du|kan du lide",
    "de": "deiner (?:eigenen )?meinung nach|was hältst du|bist du einverstanden"
    r"|dein(?:e[mnrs]?)? lieblings\w*|gefällt dir",
    "fr": "es-tu d['’]accord|êtes-vous d['’]accord|que pense[sz]-(?:tu|vous) d|préfère[sz]-tu"
    "|préférez-vous|ton avis sur|votre avis sur",
    "es": r"estás de acuerdo|qué opinas|qué te parece|en tu opinión"
    r"|tu (?:\w+ )?(?:favorit|preferid)[oa]",
    "sv": r"enligt din (?:egen )?(?:mening|åsikt)|vad tycker du|håller du med|din favorit\w*",
    "nb": r"etter din (?:egen )?mening|hva synes du|er du enig|din favoritt\w*|hva mener du om",
    "nn": "etter (?:di|ditt) (?:meining|syn)|kva synest du|er du einig|kva meiner du om",
    "nl": "naar jouw mening|wat vind (?:jij|je)|ben je het (?:er )?mee eens|(?:jouw|je) favoriete",
    "it": r"sei d['’]accordo|cosa ne pensi|(?:tuo|tua) (?:\w+ )?preferit[oa]|preferisci",
    "pt": r"na tua opinião|você concorda|concordas|o que (?:você )?achas? d[aeo]|preferes",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts that ask what the reader likes or holds."""
    for question in quiz.questions():
        phrases = _PHRASES.get(language_of(quiz, question))
        # A statement to be judged may speak of somebody's opinion.
        if phrases is None or question.type not in ASKING - {"true-false"}:
            continue
        if found := re.search(rf"(?i)\b(?:{phrases})", unquoted(question.prompt)):
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    "no opinion is wrong, and this question has a key",
                    ("prompt",),
                    f"“{found[0]}” asks for one",
                    "Ask what the passage says, or use `type: open-response`.",
                ),
            )
