"""Files of other formats to a quiz file, and a quiz file to a file of another format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from quizapp.core.loading import Loaded
from quizapp.core.quiz import Quiz
from quizapp.core.writing import Fields
from quizapp.formats import _sidecar
from quizapp.formats._assembly import assemble, name_from
from quizapp.formats._comparison import Comparison
from quizapp.formats._document import document_of
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftSection, Incoming, Loss
from quizapp.formats._registry import Format


class Brought(NamedTuple):
    """A quiz file made of other files. `quiz` is None when nothing in them can be taken."""

    text: str
    quiz: Quiz | None
    files: dict[str, bytes]
    losses: tuple[Loss, ...]


class Taken(NamedTuple):
    """A quiz in another format. `sidecar` is None when the format holds everything."""

    data: bytes
    sidecar: bytes | None
    losses: tuple[Loss, ...]


def sidecar_name(name: str) -> str:
    """Return the name of a written file's sidecar."""
    return f"{name}{_sidecar.SUFFIX}"


def bring_in(files: Sequence[tuple[Incoming, Format]], name: str) -> Brought:
    """Read files, each with its format, into one quiz."""
    drafts = [(file, _draft_of(file, format_)) for file, format_ in files]
    draft = drafts[0][1] if len(drafts) == 1 else _joined(drafts)
    draft.fields = {"title": _title_from(name), **draft.fields}
    assembled = assemble(draft, name_from(name) or "quiz")
    losses = sorted([*draft.losses, *assembled.losses])
    return Brought(assembled.text, assembled.reading.quiz, draft.files, tuple(losses))


def _title_from(name: str) -> str:
    return " ".join(name.replace("-", " ").replace("_", " ").split()) or "Without a title"


def _draft_of(file: Incoming, format_: Format) -> Draft:
    if format_.read is None:
        raise ValueError(f"{format_.name} can only be written")
    draft = format_.read(file)
    if file.was_guessed:
        draft.lose(
            WHOLE_FILE, "this is not UTF-8 and was read as Windows-1252: look at its accents"
        )
    if sidecar := file.beside.get(sidecar_name(file.name)):
        _sidecar.put_back(draft, sidecar)
    return draft


def _joined(drafts: Sequence[tuple[Incoming, Draft]]) -> Draft:
    """Put several files into one quiz: a section a file, unless each is one question only."""
    whole = Draft()
    counts = [sum(1 for _ in draft.questions()) for _, draft in drafts]
    for file, draft in drafts:
        whole.losses += (loss._replace(path=loss.path or file.name) for loss in draft.losses)
        whole.files |= draft.files
        whole.fields = {**_shared(draft.fields), **whole.fields}
        sections = _with_passage(draft, whole, PurePath(file.name).stem)
        if max(counts) > 1:
            title = draft.fields.get("title", _title_from(PurePath(file.name).stem))
            whole.sections += (_titled(section, {"title": title}) for section in sections)
        else:
            whole.sections += sections
    return whole


def _shared(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != "title"}


def _titled(section: DraftSection, fields: Fields) -> DraftSection:
    return DraftSection({**fields, **section.fields}, section.questions)


def _with_passage(draft: Draft, whole: Draft, stem: str) -> list[DraftSection]:
    """Take a file's passages over, each with an id of its own that its sections name."""
    taken = {str(passage["id"]) for passage in whole.passages}
    names: dict[str, str] = {}
    for passage in draft.passages:
        given = str(passage.get("id", ""))
        name = stem_name = name_from(given or stem) or "passage"
        count = 1
        while name in taken:
            count += 1
            name = f"{stem_name[:60]}-{count}"
        taken.add(name)
        names[given] = name
        whole.passages.append({**passage, "id": name})
    first = next(iter(names.values()), None)
    return list(_naming_passages(draft.sections, names, first))


def _naming_passages(
    sections: Sequence[DraftSection], names: dict[str, str], first: str | None
) -> Iterator[DraftSection]:
    for section in sections:
        named = names.get(str(section.fields.get("passage", "")), first)
        yield DraftSection(
            {**section.fields, **({"passage": named} if named else {})}, section.questions
        )


def take_out(loaded: Loaded, format_: Format) -> Taken | tuple[Loss, ...]:
    """Write a quiz in another format; when nothing of it can be taken, return why."""
    if format_.write is None:
        raise ValueError(f"{format_.name} can only be read")
    document, losses = document_of(loaded)
    if document is None:
        return losses
    written = format_.write(document)
    losses += tuple(Loss(WHOLE_FILE, note) for note in written.notes)
    if format_.read is None:
        lines = {str(piece.fields.get("id")): piece.line for piece in document.pieces()}
        left_out = (
            Loss(lines.get(name, WHOLE_FILE), f"`{name}` is left out: {reason}")
            for name, reason in written.left_out.items()
        )
        return Taken(written.data, None, tuple(sorted([*losses, *left_out])))
    back = format_.read(Incoming(f"{document.quiz.name}{format_.suffix}", written.data))
    comparison = Comparison(document, back, written.left_out)
    kept = comparison.keep()
    sidecar = _sidecar.write_sidecar(kept) if _sidecar.is_needed(kept) else None
    return Taken(written.data, sidecar, tuple(sorted([*losses, *comparison.losses])))
