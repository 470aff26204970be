"""What a quiz file says of a passage, to a passage."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pydantic import Field

from quizapp.core import limits
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Name, Text
from quizapp.core.passage import Boundaries, Image, Passage
from quizapp.core.passage_html import read_blocks

IMAGE_TYPES: Final = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
}
_SIGNATURES: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
_FILE_NAME = re.compile(r"[\w][\w. -]{0,99}\Z")


class ImageFile(Model):
    """A picture that stands with the passage."""

    file: Text = Field(
        description="Name of a PNG, JPEG, WebP or GIF beside the quiz.", examples=["lighthouse.jpg"]
    )
    alt: Text = Field(
        description="What the picture shows, for whoever cannot see it.",
        examples=["A white tower on a cliff"],
    )
    caption: Text = Field("", description="The line below it.", examples=["The tower in 1904."])


class PassageFile(Model):
    """A text to read."""

    id: Name = Field("", description="Names it where there are several.", examples=["letter"])
    title: Text = Field("", description="Its heading.", examples=["The lighthouse at Hale Point"])
    source: Text = Field("", description="Credit line.", examples=["Written for this example"])
    url: Text = Field(
        "", description="Where it was published.", examples=["https://example.org/lighthouse"]
    )
    date: Text = Field("", description="When it was published.", examples=["2026-03-01"])
    text: Text = Field("", description="The text (Markdown).", examples=["Hale Point got ..."])
    file: Text = Field(
        "",
        description="A Markdown file beside the quiz, instead of `text`.",
        examples=["lighthouse.md"],
    )
    glossary: dict[str, Text] = Field(
        {},
        description="Terms and their meanings.",
        examples=[{"wick": "the part of a lamp that burns"}],
    )
    images: tuple[ImageFile, ...] = Field((), description="Pictures.", examples=[[]])


def read_passage(
    file: PassageFile,
    language: str,
    read_file: Callable[[str], bytes | None],
    boundaries: Boundaries | None,
) -> tuple[list[Problem], Passage | None]:
    """Return a passage, or None when it cannot be read, and what is wrong with it."""
    problems, text = _text_of(file, read_file)
    problems += _check_images(file, read_file)
    if file.url and not re.match(r"https?://[^\s]+\Z", file.url):
        problems.append(Problem("Q208", "an address begins with http:// or https://", ("url",)))
    if text is None or problems:
        return problems, None
    blocks = read_blocks(text, language, boundaries)
    passage = Passage(
        id=file.id,
        title=file.title,
        source=file.source,
        url=file.url,
        date=file.date,
        language=language,
        blocks=blocks,
        glossary=tuple(file.glossary.items()),
        images=tuple(Image(image.file, image.alt, image.caption) for image in file.images),
    )
    if not passage.paragraphs:
        problems.append(
            Problem("Q201", "the passage has no text", help="Write it under `text: |`.")
        )
        return problems, None
    return problems, passage


def _text_of(
    file: PassageFile, read_file: Callable[[str], bytes | None]
) -> tuple[list[Problem], str | None]:
    if file.text and file.file:
        return [Problem("Q201", "`text` and `file` exclude each other", ("file",))], None
    if not file.file:
        problem = Problem("Q201", "the passage has no text", help="Add `text: |` or `file:`.")
        return ([], file.text) if file.text.strip() else ([problem], None)
    data = read_file(file.file) if is_file_name(file.file) else None
    if data is None:
        return [_missing(file.file, ("file",))], None
    if len(data) > limits.FILE_BYTES:
        return [Problem("Q201", f"`{file.file}` is larger than 1 MiB", ("file",))], None
    try:
        return [], data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return [
            Problem(
                "Q201",
                f"`{file.file}` is not UTF-8 text",
                ("file",),
                help="Save it again with the encoding UTF-8.",
            )
        ], None


def _missing(name: str, at: tuple[str | int, ...]) -> Problem:
    return Problem(
        "Q201",
        f"there is no file `{name}` beside the quiz",
        at,
        help="Put it into the same folder and write its name without a path.",
    )


def _check_images(file: PassageFile, read_file: Callable[[str], bytes | None]) -> list[Problem]:
    problems = []
    for index, image in enumerate(file.images):
        at = ("images", index, "file")
        data = read_file(image.file) if is_file_name(image.file) else None
        if not image.alt.strip():
            problems.append(
                Problem("Q202", "this picture needs its alternative text", ("images", index, "alt"))
            )
        if data is None:
            problems.append(_missing(image.file, at))
        elif len(data) > limits.IMAGE_BYTES:
            problems.append(Problem("Q202", "this picture is larger than 5 MiB", at))
        elif not image_type(image.file, data):
            problems.append(Problem("Q202", "this is no PNG, JPEG, WebP or GIF picture", at))
    return problems


def is_file_name(text: str) -> bool:
    """Tell whether a text can name a file beside the quiz: it holds no path."""
    return bool(_FILE_NAME.match(text))


def image_type(name: str, data: bytes) -> str | None:
    """Return a picture's media type when its name and its first bytes agree on one we show."""
    media_type = IMAGE_TYPES.get(name.rpartition(".")[2].lower())
    if media_type and data.startswith(_SIGNATURES[media_type]):
        return media_type
    return None
