"""A package of QTI 2 or 3, or one file of it, to a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from quizapp.core import limits
from quizapp.core.archive import is_archive, read_archive
from quizapp.core.types.true_false import WORDS
from quizapp.core.words import word
from quizapp.core.writing import Fields, Tree
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftQuestion, DraftSection, Incoming
from quizapp.formats._qti.item import read_item
from quizapp.formats._qti.metadata import Metadata, read_metadata
from quizapp.formats._qti.names import as_version_two
from quizapp.formats._qti.plan import Plan, PlannedSection, read_test
from quizapp.formats._qti.sniffing import MANIFEST
from quizapp.formats._qti.stimuli import Library
from quizapp.formats._qti.subject import Found, Item
from quizapp.formats._xml import Element, parse_xml

_ITEM: Final = "assessmentItem"
_TEST: Final = "assessmentTest"


def open_files(file: Incoming, draft: Draft) -> dict[str, bytes]:
    """Return the files that came in, by path; the problems of an archive are noted."""
    if not is_archive(file.data):
        return {**file.beside, file.name: file.data}
    archive = read_archive(file.data, limits.PACKAGE_MEMBERS)
    for problem in archive.problems:
        draft.lose(WHOLE_FILE, problem.msgid % problem.values)
    return archive.files


def read_package(file: Incoming) -> Draft:
    """Read a package, a test or an item. Never raises, whatever the bytes are."""
    draft = Draft()
    files = open_files(file, draft)
    library = Library(files, draft)
    reader = _Reader(library, is_single=not is_archive(file.data))
    roots = reader.roots([file.name] if reader.is_single else sorted(files))
    manifest = next((p for p in sorted(files, key=len) if p.endswith(MANIFEST)), "")
    metadata = read_metadata(parse_xml(files[manifest]).root, manifest) if manifest else Metadata()
    reader.take_passages(metadata)
    plan = reader.plan(roots)
    sections = [reader.read(section, metadata) for section in plan.sections]
    reader.fill(plan, metadata, [section for section in sections if section.found])
    return draft


@dataclass
class _Section:
    fields: Fields
    passage: str
    found: list[Found] = field(default_factory=list)


@dataclass
class _Reader:
    """Reads documents once and puts what is found together."""

    library: Library
    is_single: bool
    documents: dict[str, Element] = field(default_factory=dict)

    def roots(self, paths: Iterable[str]) -> dict[str, Element]:
        """Parse the XML files that hold items and tests; a broken one is noted."""
        for path in paths:
            if not self.is_single and not path.lower().endswith(".xml"):
                continue
            parsed = parse_xml(self.library.files[path])
            if parsed.root is None:
                self.library.lose(parsed.line, f"cannot be read: {parsed.fault}", self.name(path))
            else:
                self.documents[path] = as_version_two(parsed.root)
        return self.documents

    def name(self, path: str) -> str:
        """Return a path as it stands in a loss: only where there are several files."""
        return "" if self.is_single else path

    def take_passages(self, metadata: Metadata) -> None:
        """Take the passages that stand by themselves: hot text has no reference to its own."""
        for path in metadata.passages:
            if path in self.library.files:
                self.library.take_file(path)
        for path, root in self.documents.items():
            if root.name == "assessmentStimulus" and path not in self.library.passages:
                self.library.take_file(path)

    def plan(self, roots: dict[str, Element]) -> Plan:
        """Return the sections of the test, and behind them what no test holds."""
        tests = [path for path, root in roots.items() if root.name == _TEST]
        items = [path for path, root in roots.items() if root.name == _ITEM]
        plan = Plan()
        for path in tests:
            plan = plan.joined(read_test(roots[path], path, self.library, roots))
        held = {item.path for section in plan.sections for item in section.items}
        if rest := [path for path in items if path not in held]:
            plan.sections.append(PlannedSection.of_paths(rest))
        if self.is_single and not items:
            self._note_no_items()
        elif not items:
            self.library.lose(WHOLE_FILE, "there are no items in this package", "")
        return plan

    def _note_no_items(self) -> None:
        root = next(iter(self.documents.values()), None)
        if root is not None:
            what = "a test without its items" if root.name == _TEST else f"`{root.name}`"
            self.library.lose(WHOLE_FILE, f"this is {what}: bring the whole package", "")

    def read(self, section: PlannedSection, metadata: Metadata) -> _Section:
        """Read a section's items."""
        read = _Section(section.fields, section.passage)
        for planned in section.items:
            root = self.documents.get(planned.path)
            if root is None or root.name != _ITEM:
                if planned.path not in self.library.files:
                    self.library.lose(WHOLE_FILE, f"the item `{planned.path}` is missing", "")
                continue
            item = Item(root, planned.path, self.library, metadata.language or "en")
            if found := read_item(item, planned.weight):
                read.found.append(self._tagged(found, metadata.keywords.get(planned.path, [])))
        return read

    def _tagged(self, found: Found, keywords: Sequence[str]) -> Found:
        if not keywords:
            return found
        for question in found.questions:
            given = question.get("tags", [])
            tags: list[Tree] = [*(given if isinstance(given, list) else []), *keywords]
            question["tags"] = [*dict.fromkeys(str(tag) for tag in tags)]
        return found

    def fill(self, plan: Plan, metadata: Metadata, sections: Sequence[_Section]) -> None:
        """Put everything into the draft."""
        draft, found = self.library.draft, [f for section in sections for f in section.found]
        language = _usual([f.language for f in found]) or metadata.language
        title = plan.title or metadata.title
        if not title and len(found) == 1:
            title = next(iter(self.documents.values())).get("title") if self.is_single else ""
        draft.fields = {"title": title} if title else {}
        draft.fields |= {"language": language} if language and language != "en" else {}
        draft.fields |= metadata.fields
        draft.fields |= _settings(plan, found, sections)
        for section in sections:
            draft.sections += self._laid_out(section, language)
        if len(draft.sections) == 1 and draft.sections[0].fields.get("title") == title:
            del draft.sections[0].fields["title"]
        offer_alike(draft, language or "en")
        self.library.finish()

    def _laid_out(self, section: _Section, language: str) -> Iterator[DraftSection]:
        """Yield a section, cut where the passage changes."""
        several = len(self.library.passages) > 1
        parts: list[DraftSection] = []
        last: str | None = None
        for found, passage in _with_passages(section):
            if not parts or (several and passage != last):
                fields = {**section.fields, **({"passage": passage} if several and passage else {})}
                parts.append(DraftSection(fields))
            last = passage
            line = found.line if self.is_single else WHOLE_FILE
            for question in found.questions:
                parts[-1].questions.append(
                    DraftQuestion(_with_language(question, found, language), line)
                )
        if len(parts) > 1 and "draw" in section.fields:
            self.library.lose(
                WHOLE_FILE,
                f"the section “{section.fields.get('title', '')}” draws some of its questions, "
                "which belong to several passages: all are asked",
                "",
            )
            for part in parts:
                part.fields.pop("draw", None)
        yield from parts


