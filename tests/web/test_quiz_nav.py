"""The links between a teacher's pages about one quiz."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.web import _walk


def test_the_links_keep_the_group_and_say_where_one_is(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)
    page = _walk.get(client, "/teach/quizzes/lighthouse?class=x&assignment=")
    assert ("Results", "/teach/quizzes/lighthouse") in page.links
    assert ("File", "/teach/bank/files/lighthouse.yaml") in page.links
    assert page.first("a", href="/teach/quizzes/lighthouse")["aria-current"] == "page"


def test_a_page_that_the_app_lacks_is_not_linked(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)
    hrefs = [href for _, href in _walk.get(client, "/teach/quizzes/lighthouse").links]
    about = [href for href in hrefs if href.startswith("/teach/")]
    assert all(client.get(href).status_code == 200 for href in about), about
