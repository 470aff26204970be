"""A choice says "all of the above".

Who knows two of the choices to be right knows the key, and who knows one to be wrong needs no
further thought (guideline 26 of Haladyna, Downing & Rodriguez 2002: avoid it). Shuffled, it does
not even stand below the others.

Bad:

```yaml
- id: lamp-fuels
  type: single-choice
  prompt: What has the lamp burned?
  choices: [Whale oil, Kerosene, {text: All of the above, correct: true}]
```

Good:

```yaml
- id: lamp-fuels
  type: multiple-response
  prompt: What has the lamp burned?
  choices: [{text: Whale oil, correct: true}, {text: Kerosene, correct: true}, Coal, Wax]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import stock_choices
from quizapp.core.quiz import Quiz

CODE = "W226"

# Patterns of whole choices as `words` cuts them: small letters, no punctuation, ß as ss.
PHRASES: Final = {
    "en": "(?:all|both) of (?:the above|these|those|the others?"
    "|the(?: above| other)? (?:answers|choices|options|statements))"
    "(?: (?:answers|choices|options|statements))?"
    "(?: above)?(?: are (?:correct|right|true)| apply)?"
    "|all the above|all (?:the )?(?:answers|choices|options|statements)"
    "(?: above)? are (?:correct|right|true)",
    "da": "(?:alle|begge|alt)(?: af)? (?:de |det )?(?:ovenstående|ovennævnte|nævnte|disse"
    "|foregående)(?: svar(?:muligheder)?| muligheder)?(?: er (?:rigtige|korrekte|sande))?"
    "|alle svar(?:ene|mulighederne)? er (?:rigtige|korrekte)|begge dele",
    "de": "all?e[sn]? (?:davon|(?:der |die )?(?:oben ?)?(?:obigen|genannten|genannte|obige"
    "|vorstehenden))(?: (?:antworten|aussagen|möglichkeiten|optionen))?"
    "(?: (?:sind|treffen) (?:richtig|korrekt|zu))?"
    "|alle (?:antworten|aussagen|möglichkeiten) (?:sind|treffen) (?:richtig|korrekt|zu)",
    "fr": "(?:toutes|tous) (?:ces|les) (?:réponses|choix|propositions|options)"
    "(?: (?:ci-dessus|précédente?s|proposée?s))?(?: sont (?:correcte?s|justes|exacte?s))?"
    "|tout ce qui précède|tout cela",
    "es": "tod[oa]s (?:l[oa]s|est[oa]s|es[oa]s) (?:anteriores|demás|(?:respuestas|opciones"
    "|alternativas))(?: (?:anteriores|dadas))?(?: son (?:correct|verdader)[oa]s)?"
    "|todo lo anterior",
    "sv": "(?:alla|båda|allt)(?: av)? (?:de |det )?(?:ovanstående|dessa|föregående|nämnda)"
    "(?: alternativ(?:en)?| svar(?:en)?)?(?: är (?:rätt|riktiga))?"
    "|alla (?:alternativ|svar)(?:en)? (?:är (?:rätt|riktiga)|stämmer)",
    "nb": "(?:alle|begge|alt)(?: av)? (?:de |det )?(?:ovennevnte|overnevnte|nevnte|disse"
    "|ovenstående)(?: svar(?:ene)?| alternativer| alternativene)?"
    "(?: er (?:riktige|rette|korrekte))?|begge deler"
    "|alle (?:svarene|alternativene) er (?:riktige|rette|korrekte)",
    "nn": "(?:alle|begge|alt)(?: av)? (?:dei |det )?(?:ovannemnde|overnemnde|nemnde|desse)"
    "(?: svar(?:a)?| alternativ(?:a)?)?(?: er (?:rette|korrekte))?"
    "|alle (?:svara|alternativa) er (?:rette|korrekte)",
    "nl": "(?:alle|al|beide)(?: van)? (?:de |het )?(?:bovenstaande|voorgaande|genoemde|deze)"
    "(?: (?:antwoorden|mogelijkheden|opties|beweringen))?(?: zijn (?:juist|correct|goed))?"
    "|alle (?:antwoorden|mogelijkheden|opties) zijn (?:juist|correct|goed)",
    "it": "tutt[ei] (?:le|i|quest[ei]) (?:precedenti|(?:risposte|opzioni|alternative|affermazioni))"
    "(?: (?:precedenti|date|sopra))?(?: sono (?:corrett|giust|esatt)[ei])?"
    "|tutto (?:ciò|quanto) (?:che precede|sopra)",
    "pt": "tod[ao]s (?:[ao]s|est[ae]s|ess[ae]s) (?:anteriores|acima|(?:alternativas|opções"
    "|respostas|afirmações))(?: (?:anteriores|acima))?(?: estão corret[ao]s)?",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices that are an "all of the above" of their language."""
    for question, group, choice in stock_choices(quiz, PHRASES):
        yield Finding(
            question.id,
            Problem(
                CODE,
                "this choice only repeats the others",
                group.place(choice),
                "all of the above",
                "Leave it out, or ask with `type: multiple-response` which are right.",
            ),
        )
