"""QTI 2.2: packages and single items, to be read.

It is QTI 2.1 with a few names more, among them shared stimuli (`assessmentStimulusRef`). What comes
in, and what is reported, is said under QTI 2.1; to take a quiz out, write 2.1 or 3.0.
"""

from __future__ import annotations

from typing import Final

from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._qti.package import read_package
from quizapp.formats._qti.sniffing import version_of
from quizapp.formats._registry import CERTAIN, NO

NAME: Final = "qti-2.2"
TITLE: Final = "QTI 2.2"
SUFFIX: Final = ".zip"


def sniff(file: Incoming) -> int:
    """Tell by the root elements of the file, or of the files in a zip."""
    return CERTAIN if version_of(file.data) == "2.2" else NO


def read(file: Incoming) -> Draft:
    """Read a package, a test or an item."""
    return read_package(file)
