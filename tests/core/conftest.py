"""A test's docstring can be its quiz file."""

from __future__ import annotations

import pytest

from quizapp.core.reading import Reading
from tests.core.quiz_text import read


@pytest.fixture
def reading(request: pytest.FixtureRequest) -> Reading:
    """Read the test's docstring."""
    return read(request.function.__doc__ or "")
