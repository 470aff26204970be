"""Mail that the mail server did not take is tried again, for as long as it is of use.

It waits in memory: what stands in it, a link that opens an account, is kept nowhere. A server that
is started anew has forgotten it, and whoever waits for it asks once more.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from quizapp import mail
from quizapp.config import Config
from quizapp.metrics import MAILS

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8))
"""After each failure; together a quarter of an hour, so that half a link's life is left."""
MOST: Final = 100
"""Letters that wait. Of more, the newest."""
log = logging.getLogger(__name__)


class Letter(NamedTuple):
    """A message, whether somebody still wants it, and what to do when it is out."""

    to: str
    subject: str
    text: str
    is_wanted: Callable[[], bool]
    when_sent: Callable[[], None]


class _Waiting(NamedTuple):
    letter: Letter
    failures: int
    next_at: datetime


class Outbox:
    """Letters on their way. `look` is called every few seconds."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self._config, self._clock = config, clock
        self._waiting: deque[_Waiting] = deque(maxlen=MOST)

    def __len__(self) -> int:
        return len(self._waiting)

    def send(self, letter: Letter) -> None:
        """Try at once; what fails is tried again later."""
        self._try(letter, 0)

    def look(self) -> None:
        """Try again what is due."""
        now = self._clock()
        for one in [one for one in self._waiting.copy() if one.next_at <= now]:
            is_wanted = one.letter.is_wanted()  # what cannot be told now stays for the next time
            with suppress(ValueError):  # pushed out by newer ones
                self._waiting.remove(one)
            if is_wanted:
                self._try(one.letter, one.failures)

    def _try(self, letter: Letter, failures: int) -> None:
        if mail.send(self._config, letter.to, letter.subject, letter.text):
            MAILS.add("sent")
            letter.when_sent()
        elif failures < len(WAITS):
            MAILS.add("failed")
            again_at = self._clock() + WAITS[failures]
            self._waiting.append(_Waiting(letter, failures + 1, again_at))
        else:
            MAILS.add("given up")
            log.error("a mail is given up after %d tries", failures + 1)
