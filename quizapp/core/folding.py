"""When two spellings are the same text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

TYPOGRAPHY: Final = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
}
_TABLE: Final = str.maketrans(TYPOGRAPHY)
# What does not become exactly one character: white space in a row, and these.
_UNEVEN = re.compile(
    r"\s\s|[" + "".join(old for old, new in TYPOGRAPHY.items() if len(new) != 1) + "]"
)


def fold_typography(text: str) -> str:
    """Make quotes, dashes and white space plain; keep case and everything else."""
    return " ".join(text.translate(_TABLE).split())


def fold_answer(text: str, *, case_sensitive: bool = False) -> str:
    """Fold what a reader typed: NFKC, typography, one final full stop and, unless told, case."""
    folded = fold_typography(unicodedata.normalize("NFKC", text))
    if folded.endswith(".") and not folded.endswith(".."):
        folded = folded[:-1].rstrip()
    return folded if case_sensitive else unicodedata.normalize("NFKC", folded.casefold())


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold as `fold_typography`, and say from which index each folded character came.

    The list has one entry more than the folded text: the end of the last character.
    """
    folded = fold_typography(text)
    # ASCII has no typography to fold: only white space in a row makes it shorter.
    is_even = len(folded) == len(text.strip()) if text.isascii() else not _UNEVEN.search(text)
    if is_even:
        # Nearly every text: one character for one, so that counting is enough.
        start = len(text) - len(text.lstrip()) if folded else 0
        return folded, list(range(start, start + len(folded) + 1))
    return _fold_one_by_one(text)


def _fold_one_by_one(text: str) -> tuple[str, list[int]]:
    characters: list[str] = []
    offsets: list[int] = []
    end = 0
    for index, character in enumerate(text):
        folded = TYPOGRAPHY.get(character, character)
        if folded.isspace():
            folded = "" if not characters or characters[-1] == " " else " "
        for piece in folded:
            characters.append(piece)
            offsets.append(index)
        if folded.strip():
            end = index + 1
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return "".join(characters), [*offsets, end]


def strip_accents(text: str) -> str:
    """Drop combining marks: `é` becomes `e`."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize(
        "NFC", "".join(c for c in decomposed if not unicodedata.combining(c))
    )


def strip_punctuation(text: str) -> str:
    """Replace punctuation by spaces and join what is left."""
    kept = "".join(" " if unicodedata.category(c).startswith("P") else c for c in text)
    return " ".join(kept.split())


ARTICLES: Final = frozenset(
    "a an the le la les un une des der die das ein eine el los las una il lo i gli uno "
    "en et".split()
)


def strip_articles(text: str) -> str:
    """Drop articles of the larger European languages, unless nothing else would be left."""
    words = [word for word in text.split() if word.casefold() not in ARTICLES]
    return " ".join(words) if words else text
