"""A package of Canvas, or one file of it, to a draft."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from quizapp.core.archive import is_archive
from quizapp.core.writing import Fields
from quizapp.formats._canvas.item import read_item
from quizapp.formats._canvas.settings import Meta, read_meta
from quizapp.formats._canvas.subject import Item
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftQuestion, DraftSection, Incoming
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.metadata import read_metadata
from quizapp.formats._qti.names import text_from
from quizapp.formats._qti.numbers import read_score
from quizapp.formats._qti.package import offer_alike, open_files
from quizapp.formats._qti.stimuli import Library
from quizapp.formats._xml import Element, parse_xml

PASSAGE: Final = "quizapp.passage."
_ROOT: Final = "questestinterop"


def read_package(file: Incoming) -> Draft:
    """Read a package, a quiz or a question bank. Never raises, whatever the bytes are."""
    draft = Draft()
    files = open_files(file, draft)
    library = Library(files, draft)
    reader = _Reader(library, is_single=not is_archive(file.data))
    reader.parse([file.name] if reader.is_single else sorted(files))
    reader.read()
    return draft


@dataclass
class _Section:
    fields: Fields
    questions: list[DraftQuestion] = field(default_factory=list)


@dataclass
class _Reader:
    library: Library
    is_single: bool
    documents: dict[str, Element] = field(default_factory=dict)
    metas: dict[str, Meta] = field(default_factory=dict)
    described: Fields = field(default_factory=dict)
    sections: list[_Section] = field(default_factory=list)
    passage: str = ""

    def parse(self, paths: list[str]) -> None:
        """Parse the files that hold quizzes and banks, and what stands beside them."""
        for path in paths:
            if not self.is_single and not path.lower().endswith((".xml", ".xml.qti")):
                continue
            parsed = parse_xml(self.library.files[path])
            if parsed.root is None:
                name = "" if self.is_single else path
                self.library.lose(parsed.line, f"cannot be read: {parsed.fault}", name)
            elif parsed.root.name == _ROOT:
                self.documents[path] = parsed.root
            elif parsed.root.name == "quiz":
                meta = read_meta(parsed.root)
                self.metas[parsed.root.get("identifier")] = meta
                self.metas.setdefault(posixpath.dirname(path), meta)
            elif parsed.root.name == "manifest":
                self.described = _described(parsed.root, path)

    def read(self) -> None:
        """Read all quizzes; banks only where there are no quizzes, or where one draws from them."""
        quizzes = {a.get("ident"): (a, path) for path, root in self.documents.items()
                   for a in root.children("assessment")}  # fmt: skip
        for assessment, path in quizzes.values():
            self._quiz(assessment, path, alone=len(quizzes) == 1)
        for path, bank in self._banks():
            if not quizzes:
                self._bank(bank, path)
        self._loose_items()
        if not self.documents:
            self.library.lose(WHOLE_FILE, "there is no quiz and no question bank in this", "")
        self._finish()

    def _banks(self) -> Iterator[tuple[str, Element]]:
        for path, root in self.documents.items():
            for bank in root.children("objectbank"):
                yield path, bank

    def _quiz(self, assessment: Element, path: str, *, alone: bool) -> None:
        ident = assessment.get("ident")
        meta = self.metas.get(ident) or self.metas.get(posixpath.dirname(path)) or Meta()
        title = " ".join(assessment.get("title").split()) or meta.title
        draft = self.library.draft
        if alone:
            draft.fields = {**({"title": title} if title else {}), **self.described, **meta.fields}
        if (language := assessment.get("lang")) and language != "en":
            draft.fields["language"] = language
        if meta.introduction:
            intro: Fields = {"type": "text", "body": meta.introduction}
            self.sections.append(_Section({}, [DraftQuestion(intro, assessment.line)]))
        heading: Fields = {"title": title} if title and not alone else {}
        self.passage = ""
        for section in assessment.children("section"):
            self._section(section, path, heading)

    def _section(self, section: Element, path: str, heading: Fields) -> None:
        """Read a section; a section in it is a group that questions are drawn from."""
        self._begin(heading)
        for child in section.children():
            if child.name == "item":
                self._item(child, path, None)
            elif child.name == "section":
                self._group(child, path, heading)
                self._begin(heading)

    def _begin(self, fields: Fields) -> None:
        own = {**fields, **({"passage": self.passage} if self.passage else {})}
        self.sections.append(_Section(own))

    def _group(self, group: Element, path: str, heading: Fields) -> None:
        title = " ".join(group.get("title").split())
        self._begin({**heading, **({"title": title} if title else {})})
        given = ("selection_ordering", "selection", "selection_extension", "points_per_item")
        points = read_score(group.text_of(*given))
        begun = self.sections[-1]
        source = group.text_of("selection_ordering", "selection", "sourcebank_ref")
        for child in self._items_of(group, source):
            self._item(child, path, points)
        count = group.text_of("selection_ordering", "selection", "selection_number")
        if count.isascii() and count.isdigit() and int(count[:6]) < len(begun.questions):
            begun.fields["draw"] = str(int(count[:6]))

    def _items_of(self, group: Element, source: str) -> list[Element]:
        items = [*group.children("item")]
        if source:
            found = [bank for _, bank in self._banks() if bank.get("ident") == source]
            if not found:
                self.library.lose(
                    group.line, f"the question bank `{source}` is not in what came in", ""
                )
            items += (item for bank in found for item in bank.children("item"))
        return items

    def _bank(self, bank: Element, path: str) -> None:
        labels = {
            f.text_of("fieldlabel"): f.text_of("fieldentry") for f in bank.all("qtimetadatafield")
        }
        title = " ".join(labels.get("bank_title", "").split())
        self._begin({"title": title} if title else {})
        for item in bank.children("item"):
            self._item(item, path, None)
        for section in bank.children("section"):
            self._section(section, path, {"title": title} if title else {})

    def _loose_items(self) -> None:
        for path, root in self.documents.items():
            items = [*root.children("item")]
            if items:
                self._begin({})
            for item in items:
                self._item(item, path, None)

    def _item(self, element: Element, path: str, points: Fraction | None) -> None:
        ident, shown = element.get("ident"), "" if self.is_single else path
        if ident.startswith(PASSAGE):
            self._passage(element, path)
            return
        item = Item(element, str(self.library.draft.fields.get("language", "en")))
        try:
            fields = read_item(item, points)
        except UnscorableError as why:
            self.library.lose(element.line, f"“{item.name}” is left out: {why}", shown)
            return
        for note in dict.fromkeys(item.notes):
            self.library.lose(element.line, f"“{item.name}”: {note}", shown)
        line = element.line if self.is_single else WHOLE_FILE
        self.sections[-1].questions.append(DraftQuestion(fields, line))

    def _passage(self, element: Element, path: str) -> None:
        """Take a passage that was written here as a text between the questions."""
        text = next(element.all("mattext"), None)
        root = parse_xml(f"<div>{text.text}</div>".encode()).root if text else None
        if root is None:
            return
        name = text_from(element.get("ident").removeprefix(PASSAGE).partition(".")[0])
        root.attributes |= {"title": element.get("title"), "id": name}
        self.passage = self.library.take_block(root, path)
        self._begin({key: v for key, v in self.sections[-1].fields.items() if key == "title"})

    def _finish(self) -> None:
        draft = self.library.draft
        several = len(self.library.passages) > 1
        for section in _with_texts_moved(self.sections):
            if not several:
                section.fields.pop("passage", None)
            last = draft.sections[-1] if draft.sections else None
            if (
                last
                and not ({"draw", "instructions"} & {*last.fields, *section.fields})
                and (last.fields == section.fields)
            ):
                last.questions += section.questions
            elif section.questions:
                draft.sections.append(DraftSection(section.fields, section.questions))
        offer_alike(draft, str(draft.fields.get("language", "en")))
        self.library.finish()


def _described(manifest: Element, path: str) -> Fields:
    """Return tags, authors and license; Canvas writes a license that says only that it has none."""
    found = read_metadata(manifest, path).fields
    wanted = {"tags", "authors", "license"}
    kept: Fields = {name: value for name, value in found.items() if name in wanted}
    if "Private (Copyrighted)" in str(kept.get("license", "")):
        del kept["license"]
    return kept


def _with_texts_moved(sections: list[_Section]) -> Iterator[_Section]:
    """Yield sections; texts at the end of one introduce the next, as its instructions."""
    filled = [section for section in sections if section.questions]
    for place, section in enumerate(filled):
        after = filled[place + 1] if place + 1 < len(filled) else None
        while after and section.questions and section.questions[-1].fields["type"] == "text":
            told = str(section.questions.pop().fields["body"])
            if "draw" in after.fields or after.fields != section.fields:
                before = str(after.fields.get("instructions", ""))
                after.fields["instructions"] = "\n\n".join(filter(None, (told, before)))
            else:
                after.questions.insert(0, DraftQuestion({"type": "text", "body": told}, WHOLE_FILE))
        if section.questions:
            yield section
