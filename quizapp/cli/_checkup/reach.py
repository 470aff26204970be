"""How readers reach it: the port, the settings about https and proxies, and what really arrives."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from http.client import HTTPException
from importlib.metadata import version
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from quizapp.address import is_for_classroom, public_url
from quizapp.cli._checkup.finding import Finding, fault, warning, well
from quizapp.cli._checkup.program import NAME
from quizapp.config import Config
from quizapp.web.machines_seen import HEADER, question

_SECONDS: Final = 5


class _Reply(NamedTuple):
    """What came back; `seen` is how the request looked to the server."""

    status: int
    headers: Any
    seen: dict[str, Any]


class _Stay(HTTPRedirectHandler):
    """Do not follow redirects."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def check_reach(config: Config, url: str | None) -> Iterator[Finding]:
    """Look at the settings, at the port, and at the address that readers use."""
    yield from _settings(config)
    yield from _port(config)
    if url:
        yield from _address(config, url.rstrip("/"))


def _settings(config: Config) -> Iterator[Finding]:
    """Look for settings that do not go together."""
    is_secure = urlsplit(config.public_url).scheme == "https"
    if is_secure and not config.https:
        words = "QUIZAPP_PUBLIC_URL is https, and QUIZAPP_HTTPS is not set: cookies are not secure"
        yield fault("https", words, "QUIZAPP_HTTPS=true")
    elif config.https and config.public_url and not is_secure:
        words = "QUIZAPP_HTTPS is set, and QUIZAPP_PUBLIC_URL is not https: links lead nowhere"
        yield fault("https", words, "QUIZAPP_PUBLIC_URL=https://...")
    elif config.https and not config.public_url:
        words = f"links begin with {public_url(config)}: readers come by another name"
        yield warning("https", words, "QUIZAPP_PUBLIC_URL=https://...")
    else:
        yield well("https", f"links begin with {public_url(config)}")
    if config.https and not config.proxies:
        words = "something speaks https in front, and QUIZAPP_PROXIES is 0: all have one address"
        yield warning("proxies", words, "QUIZAPP_PROXIES=1, if one proxy stands in front")
    elif config.proxies and is_for_classroom(config):
        words = "the server listens to the whole network: who goes round the proxy forges addresses"
        yield warning(
            "proxies", words, "QUIZAPP_HOST=127.0.0.1, or a firewall in front of the port"
        )
    else:
        yield well("proxies", f"{config.proxies} in front, by QUIZAPP_PROXIES")


def _port(config: Config) -> Iterator[Finding]:
    host = "127.0.0.1" if is_for_classroom(config) else config.host
    place = f"{f'[{host}]' if ':' in host else host}:{config.port}"
    try:
        socket.create_connection((host, config.port), 1).close()
    except OSError:
        yield well("port", f"{place} is free: no server runs")
        return
    reply = _ask(config, f"http://{place}")
    if isinstance(reply, str) or reply.status != 200 or not reply.seen:
        cure = "stop the other program, or choose another QUIZAPP_PORT"
        yield warning(
            "port", f"at {place} answers something else, or a server with another key", cure
        )
    elif reply.seen["version"] != version(NAME):
        words = f"the server at {place} is version {reply.seen['version']}, not the one installed"
        yield warning("port", words, "start it again")
    else:
        yield well("port", f"the server at {place} answers")


def _address(config: Config, url: str) -> Iterator[Finding]:
    reply = _ask(config, url)
    if isinstance(reply, str):
        yield fault("address", f"{url} does not answer: {reply}", "is the proxy running?")
    elif reply.status == 400:
        name = urlsplit(url).hostname
        words = f"{url} is refused: the server is not reached under that name"
        yield fault("address", words, f"QUIZAPP_HOSTS={name}, and let the proxy pass Host on")
    elif reply.status != 200 or not reply.seen:
        words = f"{url} answers {reply.status}, and not as this installation"
        yield fault(
            "address", words, "does the proxy lead here, and is it the same instance folder?"
        )
    else:
        yield from _arrived(url, reply)
        if url.startswith("https:"):
            yield from _secure(config, url, reply)


def _arrived(url: str, reply: _Reply) -> Iterator[Finding]:
    """Compare what the proxies made of our request with what the server was told of them."""
    passed_on, told = reply.seen["passed_on"], reply.seen["proxies"]
    if reply.seen["host"] != urlsplit(url).netloc:
        words = f"{url} arrives as {reply.seen['host']}: forms will be refused"
        yield fault("address", words, "nginx: proxy_set_header Host $http_host;")
    elif passed_on > told:
        words = f"{passed_on} proxies pass addresses on, and QUIZAPP_PROXIES is {told}"
        yield warning("proxies", words, f"QUIZAPP_PROXIES={passed_on}")
    elif passed_on < told:
        words = f"QUIZAPP_PROXIES is {told}, and {passed_on} pass addresses on: they can be forged"
        cure = "nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
        yield fault("proxies", words, cure)
    else:
        yield well("address", f"{url} arrives as it should, over {passed_on} proxies")


def _secure(config: Config, url: str, reply: _Reply) -> Iterator[Finding]:
    if not reply.seen["https"]:
        yield fault(
            "https", "readers come by https, and QUIZAPP_HTTPS is not set", "QUIZAPP_HTTPS=true"
        )
    elif "Strict-Transport-Security" not in reply.headers:
        cure = "let the proxy pass the server's headers on"
        yield warning("https", "the header Strict-Transport-Security is lost on the way", cure)
    plain = _ask(config, url.replace("https:", "http:", 1))
    if not isinstance(plain, str) and plain.status == 200:
        words = "plain http is answered with pages, not led to https"
        yield warning("https", words, "nginx: return 301 https://$host$request_uri; on port 80")


def _ask(config: Config, url: str) -> _Reply | str:
    """Ask a server how our request looks to it; return why not when it does not answer."""
    if not config.has_secret:
        return "this installation has no key yet"
    headers = {HEADER: question(config.secret(), int(time.time()))}
    asked = Request(f"{url}/healthz", headers=headers)  # noqa: S310 - http and https alone, below
    if urlsplit(url).scheme not in {"http", "https"}:
        return "an address begins with http:// or https://"
    try:
        with build_opener(_Stay).open(asked, timeout=_SECONDS) as reply:
            told = json.loads(reply.read(10_000))
            found = told if isinstance(told, dict) and "passed_on" in told else {}
            return _Reply(reply.status, reply.headers, found)
    except HTTPError as error:
        return _Reply(error.code, error.headers, {})
    except (OSError, HTTPException) as error:
        return str(getattr(error, "reason", error))
    except ValueError:
        return _Reply(200, {}, {})
