"""Where a server is reached."""

from __future__ import annotations

import socket
from typing import Final

from quizapp.config import Config

_EVERYWHERE: Final = {"0.0.0.0", "::"}  # noqa: S104 - only compared with


def is_for_classroom(config: Config) -> bool:
    """Tell whether the server listens to the whole network."""
    return config.host in _EVERYWHERE


def public_url(config: Config) -> str:
    """Return the address to type into a browser, and that links begin with.

    It is never taken from a request: whoever asks could name a host of their own.
    """
    if config.public_url:
        return config.public_url.rstrip("/")
    host = own_address() if is_for_classroom(config) else config.host
    scheme = "https" if config.https else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{config.port}"


def own_address() -> str:
    """Return the address others on the network reach this machine by. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
