"""A reader without a browser: takes a quiz over plain HTTP and knows what a save needs."""

from __future__ import annotations

import gzip
import html
import http.client
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_RADIO = re.compile(r'<input type="radio" name="response" value="([^"]+)"')


@dataclass
class Reader:
    """One reader with one open attempt; `received` counts bytes, heads of replies included."""

    port: int
    cookie: str = ""
    token: str = ""
    path: str = ""
    choices: tuple[str, ...] = ()
    base: int = 0
    requests: int = 0
    received: int = 0
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def request(
        self, method: str, path: str, fields: dict[str, str] | None = None, message: str = ""
    ) -> str:
        """Ask, follow redirects, keep cookie and token; return the page."""
        for _ in range(5):
            status, location, page = self._ask(method, path, fields, message)
            if status not in {302, 303}:
                break
            method, fields, path = "GET", None, urlsplit(location).path
        if not message:
            self._read_page(path, page)
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status}")
        return page

    def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, message: str
    ) -> tuple[int, str, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip"}
        body = message or (urlencode(fields) if fields is not None else None)
        if message:
            headers |= {"Accept": "application/json", "X-CSRF-Token": self.token}
        if body is not None:
            form = "application/x-www-form-urlencoded"
            headers["Content-Type"] = "application/json" if message else form
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        data = reply.read()
        self.requests += 1
        self.received += len(data) + sum(len(k) + len(v) + 4 for k, v in reply.getheaders())
        if reply.getheader("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        if cookie := reply.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return reply.status, reply.getheader("Location") or "", data.decode()

    def _read_page(self, path: str, page: str) -> None:
        self.path = path
        if found := _TOKEN.search(page):
            self.token = html.unescape(found.group(1))
        if choices := tuple(_RADIO.findall(page)):
            self.choices, self.base = choices, 0

    def address(self, page: str) -> str:
        """Return the address of a page of the attempt, such as `/check`."""
        return "/".join(self.path.split("/")[:3]) + page

    def start(self, quiz: str, name: str = "Bench") -> None:
        """Begin an attempt at a quiz whose first question has radio buttons."""
        self.request("GET", f"/quizzes/{quiz}")
        self.request("POST", f"/quizzes/{quiz}", {"csrf_token": self.token, "name": name})

    def hand_in(self) -> None:
        """Hand the attempt in; the reader then sees its result."""
        self.request("POST", self.address("/check"), {"csrf_token": self.token})

    def submit(self) -> None:
        """Hand the attempt in without a look at its result."""
        path = self.address("/check")
        status, _, _ = self._ask("POST", path, {"csrf_token": self.token}, "")
        if status != 303:
            raise AssertionError(f"POST {path}: {status}")

    def rest(self) -> None:
        """Close the connection: a server closes one that nobody uses for long."""
        if self._connection is not None:
            self._connection.close()

    def next_save(self) -> str:
        """Return the body of the next save, made on the one before."""
        body = {
            "tab": "bench",
            "seq": self.base + 1,
            "base": self.base,
            "response": {"": [self.choices[self.base % len(self.choices)]]},
        }
        self.base += 1
        return json.dumps(body)
