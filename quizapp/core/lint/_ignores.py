"""Comments that answer a warning: `# quizapp: ignore W224 because the key needs its date`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import Final, NamedTuple

from quizapp.core.diagnostics import Diagnostic, Span, has_errors, severity_of
from quizapp.core.layout import Layout, Position
from quizapp.core.reading import Reading
from quizapp.core.source import Source
from quizapp.core.validation import nearest

_COMMENT = re.compile(
    r"(?:^|(?<=\s))#\s*quizapp:\s*ignore\b"
    r"(?P<codes>.*?)(?:\bbecause\b(?P<reason>.*))?$"
)
_CODE = re.compile(r"[^\s,]+")
_OF_READING = re.compile(r"W1\d\d\Z")

PAGES: Final = {
    "W201": """An ignore comment gives no reason, so nothing is ignored.

Whoever reads the file next should learn why a rule does not fit here. Write `because` and the
reason, after the codes.

Bad:

```yaml
- id: keeper-left  # quizapp: ignore W224
```

Good:

```yaml
- id: keeper-left  # quizapp: ignore W224 because the key needs its date
```
""",
    "W202": """An ignore comment is no longer needed.

What it speaks of has been mended, or never was in this question. Left standing, it would hide the
next weak spot. A comment is valid for the question it stands in or right above; one above the
first question's list is valid for what concerns the whole quiz.

Bad:

```yaml
# quizapp: ignore W218 because the map has six regions
- id: which-region
  type: single-choice
  prompt: In which region does it lie?
  choices: [{text: North, correct: true}, South, West]
```

Good:

```yaml
- id: which-region
  type: single-choice
  prompt: In which region does it lie?
  choices: [{text: North, correct: true}, South, West]
```
""",
    "W203": """An ignore comment names a code that no warning has.

Warnings begin with W; errors cannot be ignored, and neither can what is said of these comments.

Bad:

```yaml
- id: keeper-left  # quizapp: ignore W2244 because the key needs its date
```

Good:

```yaml
- id: keeper-left  # quizapp: ignore W224 because the key needs its date
```
""",
}


class Ignore(NamedTuple):
    """One code of one comment, and where the question begins that it is valid for."""

    owner: Position
    code: str
    span: Span


def apply(
    reading: Reading, found: Sequence[Diagnostic], codes: Sequence[str], left_out: Set[str]
) -> list[Diagnostic]:
    """Leave out what comments answer, and add what is wrong with the comments.

    `codes` are the rules'; those of reading itself (W1..) can be ignored as well. Of the codes in
    `left_out` nobody knows whether a comment about them is needed.
    """
    source = reading.source
    if "quizapp:" not in source.text or reading.root is None:
        return list(found)
    layout = Layout(source, reading.root)
    complaints: list[Diagnostic] = []
    ignores = list(_read(source, layout, codes, complaints))
    answers = {(ignore.owner, ignore.code) for ignore in ignores}
    places = {d: (layout.owner_at((d.line, d.column)), d.code) for d in found}
    kept = [d for d in found if d.is_error or places[d] not in answers]
    # With errors in the file some questions were not looked at, and their comments may be needed.
    if not has_errors(reading.diagnostics):
        needed = set(places.values())
        told = (ignore for ignore in ignores if ignore.code not in left_out)
        unneeded = (i for i in told if (i.owner, i.code) not in needed)
        complaints.extend(_unneeded(source, ignore) for ignore in unneeded)
    return kept + complaints


def _read(
    source: Source, layout: Layout, codes: Sequence[str], complaints: list[Diagnostic]
) -> Iterator[Ignore]:
    for number, line in enumerate(source.lines, 1):
        comment = _COMMENT.search(line) if "quizapp:" in line else None
        if comment is None or not layout.is_comment((number, comment.start() + 1)):
            continue
        if not (comment["reason"] or "").strip():
            complaints.append(_without_reason(source, number, comment))
            continue
        owner = layout.owner_of_comment((number, comment.start() + 1))
        named = list(_CODE.finditer(line, comment.start("codes"), comment.end("codes")))
        if not named:
            complaints.append(_without_code(source, _span(number, comment)))
        for code in named:
            if code[0] in codes or _OF_READING.match(code[0]):
                yield Ignore(owner, code[0], _span(number, code))
            else:
                complaints.append(_unknown(source, _span(number, code), code[0], codes))


def _span(line: int, found: re.Match[str]) -> Span:
    return Span(line, found.start() + 1, line, found.end() + 1)


def _warning(
    source: Source, code: str, span: Span, message: str, label: str = "", help: str = ""
) -> Diagnostic:
    return Diagnostic(code, severity_of(code), source.path, span, message, label, help)


def _without_reason(source: Source, line: int, comment: re.Match[str]) -> Diagnostic:
    named = comment["codes"].split(",")[0].split()
    example = named[0] if named else "W224"
    return _warning(
        source,
        "W201",
        _span(line, comment),
        "an ignore comment needs a reason",
        "nothing is ignored",
        f"Write `# quizapp: ignore {example} because` and the reason.",
    )


def _without_code(source: Source, span: Span) -> Diagnostic:
    return _warning(
        source,
        "W203",
        span,
        "this ignore comment names no code",
        "nothing is ignored",
        "Write the warning's code between `ignore` and `because`.",
    )


def _unknown(source: Source, span: Span, code: str, codes: Sequence[str]) -> Diagnostic:
    if re.match(r"Q\d|W20\d\Z", code):
        return _warning(
            source,
            "W203",
            span,
            f"`{code}` cannot be ignored",
            help="Mend what it speaks of, and delete this comment.",
        )
    near = nearest(code.upper(), codes)
    advice = f"Did you mean `{near}`?" if near else "The code stands in brackets in the warning."
    return _warning(source, "W203", span, f"no warning has the code `{code}`", help=advice)


def _unneeded(source: Source, ignore: Ignore) -> Diagnostic:
    return _warning(
        source,
        "W202",
        ignore.span,
        f"nothing here needs `ignore {ignore.code}`",
        "no such warning",
        "Delete it, or move it to the question that it is meant for.",
    )
