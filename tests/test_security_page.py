"""The table of OWASP ASVS 5.0 says what is true: every test that it names exists, and runs."""

from __future__ import annotations

import ast
import re
import ssl
import tomllib
from functools import cache
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from quizapp import mail
from quizapp.help.asvs import MET, STATES, Requirement, requirements
from tests.test_guarantees import functions_of

HOUSE = Path(__file__).parents[1]
PAGE = HOUSE / "quizapp/help/72-security.md"
# The requirements that were chosen for this program; "Not met on purpose" among them.
CHOSEN = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.9 1.2.10 1.3.1 1.3.2 1.3.3 1.3.5 1.3.6 1.3.7 1.3.10 1.3.11
1.3.12 1.5.1 1.5.2 1.5.3 2.1.3 2.2.1 2.2.2 2.2.3 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1 3.2.1 3.2.2 3.3.1
3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.4.8 3.5.1 3.5.2 3.5.3 3.5.7 3.5.8 3.6.1
3.7.2 4.1.1 4.1.3 4.1.4 4.2.1 5.1.1 5.2.1 5.2.2 5.2.3 5.2.4 5.2.5 5.2.6 5.3.1 5.3.2 5.3.3 5.4.1
5.4.2 5.4.3 6.1.1 6.1.3 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11
6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.3.6 6.3.8 6.4.1 6.4.3 6.4.6 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.8.1
6.8.2 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.5 7.5.1 7.5.2 8.1.1 8.1.2 8.2.1
8.2.2 8.2.3 8.3.1 8.3.2 8.4.1 9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 9.2.4 11.2.1 11.2.4 11.4.2
11.5.1 11.7.1 12.1.1 12.2.1 13.2.4 13.3.1 13.3.3 13.4.1 13.4.2 13.4.3 13.4.4 13.4.5 13.4.6
14.1.1 14.2.1 14.2.2 14.2.3 14.2.4 14.2.6 14.2.7 14.2.8 14.3.1 14.3.2 14.3.3 15.1.1 15.1.2
15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.3 15.3.4 15.3.5 15.3.7 15.4.1 15.4.2 15.4.3 16.2.1
16.2.2 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.5.1 16.5.2 16.5.3 16.5.4
""".split()


@pytest.mark.parametrize("one", requirements(), ids=lambda one: one.number)
def test_a_requirement_that_is_met_names_tests_that_exist(one: Requirement) -> None:
    assert one.state in STATES
    assert one.asks
    assert one.how
    assert bool(one.tests) == (one.state in {MET, "in part"})
    for test in one.tests:
        path, _, name = test.partition("::")
        assert name in functions_of(f"tests/{path}"), test


@cache
def _left_out() -> frozenset[str]:
    """Return the marks that a run of all tests leaves out, as pyproject.toml says."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings["tool"]["pytest"]["ini_options"]["addopts"]
    return frozenset(re.findall(r"not (\w+)", options))


def _marks(expression: ast.AST | None) -> set[str]:
    """Return the names of the marks in an expression."""
    nodes = ast.walk(expression) if expression else ()
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _marks_of(text: str, name: str) -> set[str]:
    """Return the marks of a test: its own, and those of its module."""
    found = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            found |= _marks(node.value)
        if isinstance(node, ast.FunctionDef) and node.name == name:
            found |= set().union(*(_marks(one) for one in node.decorator_list))
    return found


@pytest.mark.parametrize("one", requirements(), ids=lambda one: one.number)
def test_a_test_that_shows_a_requirement_is_run_with_all_others(one: Requirement) -> None:
    never = {"skip", "xfail", *_left_out()}
    for test in one.tests:
        path, _, name = test.partition("::")
        assert name.startswith("test_"), test
        assert Path(path).name.startswith("test_"), test
        text = (HOUSE / "tests" / path).read_text(encoding="utf-8")
        assert not _marks_of(text, name) & never, test


def test_a_test_that_is_left_out_is_seen() -> None:
    """So the test above can fail."""
    assert {"drill", "full"} <= _left_out()
    text = "pytestmark = [pytest.mark.drill]\n\n@pytest.mark.full\ndef test_x(): ...\n"
    assert {"drill", "full"} <= _marks_of(text, "test_x")
    assert "full" not in _marks_of(text, "test_y")


def test_every_requirement_that_was_chosen_has_a_row() -> None:
    assert sorted(one.number for one in requirements()) == sorted(CHOSEN)


def test_every_module_that_the_page_names_is_there() -> None:
    named = re.findall(r"`([\w/]*test_[\w*]+(?:\.py)?)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 15
    for name in named:
        folder = "tests" if "/" in name else "tests/attacks"
        assert list((HOUSE / folder).glob(name)), name


def test_the_page_has_every_row(client: FlaskClient) -> None:
    page = client.get("/help/security").text
    for one in requirements():
        assert f"<td>{one.number}</td>" in page


def test_the_page_says_how_soon_a_weak_part_is_replaced(client: FlaskClient) -> None:
    page = client.get("/help/security").text
    assert "how soon a weak one is replaced" in page
    assert re.search(r"within a week if .* within a month otherwise", page, re.S)
    assert "pip-audit --strict" in page


def test_the_proxy_of_the_guide_and_our_mail_speak_tls_1_2_or_newer() -> None:
    guide = (HOUSE / "quizapp/help/51-one-server.md").read_text(encoding="utf-8")
    spoken = re.findall(r"ssl_protocols (.*);", guide)
    assert spoken == ["TLSv1.2 TLSv1.3"]
    context = mail.tls()
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
