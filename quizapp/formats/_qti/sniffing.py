"""Which version of QTI a file is, told by its first lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from quizapp.core import limits
from quizapp.core.archive import is_archive, read_archive
from quizapp.core.encoding import decode

MANIFEST: Final = "imsmanifest.xml"
_HEAD: Final = 4000
_ROOT = re.compile(
    # Nothing is given back: many comments in a row would be read in every way they can be cut.
    r"(?:\s++|<!--(?>.*?-->)|<\?(?>.*?\?>))*+"
    r"<(?:[\w.-]+:)?(qti-assessment-(?:item|test|stimulus|section)|questestinterop"
    r"|assessment(?:Item|Test|Section|Stimulus))\b",
    re.DOTALL,
)
_OLD_TYPES: Final = ("imsqti_xmlv1p2", "imsqti_xmlv1p1", "ims_qtiasiv1p2")


@lru_cache(maxsize=1)
def version_of(data: bytes) -> str:
    """Return 3.0, 2.2, 2.1 (which 2.0 is read as) or 1.2; empty when it is no QTI."""
    if not is_archive(data):
        return _version_of_document(data)
    files = read_archive(data, limits.PACKAGE_MEMBERS).files
    manifests = sorted((n for n in files if n.endswith(MANIFEST)), key=lambda n: n.count("/"))
    documents = (d for n, d in files.items() if n.lower().endswith((".xml", ".qti", ".xml.qti")))
    found = {version for d in documents if (version := _version_of_document(d))}
    if manifests and any(kind in decode(files[manifests[0]]) for kind in _OLD_TYPES):
        return "1.2" if "1.2" in found else ""
    return next((version for version in ("3.0", "2.2", "2.1", "1.2") if version in found), "")


def _version_of_document(data: bytes) -> str:
    head = decode(_whole_characters(data[:_HEAD]))
    root = _ROOT.match(head)
    if root is None:
        return ""
    if root[1] == "questestinterop":
        return "1.2"
    if root[1].startswith("qti-"):
        return "3.0"
    return "2.2" if "imsqti_v2p2" in head else "2.1"


def _whole_characters(data: bytes) -> bytes:
    """Cut off a character of which the end is missing."""
    return (
        data.decode("utf-8", "ignore").encode()
        if data[:2] not in (b"\xff\xfe", b"\xfe\xff")
        else data
    )
