"""Readers who save as fast as they can, and note what the server said it has."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import NamedTuple

QUESTIONS = 8
QUIZ = "title: Under load\nquestions:\n" + "".join(
    f"  - {{id: q{n}, type: short-answer, prompt: Number {n}?, answers: [right]}}\n"
    for n in range(1, QUESTIONS + 1)
)
_FORM = "application/x-www-form-urlencoded"


class Acknowledged(NamedTuple):
    """An answer the server said it has."""

    attempt: str
    position: int
    number: int
    digest: str


class Reply(NamedTuple):
    """What came back: a status, JSON (empty where there was none), after how many seconds."""

    status: int
    body: dict[str, object]
    retry_after: str | None
    seconds: float


class Readers:
    """Threads that start attempts and save answers until they are stopped.

    What gets no receipt is sent again as it was, as the page's script does.
    """

    def __init__(
        self,
        port: int,
        count: int,
        seed: int = 0,
        *,
        patience: float = 10,
        make: Callable[[int, float], Reader] | None = None,
    ) -> None:
        self._make = make or Reader
        self.acknowledged: list[Acknowledged] = []
        self.statuses: Counter[int] = Counter()
        self.unexpected: list[str] = []
        self.seconds: list[float] = []
        self.broken: Counter[str] = Counter()
        self._port, self._patience = port, patience
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(Random(seed * 1000 + n),), daemon=True)
            for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(self._patience + 5)

    def wait_for(self, receipts: int, seconds: float = 180) -> None:
        """Wait until there are so many more receipts."""
        wanted, until = len(self.acknowledged) + receipts, time.monotonic() + seconds
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, (len(self.acknowledged), wanted, self.statuses)
            time.sleep(0.01)

    def _run(self, random: Random) -> None:
        while not self._stop.is_set():
            try:
                with closing(self._make(self._port, self._patience)) as reader:
                    self._take_a_quiz(reader, random)
            except (OSError, HTTPException) as error:
                # The server was killed, or is not back yet.
                self.broken[type(error).__name__] += 1
                self._stop.wait(0.05)

    def _take_a_quiz(self, reader: Reader, random: Random) -> None:
        attempt = self._start(reader)
        numbers = dict.fromkeys(range(1, QUESTIONS + 1), 0)
        for seq in range(40):
            if self._stop.is_set() or attempt is None:
                return
            position = random.randint(1, QUESTIONS)
            receipt = self._save(reader, attempt, position, numbers[position], seq)
            if receipt is None:
                return
            numbers[position] = receipt.number

    def _start(self, reader: Reader) -> str | None:
        status, attempt = reader.start()
        if attempt is None:
            self._note(status, "start")
            self._stop.wait(0.2)
        return attempt

    def _save(
        self, reader: Reader, attempt: str, position: int, base: int, seq: int
    ) -> Acknowledged | None:
        while not self._stop.is_set():
            reply = self._once(reader, attempt, position, base, seq)
            if reply is None:
                continue
            if reply.status == 200:
                receipt = Acknowledged(
                    attempt, position, int(str(reply.body["number"])), str(reply.body["digest"])
                )
                self.acknowledged.append(receipt)
                self.seconds.append(reply.seconds)
                return receipt
            self._note(reply.status, f"save: {reply.body}", reply.retry_after)
            if reply.status != 503:
                return None
            self._stop.wait(0.2)
        return None

    def _once(
        self, reader: Reader, attempt: str, position: int, base: int, seq: int
    ) -> Reply | None:
        """Send an answer; None where the connection broke: it may have arrived or not."""
        try:
            return reader.save(attempt, position, base, seq)
        except (OSError, HTTPException) as error:
            self.broken[type(error).__name__] += 1
            reader.close()
            self._stop.wait(0.05)
            return None

    def _note(self, status: int, what: str, retry_after: str | None = "") -> None:
        self.statuses[status] += 1
        if status != 503 or retry_after is None:
            self.unexpected.append(f"{status} {what}")


class Reader:
    """One browser: a connection, a cookie and the token of its forms."""

    def __init__(self, port: int, patience: float = 10) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=patience)
        self._cookie = ""
        self._token = ""

    def close(self) -> None:
        """Hang up; what is asked next opens a new connection."""
        self._connection.close()

    def ask(
        self, method: str, path: str, body: str = "", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Send a request; return status, headers in small letters and text."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._cookie:
            headers["Cookie"] = self._cookie
        self._connection.request(method, path, body.encode(), headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        if cookie := response.getheader("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        return response.status, {k.lower(): v for k, v in response.getheaders()}, text

    def _read_token(self, path: str) -> int:
        status, _, text = self.ask("GET", path)
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self._token = found[1]
        return status

    def start(self, quiz: str = "load") -> tuple[int, str | None]:
        """Begin an attempt under a new name; return its id, or the status that came instead."""
        status = self._read_token(f"/quizzes/{quiz}")
        if status != 200:
            return status, None
        form = f"csrf_token={self._token}&name=Reader"
        status, headers, _ = self.ask("POST", f"/quizzes/{quiz}", form, Content_Type=_FORM)
        found = re.search(r"/attempts/([\w-]+)", headers.get("location", ""))
        if status != 303 or not found:
            return status, None
        # The name was new, so the device has another cookie now, and its forms another token.
        status = self._read_token(f"/attempts/{found[1]}/questions/1")
        return status, found[1] if status == 200 else None

    def save(
        self, attempt: str, position: int, base: int, seq: int, text: str = "", tab: str = "t"
    ) -> Reply:
        """Send an answer as the page's script does."""
        message = {
            "tab": tab,
            "seq": seq,
            "base": base,
            "response": {"": [text or f"answer {seq}"]},
        }
        began = time.monotonic()
        status, headers, reply = self.ask(
            "POST",
            f"/attempts/{attempt}/questions/{position}",
            json.dumps(message),
            Content_Type="application/json",
            Accept="application/json",
            X_CSRF_Token=self._token,
        )
        seconds = time.monotonic() - began
        is_json = headers.get("content-type", "").startswith("application/json")
        return Reply(
            status, json.loads(reply) if is_json else {}, headers.get("retry-after"), seconds
        )
