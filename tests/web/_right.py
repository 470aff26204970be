"""What to send so that a route takes it from whoever may send it; see tests/web/_matrix.py.

A route that is not here takes an empty form, or says what is wrong with one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True)
class Right:
    """Fields beside the token, and what stands in the address; {names} are known to the matrix."""

    fields: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] | None = None


_DONE: Final = {"attempt_id": "{done}"}
_TERMS: Final = {"late": "accept", "attempts": "3", "minutes": "60", "feedback": "", "who": "all"}
_NEW_TERMS: Final = {"quiz": "lighthouse", **_TERMS}
_TWO: Final = {"one": "{classmate}", "other": "{dora}"}
_WHY: Final = {"question": "why"}
_PICTURE: Final = {"file": "tower.png"}
_LINK: Final = {"token": "{link}"}
_PASSWORD: Final = "another one by heart"
_CLASS: Final = "/teach/classes/<int:class_id>"
_GIVEN: Final = "/teach/assignments/<int:assignment_id>"
_ATTEMPT: Final = "/teach/attempts/<attempt_id>"
_FILE: Final = "/teach/bank/files/<file>"
_MARKING: Final = "/teach/marking/<name>/<question>"
_REGRADE: Final = "/teach/quizzes/<name>/regrade"

HERE: Final = ("POST", "/attempts/<attempt_id>/here")
LOCK: Final = ("POST", _CLASS)
POINTS: Final = ("POST", f"{_ATTEMPT}/points")
REGRADE: Final = ("POST", _REGRADE)
SAVE: Final = ("POST", _FILE)
MARK: Final = ("POST", _MARKING)

RIGHT: Final = {
    ("GET", "/attempts/<attempt_id>/pictures/<file>"): Right(values=_PICTURE),
    ("GET", "/quizzes/<name>/pictures/<file>"): Right(values=_PICTURE),
    ("GET", "/teach/bank/pictures/<file>"): Right(values=_PICTURE),
    ("GET", f"{_FILE}/export/<name>"): Right(values={"name": "gift"}),
    ("GET", "/teach/bank/import/<name>/template"): Right(values={"name": "csv"}),
    ("GET", "/set-password/<token>"): Right(values=_LINK),
    ("POST", "/set-password/<token>"): Right({"password": _PASSWORD, "again": _PASSWORD}, _LINK),
    ("POST", f"{_MARKING}/differences"): Right({"marking": "{marking}"}, _WHY),
    HERE: Right(json={"position": 1}),
    ("POST", "/attempts/<attempt_id>/practice"): Right(values=_DONE),
    ("GET", "/attempts/<attempt_id>/result"): Right(values=_DONE),
    ("POST", "/join"): Right({"code": "{code}", "name": "Emma", "how": "name"}),
    ("POST", "/quizzes/<name>"): Right({"name": "Emma"}),
    ("POST", f"{_GIVEN}/copies"): Right({"classes": "{second_class}"}),
    ("POST", f"{_GIVEN}/edit"): Right(_TERMS),
    ("POST", "/teach/classes"): Right({"name": "7z", "code": "lasting"}),
    LOCK: Right({"action": "lock"}),
    ("GET", f"{_CLASS}/assignments/new"): Right({"quiz": "lighthouse"}),
    ("POST", f"{_CLASS}/assignments/new"): Right(_NEW_TERMS),
    ("POST", f"{_CLASS}/cards"): Right({"pupil": "{classmate}"}),
    ("GET", f"{_CLASS}/merge"): Right(_TWO),
    ("POST", f"{_CLASS}/merge"): Right({**_TWO, "keep": "{classmate}"}),
    ("POST", f"{_CLASS}/pupils/<int:reader_id>"): Right(
        {"name": "Mina", "time": "1.5", "extra_attempts": "1"}
    ),
    ("POST", f"{_CLASS}/roster"): Right({"action": "remove", "pupil": "{classmate}"}),
    ("GET", _ATTEMPT): Right(values=_DONE),
    POINTS: Right({"points": "1", "reason": "So"}, _DONE),
    ("POST", f"{_ATTEMPT}/points/<int:number>/take-back"): Right(values=_DONE),
    ("POST", f"{_ATTEMPT}/reopen"): Right({"why": "So", "until": ""}, _DONE),
    SAVE: Right({"action": "save", "text": "{text}", "opened": "{opened}"}),
    ("POST", f"{_FILE}/preview"): Right({"text": "{text}", "opened": "{opened}"}),
    ("POST", f"{_FILE}/remove"): Right({"opened": "{opened}"}),
    ("POST", f"{_FILE}/rename"): Right({"name": "b.yaml", "opened": "{opened}"}),
    ("POST", f"{_FILE}/versions/<int:number>"): Right({"opened": "{opened}"}),
    ("POST", "/teach/bank/new"): Right({"name": "storm", "title": "The storm"}),
    ("POST", "/teach/marking"): Right(
        {"action": "release", "quiz": "lighthouse", "assignment": ""}
    ),
    ("GET", _MARKING): Right(values=_WHY),
    MARK: Right({"action": "save", "answer": "{done}", "points": "2"}, _WHY),
    ("GET", f"{_MARKING}/differences"): Right(values=_WHY),
    ("GET", "/teach/near-misses/<name>/rule"): Right({"question": "fuel", "text": "wale oil"}),
    ("POST", "/teach/near-misses/<name>/rule"): Right({"question": "fuel", "text": "wale oil"}),
    ("POST", "/teach/people"): Right({"name": "Mr Fry", "user_name": "mr-fry"}),
    ("POST", "/teach/people/<int:reader_id>"): Right({"action": "disable"}),
    REGRADE: Right({"q.fuel": "full"}),
}
