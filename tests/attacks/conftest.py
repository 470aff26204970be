"""The real browser and the real server, for attacks that need them."""

from tests.browser.conftest import browser, context, faults, page, server

__all__ = ["browser", "context", "faults", "page", "server"]
