"""Passages: stimuli and texts that items refer to or hold, each taken once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from quizapp.core import limits
from quizapp.core.encoding import decode
from quizapp.core.passage_file import image_type, is_file_name
from quizapp.core.writing import Fields, Tree
from quizapp.formats._assembly import name_from
from quizapp.formats._draft import Draft, Loss
from quizapp.formats._markup import markdown_from_html, plain_line
from quizapp.formats._qti.content import html_of
from quizapp.formats._qti.names import as_version_two, text_from
from quizapp.formats._xml import Element, parse_xml

_HINT = re.compile(r"stimul|passage|reading", re.IGNORECASE)
_HOLDERS: Final = frozenset({"div", "rubricBlock", "section", "blockquote", "article"})
_PAGES: Final = (".html", ".htm", ".xhtml", ".xml", ".txt")
_UNNAMED = re.compile(r"passage(?:-\d+)?\Z")


@dataclass
class Library:
    """What came in: files by path, and the passages and pictures taken from them."""

    files: Mapping[str, bytes]
    draft: Draft
    passages: dict[str, Fields] = field(default_factory=dict)

    def lose(self, line: int, message: str, path: str) -> None:
        """Note what could not be carried, once."""
        if (loss := Loss(line, message, path)) not in self.draft.losses:
            self.draft.losses.append(loss)

    def find(self, href: str, beside: str) -> str:
        """Return the path of a file that a document refers to; empty when there is none."""
        plain = unquote(href.partition("#")[0].partition("?")[0])
        # Canvas's word for the folder of its files.
        plain = plain.replace("$IMS-CC-FILEBASE$", "/web_resources").replace("//", "/")
        for place in (posixpath.join(posixpath.dirname(beside), plain), plain):
            path = posixpath.normpath(place).lstrip("/")
            if path in self.files:
                return path
        return ""

    def take_picture(self, image: Element, path: str) -> Fields | None:
        """Take a picture into the files beside the quiz; say why it cannot be."""
        href = image.get("src") or image.get("data")
        found = self.find(href, path)
        name = re.sub(r"[^\w. -]", "-", posixpath.basename(found)).lstrip(". -")[-100:]
        data = self.files.get(found, b"")
        alt = " ".join((image.get("alt") or image.text).split())
        reason = _fault(found, name, data, alt)
        if reason:
            self.lose(image.line, f"the picture `{href[:80]}` is left out: {reason}", path)
            return None
        while self.draft.files.get(name, data) != data:
            name = f"x-{name}"
        self.draft.files[name] = data
        return {"file": name, "alt": alt}

    def take_file(self, path: str, identifier: str = "", title: str = "") -> str:
        """Take a passage that is a file of its own, and return its id; empty when it is none."""
        if path in self.passages:
            return self._id_of(path)
        data = self.files[path]
        root = parse_xml(data).root
        if root is None:
            # HTML as most people write it; markup that nobody closed is mended by the converter.
            markup = re.sub(r"(?is)<(title|style|script)\b.*?</\1>", "", decode(data))
            text = markdown_from_html(markup).markdown
            fields: Fields = {"text": text} if text else {}
            if title and text:
                fields = {"title": title, **fields}
            return self._keep(path, identifier or posixpath.basename(path), fields)
        as_version_two(root)
        body = root.child("stimulusBody") or root.child("body") or root
        given = root.get("title") or title or root.text_of("head", "title")
        identifier = root.get("identifier") or identifier or posixpath.basename(path)
        return self._keep(path, identifier, self.fields_of(body.content, given, path))

    def take_block(self, block: Element, path: str) -> str:
        """Take a passage that stands in a document, and return its id."""
        fields = self.fields_of(block.content, block.get("title") or block.get("label"), path)
        key = str(fields.get("text", ""))
        return (
            self._id_of(key) if key in self.passages else self._keep(key, block.get("id"), fields)
        )

    def take_text(self, text: str) -> str:
        """Take a passage that is Markdown already, and return its id."""
        return self._id_of(text) if text in self.passages else self._keep(text, "", {"text": text})

    def text_of(self, passage: str) -> str:
        """Return a passage's Markdown."""
        found = (f for f in self.passages.values() if f.get("id") == passage)
        return str(next(found, {}).get("text", ""))

    def _keep(self, key: str, identifier: str, fields: Fields) -> str:
        if not str(fields.get("text", "")).strip():
            return ""
        stem = name_from(text_from(identifier).removesuffix(".html")) or "passage"
        taken = {str(passage["id"]) for passage in self.passages.values()}
        name, count = stem, 1
        while name in taken:
            count += 1
            name = f"{stem[:60]}-{count}"
        self.passages[key] = {"id": name, **fields}
        return name

    def _id_of(self, key: str) -> str:
        return str(self.passages[key]["id"])

    def fields_of(self, content: Iterable[str | Element], title: str, path: str) -> Fields:
        """Return a passage's fields; what we write beside the text is found by its class."""
        reader = _PassageReader(self, path)
        text = markdown_from_html(html_of(content, reader.stand_in)).markdown
        fields: Fields = {"title": title or reader.heading} if title or reader.heading else {}
        fields |= {**reader.told}
        fields["text"] = f"{text}\n" if "\n" in text else text
        if reader.images:
            fields["images"] = [*reader.images]
        return fields

    def finish(self) -> None:
        """Put the passages into the draft; one alone needs no name."""
        passages = list(self.passages.values())
        if len(passages) == 1 and _UNNAMED.match(str(passages[0]["id"])):
            passages = [{name: v for name, v in passages[0].items() if name != "id"}]
        self.draft.passages = passages


