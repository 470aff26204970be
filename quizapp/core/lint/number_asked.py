"""The prompt asks for another number of choices than the key has.

Readers who do as they are told cannot be right (guideline 14 of Haladyna, Downing & Rodriguez 2002:
ensure that the directions are very clear). “Choose two” and “all that apply” belong to a
multiple-response, and then the number must be that of the right choices.

Bad:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned? Choose three answers.
  choices: [{text: Whale oil, correct: true}, {text: Kerosene, correct: true}, Coal, Gas]
```

Good:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned? Choose two answers.
  choices: [{text: Whale oil, correct: true}, {text: Kerosene, correct: true}, Coal, Gas]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import choices_of, language_of, plain
from quizapp.core.lint._quotations import unquoted
from quizapp.core.quiz import Quiz

CODE = "W214"
FEWEST: Final = 2


class _Orders(NamedTuple):
    """How a language tells readers to choose, its numbers from two on, and its word for answers."""

    verbs: str
    numbers: str
    answers: str
    all: str = ""


_LANGUAGES: Final = {
    "en": _Orders(
        "choose|select|tick|mark|pick|check",
        "two three four five six",
        "answers|choices|options|boxes|of|that",
        "all (?:that|which) (?:apply|are (?:correct|right|true))|all (?:the )?(?:correct|right) "
        "(?:answers|choices|options)",
    ),
    "da": _Orders(
        "vælg|markér|marker|afkryds|sæt kryds ved", "to tre fire fem seks", "svar|muligheder|af"
    ),
    "de": _Orders(
        "wähle|wählt|markiere|kreuze", "zwei drei vier fünf sechs", "antworten|möglichkeiten|der"
    ),
    "fr": _Orders(
        "choisis|choisissez|cochez?|sélectionnez?",
        "deux trois quatre cinq six",
        "réponses|cases|des",
    ),
    "es": _Orders(
        "elige|elija|marca|marque|selecciona|seleccione",
        "dos tres cuatro cinco seis",
        "respuestas|opciones|de",
    ),
    "sv": _Orders("välj|markera|kryssa för", "två tre fyra fem sex", "svar|alternativ|av"),
    "nb": _Orders("velg|marker|kryss av", "to tre fire fem seks", "svar|alternativer|av"),
    "nn": _Orders("vel|marker|kryss av", "to tre fire fem seks", "svar|alternativ|av"),
    "nl": _Orders("kies|selecteer|vink", "twee drie vier vijf zes", "antwoorden|mogelijkheden|van"),
    "it": _Orders(
        "scegli|seleziona|indica|segna", "due tre quattro cinque sei", "risposte|opzioni|delle"
    ),
    "pt": _Orders(
        "escolhe|escolha|marque|marca|seleciona|selecione",
        "duas três quatro cinco seis",
        "respostas|opções|das",
    ),
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts that tell readers to choose too many or too few."""
    for question in quiz.questions():
        orders = _LANGUAGES.get(language_of(quiz, question))
        if orders is None or question.type not in ("single-choice", "multiple-response"):
            continue
        group = next(choices_of(question))
        right = sum(choice.correct for choice in group.choices)
        asked = _asked(plain(unquoted(question.prompt)), orders, group.has_one_key)
        if asked not in (None, right):
            advice = (
                "Change the number, or which choices are correct."
                if not group.has_one_key
                else "Use `type: multiple-response`, or ask for one."
            )
            said = f"{right} {'is' if right == 1 else 'are'} right"
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    f"the prompt asks for more or fewer choices: {said}",
                    ("prompt",),
                    said,
                    advice,
                ),
            )


def _asked(prompt: str, orders: _Orders, has_one_key: bool) -> int | None:
    """Return how many choices a prompt asks for; 0 for all that apply where only one can be."""
    if (
        has_one_key
        and orders.all
        and re.search(rf"(?i)\b(?:{orders.verbs}) (?:{orders.all})\b", prompt)
    ):
        return 0
    names = orders.numbers.split()
    pattern = (
        rf"(?i)\b(?:{orders.verbs}) (?:the |exactly )?({'|'.join(names)}|[2-6])"
        rf"(?: (?:\w+ )?(?:{orders.answers})\b|\s*[.!)]|\s*\Z)"
    )
    found = re.search(pattern, prompt)
    if found is None:
        return None
    number = found[1].lower()
    return int(number) if number.isdigit() else names.index(number) + FEWEST
