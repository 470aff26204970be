"""An item that is being read, and what stands around its question: passages and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from quizapp.core.writing import Fields
from quizapp.formats._qti.content import is_interaction
from quizapp.formats._qti.stimuli import Library, is_passage, page_of
from quizapp.formats._xml import Element


@dataclass
class Item:
    """An item that is being read: where it stands, and what is found out about it."""

    root: Element
    path: str
    library: Library
    language: str
    notes: list[str] = field(default_factory=list)
    passage: str = ""

    @property
    def identifier(self) -> str:
        return self.root.get("identifier")

    @property
    def name(self) -> str:
        """Return what an item is called in a sentence."""
        return self.root.get("title") or self.identifier or "an item without a name"


@dataclass(frozen=True)
class Found:
    """What an item became: its questions, their passage, and whether its choices are shuffled."""

    questions: tuple[Fields, ...]
    line: int
    passage: str = ""
    language: str = ""
    shuffles: bool | None = None


def without_passages(item: Item, content: Iterable[str | Element]) -> Iterator[str | Element]:
    """Yield what an item shows, but for its passage, which is taken."""
    for reference in item.root.children("assessmentStimulusRef"):
        _take_page(item, reference.get("href"), reference.get("identifier"), reference.get("title"))
    for child in content:
        if isinstance(child, str):
            yield child
        elif is_passage(child) and not any(is_interaction(e) for e in child.everything()):
            pages = [page_of(e) for e in child.all("object", "include")]
            if any(pages):
                _take_page(item, next(filter(None, pages)), child.get("id"))
            else:
                item.passage = item.library.take_block(child, item.path) or item.passage
        elif page := page_of(child) or _only_page(child):
            _take_page(item, page, child.get("id") or child.get("label"))
        elif child.name == "rubricBlock" and "candidate" not in child.get("view", "candidate"):
            continue
        else:
            yield child


def _only_page(block: Element) -> str:
    """Return the address of a page that is all that a block holds."""
    pages = [page for e in block.all("object", "include") if (page := page_of(e))]
    return pages[0] if len(pages) == 1 and not block.text.strip() else ""


def _take_page(item: Item, href: str, identifier: str, title: str = "") -> None:
    path = item.library.find(href, item.path)
    if not path:
        item.notes.append(f"its passage `{href[:80]}` is not in what came in")
        return
    item.passage = item.library.take_file(path, identifier, title) or item.passage


def note_pictures(item: Item, blocks: Iterable[str | Element]) -> None:
    """Note the pictures, formulas and recordings that have no place."""
    for block in blocks:
        for image in _all(block):
            if image.name == "img" or image.get("type").startswith("image/"):
                name = image.get("src") or image.get("data")
                item.notes.append(
                    f"the picture `{name[:80]}` has no place in a question: "
                    "its description stands there"
                )
            elif image.name == "math":
                item.notes.append("a formula (MathML) has become plain text")
            elif image.name in {"audio", "video"}:
                item.notes.append("a recording has no place in a question")


def _all(block: str | Element) -> Iterator[Element]:
    if isinstance(block, Element):
        yield block
        yield from block.everything()
