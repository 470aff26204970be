"""The real browser and the real server, for attacks that need them; a teacher who is signed in."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browser.conftest import browser, context, faults, page, server
from tests.web import _walk

__all__ = ["browser", "context", "faults", "page", "server"]


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client)
    return client