def _with_passages(section: _Section) -> Iterator[tuple[Found, str]]:
    """Yield what was found with its passage; a text has that of the question below it."""
    passages: list[str] = []
    for found in reversed(section.found):
        is_text = all(question["type"] == "text" for question in found.questions)
        below = passages[-1] if is_text and passages else ""
        passages.append(found.passage or below or section.passage)
    yield from zip(section.found, reversed(passages), strict=True)


def _with_language(question: Fields, found: Found, language: str) -> Fields:
    own = found.language
    return {**question, "lang": own} if own and own != (language or "en") else question


def _usual(languages: Iterable[str]) -> str:
    counted = Counter(language for language in languages if language)
    return counted.most_common(1)[0][0] if counted else ""


def _settings(plan: Plan, found: Sequence[Found], sections: Sequence[_Section]) -> Fields:
    settings = {**plan.settings}
    flags = [f.shuffles for f in found if f.shuffles is not None]
    choices = [] if flags and not any(flags) else ["choices"]
    ordered = [section.fields.pop("shuffle", None) for section in sections]
    if ordered and all(ordered):
        settings["shuffle"] = ["questions", *choices]
    else:
        for section, shuffle in zip(sections, ordered, strict=True):
            if shuffle:
                section.fields["shuffle"] = ["questions", *choices]
        if not choices:
            settings["shuffle"] = []
    return {"settings": settings} if settings else {}


def offer_alike(draft: Draft, language: str) -> None:
    """Make choices of the true/false questions where only some offer `not given`."""
    known = [q.fields for q in draft.questions() if q.fields.get("type") == "true-false"]
    if len({fields.get("not-given", "false") for fields in known}) < 2:
        return
    for fields in known:
        if "not-given" not in fields:
            _as_choices(fields, language)


def _as_choices(fields: Fields, language: str) -> None:
    feedback, right = fields.pop("feedback", {}), fields.pop("answer")
    choices: list[Tree] = []
    for name in ("true", "false"):
        choice: Fields = {"text": word(WORDS[name], language)}
        if name == right:
            choice["correct"] = "true"
        if isinstance(feedback, dict) and (told := feedback.get(name)):
            choice["feedback"] = told
        choices.append(choice)
    fields |= {"type": "single-choice", "choices": choices}
