"""A choice says "none of the above".

Who chooses it has shown what is wrong, not what is right; as a distractor it is seldom tempting
(guideline 25 of Haladyna, Downing & Rodriguez 2002: use it carefully). `pin: last` keeps it at its
place and does not make it better: where it is meant, say so in an ignore comment.

Bad:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: Whale oil, correct: true}, Coal, {text: None of these, pin: last}]
```

Good:

```yaml
- id: lamp-fuel
  type: single-choice
  prompt: What did the lamp burn?
  choices: [{text: Whale oil, correct: true}, Coal, Gas]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quizapp.core.diagnostics import Problem
from quizapp.core.lint import Finding
from quizapp.core.lint._questions import stock_choices
from quizapp.core.quiz import Quiz

CODE = "W225"

# Patterns of whole choices as `words` cuts them: small letters, no punctuation, ß as ss.
PHRASES: Final = {
    "en": "(?:none|neither) of (?:the above|these|those|the other|the others"
    "|the(?: above| other)? (?:answers|choices|options|statements))"
    "(?: (?:answers|choices|options|statements))?"
    "(?: above)?(?: (?:is|are) (?:correct|right|true)| appl(?:y|ies))?",
    "da": "(?:ingen|intet) af (?:delene|(?:de |det )?(?:ovenstående|ovennævnte|nævnte|disse|andre"
    "|foregående)|svarene|svarmulighederne|mulighederne)"
    "(?: svar(?:muligheder)?| muligheder)?(?: er (?:rigtige?|korrekte?|sande?))?",
    "de": "nichts davon|kein(?:e[rs]?)? (?:davon|der(?: oben)? ?(?:obigen|genannten|obengenannten"
    "|vorstehenden)|von diesen|dieser|der|von den)"
    "(?: (?:antworten|aussagen|möglichkeiten|optionen))?"
    "(?: (?:ist|sind|trifft) (?:richtig|korrekt|zu))?",
    "fr": "aucune? (?:de ces|des|d'entre) (?:réponses|choix|propositions|options|elles|eux)"
    "(?: (?:ci-dessus|précédentes?|proposées?))?(?: n'est (?:correcte?|juste|exacte?))?"
    "|rien de tout (?:cela|ce qui précède)",
    "es": "ningun[oa] de (?:l[oa]s|est[oa]s|es[oa]s) ?(?:(?:otr[oa]s |dos )?(?:anteriores|demás"
    "|respuestas|opciones|alternativas))?(?: (?:anteriores|dadas))?"
    "(?: es (?:correct|verdader)[oa])?|nada de lo anterior",
    "sv": "(?:ingen|inget|inga) av (?:(?:de )?ovanstående|dessa|alternativen|svaren"
    "|svarsalternativen|delarna)(?: alternativ| svar)?"
    "(?: (?:är|stämmer)(?: (?:rätt|riktigt|riktiga))?)?",
    "nb": "(?:ingen|intet) av (?:delene|disse|(?:de |det )?(?:ovennevnte|overnevnte|nevnte"
    "|ovenstående)|svarene|alternativene|svaralternativene)"
    "(?: svar| alternativer)?(?: er (?:riktige?|rette?|korrekte?))?",
    "nn": "(?:ingen|inga|inkje) av (?:delane|desse|(?:dei |det )?(?:ovannemnde|nemnde|overnemnde)"
    "|svara|alternativa|svaralternativa)(?: svar| alternativ)?(?: er (?:rette?|korrekte?))?",
    "nl": "(?:geen|niets) van (?:(?:de |het )?(?:bovenstaande|voorgaande|genoemde|deze|andere)"
    "|deze|alle|de)(?: (?:antwoorden|mogelijkheden|opties|beweringen))?"
    "(?: (?:is|zijn) (?:juist|correct|goed))?|geen enkel antwoord is (?:juist|correct|goed)",
    "it": "nessun[oa] (?:delle|dei|degli|di|tra le|fra le) ?(?:(?:precedenti|quest[ei]|altr[ei])"
    "|(?:quest[ei] )?(?:risposte|opzioni|alternative|affermazioni))"
    "(?: (?:precedenti|date|sopra))?(?: è (?:corrett|giust|esatt)[oa])?"
    "|niente di tutto (?:ciò|questo)",
    "pt": "nenhum[a]? (?:d[ao]s|dest[ae]s|dess[ae]s) ?(?:(?:anteriores|acima|outr[ao]s)"
    "|(?:alternativas|opções|respostas|afirmações))?(?: (?:anteriores|acima))?"
    "(?: está corret[ao])?|nada do que foi dito(?: acima)?",
}


def check(quiz: Quiz) -> Iterator[Finding]:
    """Yield choices that are a "none of the above" of their language."""
    for question, group, choice in stock_choices(quiz, PHRASES):
        yield Finding(
            question.id,
            Problem(
                CODE,
                "this choice only says that the others are wrong",
                group.place(choice),
                "none of the above",
                "Put something in its place that a reader could believe, or leave "
                "it out: three choices are enough.",
            ),
        )
