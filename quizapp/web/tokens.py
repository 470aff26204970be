"""Names a page may show: opaque tokens that tell neither a choice's text nor its place."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Final

_LENGTH: Final = 16


@lru_cache(maxsize=20_000)
def token(secret: bytes, quiz: str, question: str, name: str) -> str:
    """Return the token of a choice or a part: HMAC(secret, quiz, question, name)."""
    text = f"choice\0{quiz}\0{question}\0{name}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret, text, "sha256").hex()[:_LENGTH]
