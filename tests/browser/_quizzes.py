"""Quizzes that try pages: words that do not fit, right to left, a timer, one of each type."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tests.browser.conftest import HOUSE

ARTICLE = HOUSE / "questions" / "tomahawk-request.yaml"

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"
LONG_WORDS = f"""\
title: {LONG_WORD} and other long words
summary: About the {LONG_WORD}.
passage:
  title: The {LONG_WORD}
  source: {LONG_WORD}
  text: |
    The {LONG_WORD} lives by the river.

    | {LONG_WORD} | Year |
    | --- | --- |
    | {LONG_WORD} | 1871 |
  glossary:
    {LONG_WORD}: one who works for the {LONG_WORD}
questions:
  - id: choose
    type: single-choice
    prompt: Who is the {LONG_WORD}?
    choices:
      - text: The {LONG_WORD} himself
        correct: true
      - {LONG_WORD}{LONG_WORD}
    evidence: The {LONG_WORD} lives by the river.
    explanation: The {LONG_WORD} is the {LONG_WORD}.
  - id: pairs
    type: matching
    prompt: Match them.
    pairs:
      {LONG_WORD}: {LONG_WORD} one
      Other: {LONG_WORD} two
  - id: order
    type: ordering
    prompt: Order them.
    items: [{LONG_WORD} one, {LONG_WORD} two]
  - id: gaps
    type: cloze
    text: The {LONG_WORD} is {{a}} and {{b}}.
    gaps:
      a: {{answers: [{LONG_WORD}]}}
      b:
        choices:
          - text: {LONG_WORD}
            correct: true
          - other
  - id: mark
    type: hot-text
    prompt: Mark it.
    select: paragraphs
    answer: lives by the river
"""

ARABIC = """\
title: منارة الرأس
language: ar
summary: قصة قصيرة عن منارة قديمة.
passage:
  title: المنارة
  text: |
    بُنيت المنارة سنة 1871 بعد غرق ثلاث سفن في شتاء واحد.

    كان المصباح يحرق زيت الحوت حتى سنة 1904.
questions:
  - id: why
    type: single-choice
    prompt: لماذا بُنيت المنارة؟
    choices:
      - text: بسبب غرق ثلاث سفن
        correct: true
      - بطلب من الحارس
    evidence: بعد غرق ثلاث سفن في شتاء واحد
    explanation: يذكر النص السفن الغارقة.
  - id: order
    type: ordering
    prompt: رتّب الأحداث.
    items: [بُنيت المنارة, انتهى الزيت, رحل الحارس]
  - id: fuel
    type: true-false
    prompt: كان المصباح يحرق زيت الحوت.
    answer: true
    evidence: كان المصباح يحرق زيت الحوت
"""

RECALL = """\
title: Read, then answer
settings:
  passage: before
  time-limit: 60 min
  feedback: score-only
  confidence: on
  attempts: 1
  layout: all
passage:
  title: The lighthouse
  text: |
    Hale Point got its lighthouse in 1871.
questions:
  - id: year
    type: numeric
    prompt: In which year?
    answer: 1871
    unit: years
"""


def one_of_each(source: Path = ARTICLE) -> str:
    """Return the article's quiz with the first question of every type, in the file's order."""
    # The base loader makes texts of everything, and nothing else.
    whole = yaml.load(source.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    found: dict[str, Any] = {}
    for section in whole.pop("sections"):
        for question in section["questions"]:
            found.setdefault(question["type"], question)
    del found["text"]
    whole |= {"title": "One of each", "questions": list(found.values())}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)


def whole_bank() -> str:
    """Return the article's quiz with nothing left to chance: every question of it."""
    text = ARTICLE.read_text(encoding="utf-8").replace(
        "title: Zelensky asks", "title: All of it", 1
    )
    return re.sub(r"^ +draw: .*\n", "", text, flags=re.MULTILINE)
