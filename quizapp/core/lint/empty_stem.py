"""The prompt would fit any quiz.

With “Which of these is true?” readers must go through all choices to learn what the question is
about, and each is a question of its own (guideline 15 of Haladyna, Downing & Rodriguez 2002:
include the central idea in the stem instead of the choices). Ask about one thing, or make each
choice a true-false question.

Bad:

```yaml
- id: true-one
  type: single-choice
  prompt: Which of these statements is true?
  choices: [{text: The lamp burned oil, correct: true}, A keeper lives there, Nobody was lost]
```

Good:

```yaml
- id: true-one
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: Whale oil, correct: true}, Coal, Gas]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import language_of, words
from quizapp.core.quiz import Quiz

CODE = "W215"

# Patterns of whole prompts as `words` cuts them: small letters, no punctuation, ß as ss.
_PHRASES: Final = {
    "en": "(?:(?:according to|in) (?:the|this) (?:text|passage|article|story) )?"
    "(?:(?:which|what)(?: one)?(?: of (?:these|the following|the)| of the statements below)?"
    "(?: (?:statements?|sentences?|answers?|options?|choices?))? (?:is|are) (?:not )?"
    "(?:true|correct|right|false|wrong|incorrect)"
    "|(?:choose|select|mark|tick|pick|find) the (?:correct|right|true|best|false|wrong)"
    "(?: (?:answer|option|choice|statement|sentence|one))?)"
    "(?: (?:according to|in) (?:the|this) (?:text|passage|article|story))?",
    "da": "hvilke[nt]?(?: af (?:disse|følgende))?(?: (?:udsagn|påstande?|svar|sætning(?:er)?))? er "
    "(?:rigtigt?e?|sandt?e?|korrekte?|forkerte?|falske?)"
    "(?: ifølge (?:teksten|artiklen|historien))?",
    "de": "(?:welche[rs]?)(?: (?:dieser|der folgenden))?"
    "(?: (?:aussagen?|antwort|behauptung|satz))? "
    "(?:stimmt|trifft zu|ist (?:richtig|wahr|korrekt|falsch))(?: laut (?:dem )?text)?",
    "fr": "(?:laquelle|quelle)(?: de ces)?(?: (?:affirmations?|phrases?|réponses?|propositions?))? "
    "est (?:vraie|correcte|exacte|juste|fausse)(?: (?:selon|d'après) le texte)?",
    "es": "cuál de (?:estas|las siguientes) (?:afirmaciones|frases|oraciones|opciones|respuestas) "
    "es (?:verdadera|correcta|cierta|falsa|incorrecta)(?: según el texto)?",
    "sv": "vilket(?: av (?:dessa|följande))? (?:påståenden?|svar) "
    "(?:stämmer|är (?:sant|rätt|riktigt|korrekt|falskt|fel))(?: enligt texten)?",
    "nb": "hvilke[nt]?(?: av (?:disse|følgende))? "
    "(?:påstand(?:e(?:ne|r)?)?|utsagn|svar|setning) er "
    "(?:sann|sant|riktig|rett|korrekt|usann|feil)(?: ifølge teksten)?",
    "nn": "kva(?: for ein)? (?:påstand|utsegn|svar|setning) er "
    "(?:sann|sant|riktig|rett|korrekt|usann|feil)(?: ifølgje teksten)?",
    "nl": "welke(?: van deze)? (?:bewering(?:en)?|uitspra(?:ak|ken)|zin(?:nen)?) is "
    "(?:juist|waar|correct|onjuist|niet waar)(?: volgens de tekst)?",
    "it": "quale(?: di queste)? (?:affermazion[ei]|fras[ei]|rispost[ae]) è "
    "(?:vera|corretta|giusta|esatta|falsa)(?: secondo il testo)?",
    "pt": "qual(?: destas)? (?:afirmaç(?:ão|ões)|frases?|alternativas?|respostas?) (?:é|está) "
    "(?:verdadeira|correta|certa|falsa)(?: (?:segundo|de acordo com) o texto)?",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield prompts of one right choice that would fit any quiz."""
    for question in quiz.questions():
        pattern = _PHRASES.get(language_of(quiz, question))
        if pattern is None or question.type != "single-choice":
            continue
        if re.fullmatch(pattern, " ".join(words(question.prompt))):
            yield Finding(
                question.id,
                Problem(
                    CODE,
                    "this prompt does not say what it asks about",
                    ("prompt",),
                    "fits any quiz",
                    "Ask about one thing, or make each choice a true-false question.",
                ),
            )
