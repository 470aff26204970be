"""The manual has a page for every type, format and diagnostic, and each is shown."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from quizapp.core.types import type_words
from quizapp.formats import all_formats
from quizapp.help.codes import all_codes
from quizapp.help.manual import ManualPage, manual_pages


def test_there_is_a_page_for_everything() -> None:
    wanted = {f"types/{word}" for word in type_words()}
    wanted |= {f"formats/{format_.name}" for format_ in all_formats()}
    wanted |= {f"codes/{code}" for code in all_codes()}
    assert wanted < set(manual_pages())


@pytest.mark.parametrize("word", type_words())
def test_a_types_page_has_its_example_and_its_fields(word: str) -> None:
    text = manual_pages()[f"types/{word}"].markdown
    assert f"type: {word}\n" in text
    assert re.search(r"^- `[\w-]+`: \w", text, re.MULTILINE)


def test_every_page_is_shown_and_listed(client: FlaskClient) -> None:
    contents = client.get("/help").text
    for address, page in manual_pages().items():
        assert f'href="/help/{address}"' in contents
        assert client.get(f"/help/{address}").status_code == 200, page.title


def test_the_parts_of_a_made_page_have_headings(client: FlaskClient) -> None:
    assert "<h2>Fields</h2>" in client.get("/help/types/cloze").text
    assert "<h2>Bad</h2>" in client.get("/help/codes/W224").text


def test_the_contents_say_what_each_type_asks(client: FlaskClient) -> None:
    assert "Gaps in a text are filled, by typing or from menus." in client.get("/help").text


@pytest.mark.parametrize("page", manual_pages().values(), ids=lambda page: page.address)
def test_every_link_of_a_made_page_leads_somewhere(page: ManualPage) -> None:
    here = page.address.rpartition("/")[0]
    for target in re.findall(
        r"\]\(([^)\s:]+)\)", re.sub(r"```.*?```", "", page.markdown, flags=re.S)
    ):
        address = target.removeprefix("../") if target.startswith("../") else f"{here}/{target}"
        assert address.strip("/") in manual_pages(), target
