"""A passage as a description that is tagged `passage`, and back."""

from __future__ import annotations

import re
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._document import Text
from quizapp.formats._markup import markdown_from_plain, plain_line
from quizapp.formats._moodle.asked import Asked
from quizapp.formats._moodle.content import PLUGIN_FILE, format_of, raw_text
from quizapp.formats._moodle.pictures import Taken
from quizapp.formats._text_formats import one_line_of

TAG: Final = "passage"
_SOURCE = re.compile(r"\n\n\*— ([^\n]+)\*\Z")
_PICTURE = re.compile(rf'\n\n!\[([^\n]*)\]\({PLUGIN_FILE}([^\s()]+?)(?: "([^"\n]*)")?\)(?=\n\n|\Z)')


def passage_text(text: Text) -> str:
    """Return a passage as its readers in Moodle see it: heading, text, pictures, credit line."""
    passage = text.passage
    head = f"## {markdown_from_plain(one_line_of(passage.title))}\n\n" if passage.title else ""
    pictures = "".join(_picture(i.file, i.alt, i.caption) for i in passage.images)
    source = one_line_of(passage.source)
    credit = f"\n\n*— {markdown_from_plain(source)}*" if source else ""
    return f"{head}{text.markdown.strip()}{pictures}{credit}"


def _picture(file: str, alt: str, caption: str) -> str:
    title = f' "{one_line_of(caption)}"' if caption else ""
    return f"\n\n![{one_line_of(alt)}]({PLUGIN_FILE}{file.replace(' ', '%20')}{title})"


def read_passage(asked: Asked, taken: Taken) -> Fields:
    """Return a passage's fields, but for its id; pictures with a description stay pictures."""
    fields: Fields = {}
    element = asked.element.child("questiontext")
    text = raw_text(element)
    images: list[Tree] = []
    if format_of(element) == "markdown":
        text, images = _cut_pictures(text, taken)
    markdown = asked.convert(text, asked.format)
    title = asked.element.text_of("name", "text")
    head, _, rest = markdown.partition("\n\n")
    if head.startswith("#") and plain_line(head.lstrip("# ")) == title and rest:
        fields["title"], markdown = title, rest
    if found := _SOURCE.search(markdown):
        fields["source"], markdown = plain_line(found[1]), markdown[: found.start()]
    fields["text"] = markdown
    return {**fields, "images": images} if images else fields


def _cut_pictures(text: str, taken: Taken) -> tuple[str, list[Tree]]:
    images: list[Tree] = []
    for alt, address, caption in _PICTURE.findall(text):
        name = taken.name_of(address)
        if name and alt.strip():
            image: Fields = {"file": name, "alt": alt}
            images.append({**image, "caption": caption} if caption else image)
    return (_PICTURE.sub("", text), images) if images else (text, [])