def _fault(found: str, name: str, data: bytes, alt: str) -> str:
    """Say why a picture cannot be taken; empty when it can."""
    if not found:
        return "it is not in the package"
    if not is_file_name(name) or not image_type(name, data) or len(data) > limits.IMAGE_BYTES:
        return "it is no PNG, JPEG, WebP or GIF of at most 5 MiB"
    return "" if alt else "it has no description (`alt`), which whoever cannot see it needs"


class _PassageReader:
    """Takes pictures, credits and glossary out of a passage's markup."""

    def __init__(self, library: Library, path: str) -> None:
        self.images: list[Fields] = []
        self.told: Fields = {}
        self.heading = ""
        self._library = library
        self._path = path

    def stand_in(self, element: Element) -> str | None:
        """Return an empty text for what is taken out."""
        kind = element.get("class")
        if element.name == "h1" and kind == "title" and not self.heading:
            self.heading = plain_line(" ".join(element.text.split()))
        elif element.name == "figure":
            self._figure(element)
        elif element.name == "img" or (
            element.name == "object" and element.get("type").startswith("image/")
        ):
            self._picture(element)
        elif element.name == "p" and kind in {"source", "url", "date"}:
            self.told[kind] = " ".join(element.text.split())
        elif element.name == "dl" and kind == "glossary":
            terms = [" ".join(e.text.split()) for e in element.children("dt")]
            meanings: list[Tree] = [" ".join(e.text.split()) for e in element.children("dd")]
            self.told["glossary"] = dict(zip(terms, meanings, strict=False))
        else:
            return None
        return ""

    def _figure(self, figure: Element) -> None:
        caption = " ".join(figure.text_of("figcaption").split())
        for image in figure.all("img", "object"):
            self._picture(image, caption)

    def _picture(self, image: Element, caption: str = "") -> None:
        if taken := self._library.take_picture(image, self._path):
            self.images.append({**taken, **({"caption": caption} if caption else {})})


def is_passage(element: Element) -> bool:
    """Tell whether a block of an item's body says of itself that it is the text to read."""
    hints = f"{element.get('class')} {element.get('use')} {element.get('data-use')}"
    return element.name in _HOLDERS and bool(_HINT.search(hints))


def page_of(element: Element) -> str:
    """Return the address of the page that an element includes; empty when it includes none."""
    if element.name == "object":
        address = element.get("data")
        is_page = element.get("type") in {"text/html", "application/xhtml+xml", "text/xml"}
        return address if is_page or address.lower().endswith(_PAGES) else ""
    return element.get("href") if element.name == "include" else ""
