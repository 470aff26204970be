"""What a package's manifest says of the whole and of single items (LOM)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from quizapp.core.quiz import Quiz
from quizapp.core.writing import Fields
from quizapp.formats._qti.tree import Node, node
from quizapp.formats._xml import Element

PASSAGE: Final = "passage."
"""Begins the names of resources that are passages."""

_FULL_NAME = re.compile(r"^FN:(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Metadata:
    """A quiz's fields, and the keywords of items by path."""

    title: str = ""
    language: str = ""
    fields: Fields = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    passages: tuple[str, ...] = ()


def read_metadata(manifest: Element | None, path: str) -> Metadata:
    """Return what a manifest says."""
    if manifest is None:
        return Metadata()
    lom = manifest.child("metadata", "lom")
    resources = [(_path_of(resource, path), resource) for resource in manifest.all("resource")]
    keywords = {
        place: found
        for place, resource in resources
        if (found := list(_keywords(resource.child("metadata", "lom"))))
    }
    passages = tuple(p for p, r in resources if r.get("identifier").startswith(PASSAGE))
    if lom is None:
        return Metadata(keywords=keywords, passages=passages)
    title, language = (lom.text_of("general", name) for name in ("title", "language"))
    return Metadata(title, language, _fields(lom), keywords, passages)


def _path_of(resource: Element, manifest: str) -> str:
    href = unquote(resource.get("href"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(manifest), href))


def _fields(lom: Element) -> Fields:
    fields: Fields = {}
    if summary := " ".join(lom.text_of("general", "description").split()):
        fields["summary"] = summary
    if tags := list(_keywords(lom)):
        fields["tags"] = [*tags]
    if authors := list(_authors(lom)):
        fields["authors"] = [*authors]
    if license := " ".join(lom.text_of("rights", "description").split()):
        fields["license"] = license
    return fields


def _keywords(lom: Element | None) -> Iterator[str]:
    general = lom.child("general") if lom else None
    for keyword in general.children("keyword") if general else ():
        if text := " ".join(keyword.text.split()):
            yield text


def _authors(lom: Element) -> Iterator[str]:
    for name in ("lifecycle", "lifeCycle"):
        cycle = lom.child(name)
        for contribute in cycle.children("contribute") if cycle else ():
            for entity in contribute.children("centity", "entity"):
                text = entity.text.strip()
                found = _FULL_NAME.search(text)
                name = found[1].strip() if found else text
                if name and "BEGIN:" not in name:
                    yield name


def write_metadata(quiz: Quiz) -> Node:
    """Return what a manifest is to say of the whole."""
    general = [node("title", {}, _string(quiz.title)), node("language", {}, quiz.language)]
    if quiz.summary:
        general.append(node("description", {}, _string(quiz.summary)))
    general += (keyword(tag) for tag in quiz.tags)
    parts = [node("general", {}, *general)]
    if quiz.authors:
        people = (_contribute(author) for author in quiz.authors)
        parts.append(node("lifecycle", {}, *people))
    if quiz.license:
        parts.append(node("rights", {}, node("description", {}, _string(quiz.license))))
    return lom(*parts)


def lom(*parts: Node) -> Node:
    """Return a description in IMS's first spelling of LOM, which most programs read."""
    return node("lom", {"xmlns": "http://www.imsglobal.org/xsd/imsmd_v1p2"}, *parts)


def keyword(text: str) -> Node:
    """Return a keyword."""
    return node("keyword", {}, _string(text))


def _string(text: str) -> Node:
    return node("langstring", {}, text)


def _contribute(author: str) -> Node:
    role = node(
        "role", {}, node("source", {}, _string("LOMv1.0")), node("value", {}, _string("Author"))
    )
    card = f"BEGIN:VCARD\nFN:{' '.join(author.split())}\nEND:VCARD"
    return node("contribute", {}, role, node("centity", {}, node("vcard", {}, card)))
