"""GIFT: Moodle's text format, one question after another, a blank line between them.

```
// [id:why-built] [tag:history]
::why-built:: Why was the lighthouse built? {
    =Three ships had been lost
    ~%50%Ships had often run late #Late, yes, but that was not the reason.
    ~A keeper asked for it
    ####The passage names the lost ships as the reason.
}

$CATEGORY: Part two

The lamp burned {=whale oil =oil} until 1904.
```

In: multiple choice with one right answer or with weights, true/false with both feedbacks, short
answers (`*` stands for anything), numbers with tolerances, ranges and lists, matching (an empty
left side gives a distractor), essays, descriptions, and a missing word, which becomes a text with
one gap. `$CATEGORY` begins a section, `[id:]` and else the title becomes the id, `[tag:]` a tag and
general feedback (`####`) the explanation. Texts may be `[html]`, `[markdown]`, `[plain]` or
`[moodle]`.

Out: all of these. A multiple response gets weights that earn what its rule earns. Ordering,
categories, hot text and texts with several gaps are left out; passages, evidence, hints, points,
settings and what else GIFT has no place for are kept in the sidecar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from quizapp.core.archive import is_archive
from quizapp.core.question import Question
from quizapp.core.writing import Fields, Tree
from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._gift_read import Result, read_answers
from quizapp.formats._gift_text import disguise, escape, take_format, to_markdown, undisguise
from quizapp.formats._gift_write import question_text
from quizapp.formats._refusals import NoPlace, Unreadable
from quizapp.formats._registry import CERTAIN, NO, POSSIBLE, Written

NAME: Final = "gift"
TITLE: Final = "GIFT (Moodle)"
SUFFIX: Final = ".gift"

_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:\s*(.*)\Z", re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_ANY_QUESTION = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")
_LIKELY = re.compile(
    r"^\s*::.*::|^\s*\$CATEGORY:|\{\s*(?:[=~#]|TRUE|FALSE|T\s*[#}]|F\s*[#}])", re.MULTILINE
)
_ROOTS: Final = {"$course$", "$system$", "$module$", "top"}


@dataclass
class _Block:
    """The lines of one question and what the comments above them say."""

    line: int = 0
    lines: list[str] = field(default_factory=list)
    marks: Fields = field(default_factory=dict)


def sniff(file: Incoming) -> int:
    """Tell by braces with `=`, `~`, `#` or a truth in them, or by `::title::`."""
    if is_archive(file.data):
        return NO
    text = file.text
    if _LIKELY.search(text) and (_ANY_QUESTION.search(text) or "$CATEGORY" in text):
        return CERTAIN
    return (
        POSSIBLE if _ANY_QUESTION.search(text) and not text.lstrip().startswith(("<", "{")) else NO
    )


def read(file: Incoming) -> Draft:
    """Read questions; each ends at a blank line."""
    draft = Draft()
    for block in _blocks(draft, file.text):
        text = disguise("\n".join(block.lines))
        try:
            result = _question(text)
        except Unreadable as why:
            draft.lose(block.line, f"a question is left out: {why}")
            continue
        fields = {**block.marks, **result.fields}
        if "id" in block.marks:
            fields["id"] = block.marks["id"]
        draft.add(fields, block.line)
        for loss in result.losses:
            draft.lose(block.line, f"there is no place for {loss}")
    return draft


def _blocks(draft: Draft, text: str) -> Iterator[_Block]:
    block = _Block()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if block.lines:
                yield block
                block = _Block()
        elif line.lstrip().startswith("//"):
            _take_marks(block, line)
        elif found := _CATEGORY.match(line):
            if block.lines:
                yield block
                block = _Block()
            draft.begin_section(_section(found[1]))
        else:
            block.line = block.line or number
            block.lines.append(line)
    if block.lines:
        yield block


def _take_marks(block: _Block, comment: str) -> None:
    for kind, value in _MARK.findall(comment):
        text = re.sub(r"\\(.)", r"\1", value).strip()
        if kind.lower() == "id":
            block.marks["id"] = text
        elif text:
            tags = block.marks.setdefault("tags", [])
            if isinstance(tags, list):
                tags.append(text)


def _section(path: str) -> Fields:
    # Slashes in a name are doubled.
    steps = re.split(r"(?<!/)/(?!/)", path.strip())
    names = [step.replace("//", "/").strip() for step in steps]
    title = " / ".join(name for name in names if name and name.lower() not in _ROOTS)
    return {"title": undisguise(disguise(title))} if title else {}


def _question(text: str) -> Result:
    head: Fields = {}
    if found := _TITLE.match(text):
        head["id"] = undisguise(found[1]).strip()
        text = text[found.end() :]
    body, format_ = take_format(text, "moodle")
    begin = body.find("{")
    if begin < 0:
        return Result({**head, "type": "text", "body": to_markdown(take_format(text, "moodle"))})
    end = body.find("}", begin)
    if end < 0:
        raise Unreadable("its `{` has no `}` before the blank line")
    if "{" in body[end + 1 :]:
        raise Unreadable("it has a second `{`; a brace in a text is written `\\{`")
    result = read_answers(body[:begin], body[begin + 1 : end], body[end + 1 :], format_)
    return result._replace(fields={**head, **result.fields})


def write(document: Document) -> Written:
    """Write what GIFT can hold."""
    blocks: list[str] = []
    left_out: dict[str, str] = {}
    for part in document.parts:
        title = str(part.fields.get("title", ""))
        if title:
            blocks.append(f"$CATEGORY: {escape(_one_line(title)).replace('/', '//')}\n")
        for piece in part.pieces:
            try:
                blocks.append(_comment(piece.question) + question_text(piece.question))
            except NoPlace as why:
                left_out[piece.question.id] = str(why)
    return Written("\n".join(blocks).encode(), left_out)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _comment(question: Question) -> str:
    marks: list[tuple[str, Tree]] = [("id", question.id), *(("tag", tag) for tag in question.tags)]
    shown = (f"[{kind}:{_marked(str(value))}]" for kind, value in marks if value)
    return f"// {' '.join(shown)}\n"


def _marked(value: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", _one_line(value))
