"""What goes out compressed comes out as it was, with either encoder."""

from __future__ import annotations

import gzip
import zlib

import pytest
from flask.testing import FlaskClient

from quizapp.web import compression
from tests.web import _walk

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture(params=["igzip", "zlib"], autouse=True)
def encoder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the standard library's encoder serve too, as where the other has no wheel."""
    if request.param == "zlib":
        monkeypatch.setattr(compression, "_deflate", zlib.compress)


def test_a_page_is_compressed_for_who_takes_it(client: FlaskClient) -> None:
    plain, packed = client.get("/help"), client.get("/help", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.content_length == len(packed.data)
    for reply in (plain, packed):
        assert "Accept-Encoding" in reply.headers.getlist("Vary")


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "*;q=0"])
def test_nobody_gets_what_they_do_not_take(client: FlaskClient, accepted: str) -> None:
    reply = client.get("/help", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in reply.headers


def test_what_is_small_goes_out_as_it_is(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    headers = GZIP | {"X-CSRF-Token": _walk.csrf(client)}
    reply = client.post(f"{attempt}/questions/2", json={"response": {"": "?"}}, headers=headers)
    assert reply.json["number"] == 1
    assert "Content-Encoding" not in reply.headers


def test_a_static_file_is_compressed_once(client: FlaskClient) -> None:
    path = "/static/quizapp.css"
    packed = client.get(path, headers=GZIP)
    with client.get(path) as plain:
        assert gzip.decompress(packed.data) == plain.data
    before = compression._file.cache_info().hits
    assert client.get(path, headers=GZIP).data == packed.data
    assert compression._file.cache_info().hits == before + 1
