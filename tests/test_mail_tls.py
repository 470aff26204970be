"""Mail goes to no server that speaks TLS older than 1.2, or that nobody vouches for."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from quizapp import mail
from quizapp.config import Config

CERTIFICATE = Path(__file__).with_name("localhost.pem")
VERSIONS = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2}
VERSIONS["1.3"] = ssl.TLSVersion.TLSv1_3
# What a system allows is no matter here: ours has to refuse by itself. Old versions are spoken with
# the oldest ciphers alone.
ANY_CIPHER = "DEFAULT:@SECLEVEL=0"


class Talk(socketserver.StreamRequestHandler):
    """SMTP over TLS, from the start or after STARTTLS."""

    server: Any

    def handle(self) -> None:
        with suppress(OSError):
            self._talk()
        self.request.close()

    def _talk(self) -> None:
        if self.server.is_tls_first:
            self._begin_tls()
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            self.server.heard.append((word.decode(), isinstance(self.request, ssl.SSLSocket)))
            if word == b"EHLO":
                self.wfile.write(b"250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
            elif word == b"STAR":
                self.wfile.write(b"220 go on\r\n")
                self._begin_tls()
            elif word == b"AUTH":
                self.wfile.write(b"235 welcome\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines).decode())
                self.wfile.write(b"250 ok\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def _begin_tls(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.setup()


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks one version of TLS; `heard` are the commands, and whether they came by TLS."""

    daemon_threads = True

    def __init__(self, version: ssl.TLSVersion, *, is_tls_first: bool) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.is_tls_first, self.port = is_tls_first, self.server_address[1]
        self.heard: list[tuple[str, bool]] = []
        self.mails: list[str] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers(ANY_CIPHER)
        self.context.minimum_version = self.context.maximum_version = version
        self.context.load_cert_chain(CERTIFICATE)


@pytest.fixture(params=[False, True], ids=["STARTTLS", "from the start"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    version = VERSIONS[request.node.callspec.params["version"]]
    with MailServer(version, is_tls_first=request.param) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        if request.param:
            monkeypatch.setattr(mail, "_TLS_FROM_THE_START", server.port)
        yield server
        server.shutdown()


@pytest.fixture
def is_vouched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine trust the tests' certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.fixture
def allows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine allow all that OpenSSL can."""
    strict = mail.tls

    def tls() -> ssl.SSLContext:
        context = strict()
        context.set_ciphers(ANY_CIPHER)
        return context

    monkeypatch.setattr(mail, "tls", tls)


def send(config_of: Path, server: MailServer) -> bool:
    config = Config(
        config_of,
        config_of,
        smtp_host="localhost",
        smtp_port=server.port,
        smtp_from="quizapp@school.example",
        smtp_user="quizapp",
        smtp_password="secret of the mail server",
    )
    return mail.send(config, "hale@school.example", "A link", "Here it is.")


@pytest.mark.usefixtures("is_vouched_for", "allows_all")
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_mail_goes_by_tls_1_2_or_newer_and_not_at_all_otherwise(
    server: MailServer, tmp_path: Path, version: str
) -> None:
    is_taken = version != "1.1"
    assert send(tmp_path, server) is is_taken
    assert len(server.mails) == is_taken
    # Neither the password nor the mail went out in clear.
    in_clear = {word for word, is_tls in server.heard if not is_tls}
    assert in_clear <= {"EHLO", "STAR"}
    assert (("AUTH", True) in server.heard) is is_taken


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_no_mail_goes_to_a_server_that_nobody_vouches_for(
    server: MailServer, tmp_path: Path, version: str
) -> None:
    assert not send(tmp_path, server)
    assert server.mails == []
    assert {word for word, _ in server.heard} <= {"EHLO", "STAR"}


@pytest.mark.parametrize("version", ["1.1"])
@pytest.mark.parametrize("server", [True], indirect=True)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_the_old_server_lets_in_who_speaks_as_it_does(server: MailServer, version: str) -> None:
    """So what kept our mail from it is our own rule."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    context.set_ciphers(ANY_CIPHER)
    context.minimum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as speaking,
    ):
        assert speaking.version() == f"TLSv{version}"
