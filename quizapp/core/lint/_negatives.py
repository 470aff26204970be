"""The negatives of a language: where a text holds them, and which of them are harmless."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from quizapp.core.lint._quotations import blank, unmarked, unquoted


class _Negatives(NamedTuple):
    """The negatives of a language, and the phrases in which they are harmless."""

    word: str
    harmless: str


_LANGUAGES: Final = {
    "en": _Negatives(
        r"(not|never|except|cannot|\w+n['’]t)",
        r"not (?:only|just|least)\b|(?:or|if|why) not\b|\w+n['’]t (?:it|they|he|she|we|you)\s*\?",
    ),
    "da": _Negatives(
        "(ikke|aldrig|undtagen)", r"ikke (?:kun|bare|blot|alene|mindst)\b|eller ikke\b"
    ),
    "de": _Negatives(
        "(nicht|nie|niemals|kein(?:e[mnrs]?)?|außer|ausser|ausgenommen)",
        r"nicht (?:nur|bloß|allein|zuletzt|wahr)\b|(?:oder|ob) nicht\b|nie(?:mals)? zuvor\b"
        r"|au(?:ß|ss)er (?:Atem|Haus|sich|Gefahr|Dienst|Betrieb|Kraft)\b",
    ),
    "fr": _Negatives(
        r"(?:(?:ne\s|n['’])[^.!?\n]{0,60}?\b(pas|jamais)|(sauf|excepté|hormis))",
        r"n['’]est-ce pas\b|pas (?:seulement|uniquement)\b|ou pas\b",
    ),
    "es": _Negatives(
        "(no|nunca|jamás|excepto|salvo)",
        r"no (?:solo|sólo|solamente|únicamente|obstante)\b|o no\b|a salvo\b|¿no\?|, no\?",
    ),
    "sv": _Negatives(
        "(inte|aldrig|icke|utom)", r"inte (?:bara|endast|enbart|minst)\b|eller inte\b|inte sant\b"
    ),
    "nb": _Negatives("(ikke|aldri|unntatt)", r"ikke (?:bare|kun|minst|sant)\b|eller ikke\b"),
    "nn": _Negatives(
        "(ikkje|aldri|unnateke|unntatt)", r"ikkje (?:berre|minst|sant)\b|eller ikkje\b"
    ),
    "nl": _Negatives(
        "(niet|nooit|geen|behalve|uitgezonderd)",
        r"niet (?:alleen|slechts|enkel|waar)\b|(?:of|al dan) niet\b",
    ),
    "it": _Negatives(
        "(non|eccetto|tranne)", r"non (?:solo|soltanto|solamente)\b|[eo] non\b|non è vero\s*\?"
    ),
    "pt": _Negatives(
        "(não|nunca|jamais|exceto|excepto|salvo)",
        r"não (?:só|somente|apenas|obstante)\b|ou não\b|a salvo\b|não é\s*\?",
    ),
}


class Word(NamedTuple):
    """A word of a text and where it begins."""

    text: str
    start: int


class _Patterns(NamedTuple):
    word: re.Pattern[str]
    harmless: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns | None:
    known = _LANGUAGES.get(language)
    return known and _Patterns(
        re.compile(rf"(?i)\b{known.word}\b"), re.compile(rf"(?i)\b(?:{known.harmless})")
    )


def negatives(text: str, language: str, *, marked: bool = True) -> list[Word]:
    """Return the negatives of a text in a language; with `marked` off only those that hide.

    What is quoted is left alone. A language that is not known has none.
    """
    patterns = _patterns(language)
    # Most texts have none at all.
    if patterns is None or not patterns.word.search(text):
        return []
    rest = unquoted(text) if marked else unmarked(unquoted(text))
    matches = patterns.word.finditer(patterns.harmless.sub(blank, rest))
    groups = ((match, match.lastindex or 0) for match in matches)
    found = (Word(match[group], match.start(group)) for match, group in groups)
    return [word for word in found if marked or not word.text.isupper()]
