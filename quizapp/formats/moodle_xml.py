"""Moodle XML: the question bank of Moodle 1.9 to 5, with all that its questions hold.

```xml
<quiz>
  <question type="category"><category><text>$course$/top/The sea</text></category></question>
  <question type="multichoice">
    <name><text>why-built</text></name>
    <questiontext format="html"><text><![CDATA[<p>Why was it built?</p>]]></text></questiontext>
    <generalfeedback format="html"><text>The passage names the lost ships.</text></generalfeedback>
    <defaultgrade>2</defaultgrade>
    <single>true</single>
    <answer fraction="100"><text>Three ships had been lost</text></answer>
    <answer fraction="0"><text>A keeper asked for it</text>
      <feedback format="html"><text>No keeper is named.</text></feedback></answer>
  </question>
</quiz>
```

In, by Moodle's names:

- `truefalse`, with both feedbacks;
- `multichoice` with one right answer or several, with shares. With one, what is said to a right,
  partly right or wrong answer is said by its choices; elsewhere there is no place for it.
  `multichoiceset` is all or nothing;
- `shortanswer` (`*` stands for anything), `numerical` with tolerances and its unit, `essay`;
- `matching` and `ddmatch`: an empty left side gives a distractor; `ordering`;
- `cloze`: embedded short answers and menus, by all their names, are gaps. A number beside other
  gaps must be typed as it is written; a number alone, or a gap alone that takes several ticks,
  becomes a question of its own;
- `gapselect` as menus, `ddwtos` as a word bank, or as menus where its words have groups;
- `description`: a text between the questions; one that is tagged `passage` is a passage.

What all categories share is the quiz's title, the rest of each begins a section, a category's
description is its instructions. The ID number, else the name, becomes the id; default grade,
hints, tags and general feedback (the explanation) are kept. Texts may be HTML, Markdown, plain or
in Moodle's own mixture. Pictures are put beside the quiz; only passages have a place for them.
Computed and drawn questions, those on pictures and those of other plug-ins are left out and named.
What concerns only how Moodle shows a question (menus upright or in a row, the size of fields, its
usual “Your answer is correct.”) is passed over.

Out: all types but hot text. True/false with a third answer becomes a choice of three, categories
become matching, a text with a word bank becomes words to drag. Passages become descriptions that
are tagged `passage`, sections categories. Texts are written as Markdown, as they are. What only
quizapp knows of a gap or an order stands in an element `quizapp`, which Moodle passes over.
Evidence, settings, glossaries and what else has no place are kept in the sidecar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from quizapp.formats._document import Document, Part, Text
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._moodle.content import from_markdown
from quizapp.formats._moodle.made import Manner
from quizapp.formats._moodle.markup import document as xml_document
from quizapp.formats._moodle.markup import element, formatted, marked, plain, text
from quizapp.formats._moodle.passages import TAG, passage_text
from quizapp.formats._moodle.pictures import file_element
from quizapp.formats._moodle.reading import Importer
from quizapp.formats._moodle.writing import question_element
from quizapp.formats._refusals import NoPlace
from quizapp.formats._registry import CERTAIN, NO, Written
from quizapp.formats._xml import parse_xml
from quizapp.formats._xml_writer import Node

NAME: Final = "moodle-xml"
TITLE: Final = "Moodle XML"
SUFFIX: Final = ".xml"
ALIASES: Final = ("moodle", "moodlexml")

_BEGINNING: Final = 4096
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<\?[^>]*\?>\s*)*<quiz\b(?!/)", re.DOTALL
)
_LATE_DECLARATION = re.compile(
    rb"""(\s+)(<\?xml(?![^>]*encoding\s*=\s*["'](?!utf-8)[^>]*>)[^>]*\?>)""", re.IGNORECASE
)


def sniff(file: Incoming) -> int:
    """Tell by the root `<quiz>`."""
    return CERTAIN if _ROOT.match(_beginning(file.data)) else NO


def _beginning(data: bytes) -> str:
    # Not `file.text`: XML tells its encoding itself.
    is_wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    head = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf")
    return head.decode("utf-16" if is_wide else "latin-1", "replace")


def read(file: Incoming) -> Draft:
    """Read questions in their order."""
    draft = Draft()
    parsed = parse_xml(_mended(file.data))
    if parsed.root is None:
        draft.lose(parsed.line, parsed.fault)
    elif parsed.root.name != "quiz":
        draft.lose(
            parsed.root.line, f"this is no Moodle XML: it begins with `<{parsed.root.name}>`"
        )
    else:
        Importer(draft).read(parsed.root)
    return draft


def _mended(data: bytes) -> bytes:
    """Blank out a declaration that stands behind empty lines: no XML, and often seen."""
    found = _LATE_DECLARATION.match(data)
    return data if found is None else b"%s%s" % (found[1], data[found.end() :])


def write(document: Document) -> Written:
    """Write what Moodle can hold."""
    blocks: list[Node] = []
    left_out: dict[str, str] = {}
    notes: list[str] = []
    passages = list(document.texts)
    title = document.quiz.title
    blocks.append(_category(title, "", ""))
    for number, part in enumerate(document.parts):
        if part.fields:
            instructions = str(part.fields.get("instructions", ""))
            blocks.append(_category(title, str(part.fields.get("title", "")), instructions))
        blocks += _passages(document, passages, part, is_last=number == len(document.parts) - 1)
        blocks += _questions(document, part, left_out, notes)
    return Written(xml_document(blocks), left_out, tuple(notes))


def _category(title: str, section: str, instructions: str) -> Node:
    steps = ["$course$", "top", *(_step(name) for name in (title, section) if name.strip())]
    path = text("/".join(steps), name="category")
    info = [marked("info", instructions)] if instructions else []
    return element("question", path, *info, type="category")


def _step(name: str) -> str:
    return " ".join(name.split()).replace("/", "//")


def _passages(document: Document, left: list[Text], part: Part, *, is_last: bool) -> Iterator[Node]:
    """Yield the passages up to the one of a section, each once; behind the last, the others."""
    own = next((piece.passage for piece in part.pieces if piece.passage), None)
    while left and (is_last or any(text_.passage is own for text_ in left)):
        yield _passage(document, left.pop(0))


def _passage(document: Document, text_: Text) -> Node:
    passage = text_.passage
    files = (
        file_element(image.file, document.files[image.file])
        for image in passage.images
        if image.file in document.files
    )
    return element(
        "question",
        text(passage.title or passage.id or TAG, name="name"),
        formatted("questiontext", from_markdown(passage_text(text_)), *files),
        plain("defaultgrade", "0"),
        plain("idnumber", passage.id),
        element("tags", text(TAG, name="tag")),
        type="description",
    )


def _questions(
    document: Document, part: Part, left_out: dict[str, str], notes: list[str]
) -> Iterator[Node]:
    settings = document.quiz.settings
    for piece in part.pieces:
        shuffle = part.fields.get("shuffle", settings.shuffle)
        manner = Manner(settings.penalty, "choices" in shuffle, document.quiz.language)
        question = piece.question
        try:
            written, found = question_element(question, manner)
        except NoPlace as why:
            left_out[question.id] = str(why)
            continue
        notes += (f"`{question.id}`: {note}" for note in found)
        yield written
