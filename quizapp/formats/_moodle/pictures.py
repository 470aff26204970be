"""Files that come inside a Moodle XML: pictures are put beside the quiz, others are not taken."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote

from quizapp.core import limits
from quizapp.core.passage_file import image_type, is_file_name
from quizapp.formats._draft import Draft
from quizapp.formats._moodle.content import PLUGIN_FILE
from quizapp.formats._xml import Element
from quizapp.formats._xml_writer import Node, node

_UNFIT = re.compile(r"[^\w. -]+")
_MOST_FILES: Final = 1_000


class Taken(NamedTuple):
    """The names under which a question's pictures stand beside the quiz, by their own names."""

    names: dict[str, str]

    def name_of(self, address: str) -> str:
        """Return the file that a text's picture means; empty for one that did not come along."""
        return self.names.get(unquote(html.unescape(address)).removeprefix(PLUGIN_FILE), "")


def take_files(draft: Draft, question: Element) -> Taken:
    """Put a question's pictures beside the quiz; note what is not taken."""
    names: dict[str, str] = {}
    for file in question.all("file", "image_base64"):
        name = file.get("name") or question.text_of("image") or "picture"
        data = _decoded(file)
        reason = _why_not(draft, name, data)
        if data is None or reason:
            draft.lose(file.line, f"the file `{name}` is not taken: {reason}")
        else:
            names[name] = _put(draft, name, data)
    return Taken(names)


def _decoded(file: Element) -> bytes | None:
    if file.get("encoding", "base64") != "base64":
        return file.text.encode()
    try:
        return base64.b64decode("".join(file.text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _why_not(draft: Draft, name: str, data: bytes | None) -> str:
    if data is None:
        return "its content is damaged"
    if image_type(name, data) is None:
        return "it is no PNG, JPEG, WebP or GIF picture"
    if len(data) > limits.IMAGE_BYTES:
        return "it is larger than 5 MiB"
    return "there are too many files" if len(draft.files) >= _MOST_FILES else ""


def _put(draft: Draft, name: str, data: bytes) -> str:
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    stem = _UNFIT.sub("-", stem).strip(" .-")[:80]
    free = name = f"{stem if is_file_name(stem) else 'picture'}.{ending}"
    count = 1
    while draft.files.get(free, data) != data:
        count += 1
        free = f"{name.rpartition('.')[0]}-{count}.{ending}"
    draft.files[free] = data
    return free


def picture_losses(pictures: Iterable[str], taken: Taken) -> Iterator[str]:
    """Yield what became of the pictures in a question's texts, which have no place for them."""
    for address in dict.fromkeys(pictures):
        if name := taken.name_of(address):
            yield f"the picture `{name}` in its text: it is put beside the quiz"
        else:
            shown = address if len(address) <= 60 else f"{address[:59]}…"
            yield f"the picture `{shown}` in its text"


def file_element(name: str, data: bytes) -> Node:
    """Return a file as Moodle XML has it."""
    content = base64.b64encode(data).decode()
    return node("file", {"name": name, "path": "/", "encoding": "base64"}, content)
