"""The text formats of Moodle and GIFT but for Markdown: HTML, plain, and a mixture of the two."""

from __future__ import annotations

import re
from typing import Final

from quizapp.formats._markup import Converted, markdown_from_html, markdown_from_plain

HTML: Final = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]+|#\d+);")
"""What makes a text of the format `moodle` HTML."""

_SPACE = re.compile(r"[ \t\n\r\f]+")


def one_line_of(text: str) -> str:
    """Return a text on one line; spaces that do not break stay."""
    return _SPACE.sub(" ", text).strip(" ")


def converted(text: str, format_: str, *, one_line: bool = False) -> Converted:
    """Return a text in `html`, `plain` or `moodle` (HTML with line ends, or plain) as Markdown."""
    text = text.strip()
    if format_ == "html" or (format_ == "moodle" and HTML.search(text)):
        breaks = text.replace("\n", "<br>") if format_ == "moodle" else text
        return markdown_from_html(breaks, one_line=one_line)
    return Converted(markdown_from_plain(one_line_of(text) if one_line else text))
