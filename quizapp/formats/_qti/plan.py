"""What an assessment test says: its sections, which items stand in them, and how it is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from quizapp.core.writing import Fields
from quizapp.formats._qti.content import markdown_of
from quizapp.formats._qti.numbers import read_decimal, read_score
from quizapp.formats._qti.stimuli import Library, is_passage, page_of
from quizapp.formats._xml import Element

_UNHEARD = {
    "preCondition": "that a part is only given after certain answers",
    "branchRule": "that a part is skipped after certain answers",
}


class PlannedItem(NamedTuple):
    """An item by its path, and how much it counts."""

    path: str
    weight: Fraction = Fraction(1)


@dataclass
class PlannedSection:
    """A section's fields as a quiz file has them, its passage, and its items."""

    fields: Fields
    passage: str = ""
    items: list[PlannedItem] = field(default_factory=list)

    @classmethod
    def of_paths(cls, paths: Iterable[str]) -> PlannedSection:
        """Return a section of items that no test mentions."""
        return cls({}, "", [PlannedItem(path) for path in paths])


@dataclass
class Plan:
    """A quiz as tests describe it."""

    title: str = ""
    settings: Fields = field(default_factory=dict)
    sections: list[PlannedSection] = field(default_factory=list)

    def joined(self, other: Plan) -> Plan:
        """Return the sections of both; the first test's title and settings stay."""
        first = self if self.sections or self.title else other
        return Plan(first.title, first.settings, [*self.sections, *other.sections])


def read_test(root: Element, path: str, library: Library, documents: Mapping[str, Element]) -> Plan:
    """Return what a test says; what has no place here is noted."""
    for name, words in _UNHEARD.items():
        if found := next(root.all(name), None):
            library.lose(found.line, f"there is no place for this: {words}", path)
    reader = _TestReader(path, library, documents)
    plan = Plan(" ".join(root.get("title").split()), _settings(root))
    for part in root.children("testPart"):
        plan.sections += reader.sections(part, {}, "")
    return plan


def _settings(root: Element) -> Fields:
    limits = root.child("timeLimits") or root.child("testPart", "timeLimits")
    seconds = read_decimal(limits.get("maxTime")) if limits else None
    if not seconds or seconds <= 0:
        return {}
    return {"time-limit": f"{max(1, round(seconds / 60))} min"}


@dataclass
class _TestReader:
    path: str
    library: Library
    documents: Mapping[str, Element]

    def sections(self, holder: Element, above: Fields, passage: str) -> Iterator[PlannedSection]:
        """Yield the sections in an element; items between sections make one of their own."""
        open_section: PlannedSection | None = None
        for child in holder.children():
            if child.name == "assessmentItemRef":
                if open_section is None:
                    open_section = PlannedSection({**above}, passage)
                open_section.items.append(self._item(child))
                continue
            section = self._section(child)
            if section is not None:
                if open_section:
                    yield open_section
                    open_section = None
                yield from self._inside(section, above, passage)
        if open_section:
            yield open_section

    def _section(self, element: Element) -> Element | None:
        if element.name == "assessmentSection":
            return element
        if element.name == "assessmentSectionRef":
            return self.documents.get(self.library.find(element.get("href"), self.path))
        return None

    def _inside(self, section: Element, above: Fields, passage: str) -> Iterator[PlannedSection]:
        fields: Fields = {}
        if title := " ".join(section.get("title").split()) or above.get("title"):
            fields["title"] = title
        told, own = self._rubric(section)
        if told:
            fields["instructions"] = told
        self._draw(section, fields)
        ordering = section.child("ordering")
        if ordering and ordering.get("shuffle") == "true":
            fields["shuffle"] = ["questions"]
        yield from self.sections(section, fields, own or passage)

    def _draw(self, section: Element, fields: Fields) -> None:
        selection = section.child("selection")
        count = selection.get("select") if selection else ""
        if not count.isascii() or not count.isdigit():
            return
        if any(section.children("assessmentSection", "assessmentSectionRef")):
            words = "that only some of its sections are given"
            self.library.lose(section.line, f"there is no place for this: {words}", self.path)
        elif int(count[:6]) < sum(1 for _ in section.children("assessmentItemRef")):
            fields["draw"] = str(int(count[:6]))

    def _rubric(self, section: Element) -> tuple[str, str]:
        """Return a section's instructions, and its passage where there is one."""
        told, passage = [], ""
        for block in section.children("rubricBlock"):
            if "candidate" not in block.get("view", "candidate"):
                continue
            pages = [page for e in block.all("object", "include") if (page := page_of(e))]
            found = self.library.find(pages[0], self.path) if pages else ""
            if found:
                passage = self.library.take_file(found)
            elif is_passage(block) or any(map(is_passage, block.children())):
                passage = self.library.take_block(block, self.path)
            else:
                told.append(markdown_of(block.content).markdown)
        return "\n\n".join(filter(None, told)), passage

    def _item(self, reference: Element) -> PlannedItem:
        href = reference.get("href")
        path = self.library.find(href, self.path) or href
        weight = next((read_score(w.get("value")) for w in reference.children("weight")), None)
        return PlannedItem(path, weight if weight and weight > 0 else Fraction(1))
