"""Secrets in every key and feedback, and a search for them in all that a reader is sent."""

from __future__ import annotations

import base64
import gzip
import html
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import _walk
from tests.web._walk import Given, get


def _disguises(secret: str) -> Iterator[str]:
    raw = secret.encode()
    yield secret
    yield secret[::-1]
    yield raw.hex()
    yield quote(secret)
    for start in range(5):
        cut = base64.b32encode(b"." * start + raw).decode()
        yield cut[8 if start else 0 : -8].lower()
    for start in range(3):
        # Where a text stands inside another, its middle is the same in one of three ways.
        cut = base64.b64encode(b"." * start + raw).decode()
        yield cut[4:-4].lower()
    yield "".join(chr((ord(c) - 97 + 13) % 26 + 97) if c.isalpha() else c for c in secret)


def _readings(reply: TestResponse) -> str:
    data = reply.get_data()
    if reply.headers.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    text = data.decode() + str(reply.headers)
    return "\n".join([text, html.unescape(text), unquote(text)]).lower()


def leaks(replies: list[TestResponse], secrets: Iterable[str]) -> set[str]:
    """Return the secrets that stand in replies, in whatever disguise."""
    everything = "\n".join(_readings(reply) for reply in replies)
    return {s for s in secrets if any(form in everything for form in _disguises(s))}


def crawl(client: FlaskClient, attempt: str, given: Mapping[int, Given]) -> list[TestResponse]:
    """Open every page that a reader may, and what it loads."""
    paths = [f"{attempt}/questions/{position}" for position in given]
    paths += [attempt, f"{attempt}/check", f"{attempt}/result", f"{attempt}/passage"]
    paths += ["/", "/quizzes/secrets", "/history", "/history/my-scores.csv"]
    paths += ["/history/my-data.json", "/resume", "/readyz", "/nothing", "/history/erase"]
    page = get(client, "/")
    assets = [a.get("href", a.get("src", "")) for t, a in page.tags if t in {"link", "script"}]
    return [client.get(path, buffered=True) for path in [*paths, *(a for a in assets if a)]]


def use(
    client: FlaskClient, attempt: str, given: Mapping[int, Given], *, submits: bool
) -> list[TestResponse]:
    """Answer every question in each way there is, between two rounds of looking."""
    replies = crawl(client, attempt, given)
    for position, words in given.items():
        replies.append(_walk.answer(client, attempt, position, words))
        replies.append(_walk.save(client, attempt, position, response={"": "x"}, base=9))
        replies.append(client.post(f"{attempt}/questions/{position}", data={"response": "x"}))
    replies += crawl(client, attempt, given)
    if submits:
        _walk.hand_in(client, attempt)
        replies += crawl(client, attempt, given)
        replies.append(_walk.post(client, f"{attempt}/practice"))
    return replies
