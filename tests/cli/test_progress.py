"""The progress bar."""

from __future__ import annotations

import io
import sys

from quizapp.cli import _progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_all_work_is_done_with_and_without_a_bar(monkeypatch):
    monkeypatch.setattr(_progress, "PATIENCE", -1)
    assert list(_progress.track(iter("abc"), 3, "Checking")) == ["a", "b", "c"]
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(_progress.track(iter("abc"), 3, "Checking")) == ["a", "b", "c"]
    assert "Checking" in sys.stderr.getvalue()


def test_quick_work_shows_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(_progress.track(iter("abc"), 3, "Checking")) == ["a", "b", "c"]
    assert sys.stderr.getvalue() == ""
