"""A Moodle XML file to a draft: its categories, its questions in their order, what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from quizapp.core.question import RIGHT
from quizapp.core.types._numbers import format_number
from quizapp.core.writing import Fields, Tree
from quizapp.formats._assembly import name_from
from quizapp.formats._draft import Draft, DraftSection
from quizapp.formats._moodle.asked import Asked, read_decimal
from quizapp.formats._moodle.content import raw_text
from quizapp.formats._moodle.kinds import READERS, REASONS, kind_of
from quizapp.formats._moodle.passages import TAG, read_passage
from quizapp.formats._moodle.pictures import picture_losses, take_files
from quizapp.formats._refusals import Unreadable
from quizapp.formats._text_formats import one_line_of
from quizapp.formats._xml import Element

_ROOTS = re.compile(r"\$\w+\$|top", re.IGNORECASE)
_USUAL_INFO: Final = "The default category for questions shared in context"
_SHOWN: Final = 60
_USUAL_PENALTIES: Final = {"", "0", "1/3"}
_UNNUMBERED: Final = frozenset({"truefalse", "essay", "description"})
_SHUFFLED: Final = frozenset({"multichoice", "multichoiceset"})


@dataclass
class Importer:
    """Reads questions one after another, and remembers what concerns the whole file."""

    draft: Draft
    paths: list[tuple[str, ...]] = field(default_factory=list)
    shuffled: list[set[bool]] = field(default_factory=list)
    repeated: dict[str, list[int]] = field(default_factory=dict)
    owners: dict[int, DraftSection] = field(default_factory=dict)

    def read(self, root: Element) -> None:
        """Read all questions of a `<quiz>`."""
        for element in root.children():
            kind = kind_of(element)
            if element.name != "question":
                self.draft.lose(element.line, f"`<{element.name}>` is no question")
            elif kind == "category":
                self._begin(element)
            else:
                self._read(element, kind)
        self._tell_repeated()
        self._settle_shuffles()
        self._settle_titles()
        self._name_passages()

    def _begin(self, element: Element) -> None:
        path = _path(element.text_of("category", "text") or element.text_of("category"))
        info = Asked(element).said("info")
        fields: Fields = {}
        if info and not info.startswith(_USUAL_INFO):
            fields["instructions"] = info
        self._add_section(fields, path)

    def _add_section(self, fields: Fields, path: tuple[str, ...]) -> None:
        self.draft.begin_section(fields)
        self.paths.append(path)
        self.shuffled.append(set())

    def _read(self, element: Element, kind: str) -> None:
        if not self.draft.sections:
            self._add_section({}, ())
        asked = Asked(element)
        taken = take_files(self.draft, element)
        head = self._head(asked)
        try:
            if kind == "description" and TAG in _tags(element):
                self._add_passage(asked, read_passage(asked, taken))
            else:
                self._add(asked, kind, head)
        except Unreadable as why:
            self.draft.lose(element.line, f"{_shown(asked, head)} is left out: {why}")
            return
        for loss in [*asked.losses, *picture_losses(asked.pictures, taken)]:
            self.draft.lose(element.line, f"{_shown(asked, head)}: there is no place for {loss}")

    def _head(self, asked: Asked) -> Fields:
        name = one_line_of(raw_text(asked.element.child("name")))
        number = one_line_of(asked.value("idnumber"))
        if name and number and name != number:
            self._repeat("questions' names beside their ID numbers", asked)
        given = number or name
        return {"id": given} if given else {}

    def _add(self, asked: Asked, kind: str, head: Fields) -> None:
        reader = READERS.get(kind)
        if reader is None:
            known = REASONS.get(kind, "there is no such kind of question here")
            raise Unreadable(f"Moodle's `{asked.element.get('type')}`: {known}")
        fields = {**head, **reader(asked)}
        if kind == "description":
            self.draft.add(fields, asked.element.line)
            return
        grade = asked.value("defaultgrade")
        if grade and read_decimal(grade) is None:
            asked.lose(f"a default grade of `{grade}`: it is 1 here")
        if asked.points != RIGHT:
            fields["points"] = format_number(asked.points)
        fields |= self._rest(asked, kind)
        self.draft.add(fields, asked.element.line)

    def _rest(self, asked: Asked, kind: str) -> Fields:
        fields: Fields = {}
        if explanation := asked.said("generalfeedback"):
            fields["explanation"] = explanation
        hints: list[Tree] = [
            text for h in asked.element.children("hint") if (text := asked.block(h))
        ]
        if hints:
            fields["hints"] = hints
        tags: list[Tree] = [*_tags(asked.element)]
        if tags:
            fields["tags"] = tags
        self._note_settings(asked, kind)
        return fields

    def _note_settings(self, asked: Asked, kind: str) -> None:
        if kind in _SHUFFLED:
            self.shuffled[-1].add(asked.tells("shuffleanswers", default=True))
            numbering = asked.value("answernumbering")
            if numbering.lower() not in {"", "none"} and numbering != "abc":
                self._repeat(f"the choices' numbering ({numbering})", asked)
        penalty = read_decimal(asked.value("penalty"))
        if (
            kind not in _UNNUMBERED
            and str("" if penalty is None else penalty) not in _USUAL_PENALTIES
        ):
            self._repeat(f"a penalty of {asked.value('penalty')} for each further try", asked)
        if asked.tells("hidden", default=False):
            self._repeat("that a question is hidden", asked)

    def _repeat(self, words: str, asked: Asked) -> None:
        self.repeated.setdefault(words, []).append(asked.element.line)

    def _tell_repeated(self) -> None:
        for words, lines in self.repeated.items():
            times = f" (in {len(lines)} questions, here first)" if len(lines) > 1 else ""
            self.draft.lose(lines[0], f"there is no place for {words}{times}")

    def _add_passage(self, asked: Asked, passage: Fields) -> None:
        if not passage["text"]:
            raise Unreadable("its text is empty")
        name = name_from(asked.value("idnumber"))
        self.draft.passages.append({"id": name, **passage} if name else passage)
        self.owners[len(self.draft.passages) - 1] = self.draft.sections[-1]

    def _settle_shuffles(self) -> None:
        """Say where choices keep their order: in the whole quiz, or in some sections of it."""
        told = [found for found in self.shuffled if found]
        if told and all(found == {False} for found in told):
            self.draft.fields["settings"] = {"shuffle": []}
            return
        for section, found in zip(self.draft.sections, self.shuffled, strict=True):
            if found == {False}:
                section.fields["shuffle"] = []
            elif False in found:
                line = section.questions[0].line
                self.draft.lose(
                    line, "there is no place for choices of one question in a fixed order"
                )

    def _settle_titles(self) -> None:
        """Take what all categories share for the quiz's title, the rest for the sections'."""
        paths = [path for path in self.paths if path]
        shared = _shared(paths)
        if shared:
            self.draft.fields["title"] = " / ".join(shared)
        for section, path in zip(self.draft.sections, self.paths, strict=True):
            if title := " / ".join(path[len(shared) :]):
                section.fields = {"title": title, **section.fields}

    def _name_passages(self) -> None:
        """Of several passages each has a name, and its section says which is its own."""
        if len(self.draft.passages) < 2:
            return
        for number, passage in enumerate(self.draft.passages):
            name = str(passage.get("id", f"passage-{number + 1}"))
            self.draft.passages[number] = {"id": name, **passage}
            self.owners[number].fields["passage"] = name


def _shared(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names with which all paths begin."""
    alike = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return tuple(names[0] for names in alike)


def _tags(element: Element) -> list[str]:
    found = (
        one_line_of(raw_text(tag))
        for tags in element.children("tags", "coursetags")
        for tag in tags.children("tag")
    )
    return [*dict.fromkeys(filter(None, found))]


def _path(text: str) -> tuple[str, ...]:
    """Cut a category's path at its slashes; those of a name are doubled."""
    steps = re.split(r"(?<!/)/(?!/)", text.strip())
    names = [one_line_of(step.replace("//", "/")) for step in steps]
    return tuple(_without_roots(names))


def _without_roots(names: list[str]) -> Iterator[str]:
    is_head = True
    for name in names:
        is_head = is_head and (not name or bool(_ROOTS.fullmatch(name)))
        if name and not is_head:
            yield name


def _shown(asked: Asked, head: Fields) -> str:
    text = str(head.get("id", "")) or one_line_of(raw_text(asked.element.child("questiontext")))
    return f"“{text if len(text) <= _SHOWN else f'{text[: _SHOWN - 1]}…'}”"
