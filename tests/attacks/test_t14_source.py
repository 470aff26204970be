"""T14 and its kin: what no line of the program may do, looked for in its syntax trees.

Each rule is also asked of a line that breaks it, so that it is known to see it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import quizapp
from quizapp.storage import passwords

FOLDER: Final = Path(quizapp.__file__).parent
Rule = Callable[[ast.AST], bool]


@cache
def _trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(FOLDER).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.rglob("*.py"))
    }


def _called(node: ast.AST) -> str:
    """Return the dotted name of what is called, or an empty text."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _is_built(node: ast.AST) -> bool:
    """Tell whether a text is put together where it stands."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return _called(node).endswith(".format")


def _runs_what_was_sent(node: ast.AST) -> bool:
    return _called(node) in {
        *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv"),
        *("render_template_string", "flask.render_template_string", "input"),
        *("yaml.load", "yaml.full_load", "yaml.unsafe_load", "yaml.load_all"),
    }


def _imports(*names: str) -> Rule:
    def rule(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return (node.module or "").split(".")[0] in names
        return isinstance(node, ast.Import) and any(
            alias.name.split(".")[0] in names for alias in node.names
        )

    return rule


def _builds_a_statement(node: ast.AST) -> bool:
    name = _called(node).rpartition(".")[2]
    if name not in {"text", "exec_driver_sql", "literal_column", "executescript"}:
        return False
    return isinstance(node, ast.Call) and any(_is_built(part) for part in node.args)


def _formats_data(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr not in {"format", "format_map"}:
        return False
    of = node.func.value
    is_ours = isinstance(of, ast.Constant) or (
        _called(of) == "Markup"
        and isinstance(of, ast.Call)
        and isinstance(of.args[0], ast.Constant)
    )
    return not is_ours and not isinstance(of, ast.Name)


def _starts_a_shell(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and any(
        word.arg == "shell" and not (isinstance(word.value, ast.Constant) and not word.value.value)
        for word in node.keywords
    )


RULES: Final[dict[str, tuple[Rule, str]]] = {
    "runs what was sent": (_runs_what_was_sent, "eval(x)"),
    "unpacks objects": (_imports("pickle", "marshal", "shelve", "dill"), "import pickle"),
    "puts a statement together": (_builds_a_statement, 'text(f"SELECT {x}")'),
    "formats what was sent": (_formats_data, "request.form['x'].format(y)"),
    "starts a shell": (_starts_a_shell, "run(x, shell=True)"),
}
# Where it is right, and why.
ALLOWED: Final = {
    # Names of our own tables, columns and settings, on the command line.
    ("puts a statement together", "storage/migrations/"),
    ("puts a statement together", "storage/restore.py"),
    ("puts a statement together", "storage/integrity.py"),
    ("puts a statement together", "cli/_checkup/"),
    # Sentences of our own with their counts.
    ("formats what was sent", "cli/"),
    # Constants of a dialect of QTI.
    ("formats what was sent", "formats/_qti/"),
}


def _broken(rule: str) -> Iterator[str]:
    asks = RULES[rule][0]
    for path, tree in _trees().items():
        if any(rule == name and path.startswith(where) for name, where in ALLOWED):
            continue
        for node in ast.walk(tree):
            if asks(node):
                yield f"{path}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:90]}"


@pytest.mark.parametrize("rule", RULES)
def test_no_line_of_the_program_does_what_is_forbidden(rule: str) -> None:
    asks, example = RULES[rule]
    assert any(asks(node) for node in ast.walk(ast.parse(example)))
    assert list(_broken(rule)) == []


def test_markup_is_trusted_in_few_templates_alone() -> None:
    """`|safe` stands where a value is our own, and nowhere else."""
    found = {
        path.name
        for path in (FOLDER / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false", path.read_text(encoding="utf-8"))
    }
    assert found <= {"_sheet.html", "file.html"}


def _modules_that(asks: Rule) -> set[str]:
    return {p for p, tree in _trees().items() if any(asks(node) for node in ast.walk(tree))}


def test_chance_that_protects_comes_from_secrets() -> None:
    """`random` shuffles choices and pupils of a demo; what has to be guessed by nobody does not."""
    found = _modules_that(_imports("random"))
    outside = {p for p in found if not p.startswith(("core/", "storage/demo/", "cli/"))}
    # The numbers of requests in the log, which open nothing.
    assert outside <= {"web/observing.py"}
    assert _modules_that(_imports("secrets")) >= {"storage/sessions.py", "storage/pins.py"}


def _compares_a_secret(node: ast.AST) -> bool:
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return False
    sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
    is_secret = re.compile(r"(token|secret|signature|password_hash|csrf\w*|pin_hash|mac)\Z")
    return any(is_secret.search(side) for side in sides)


def test_secrets_are_compared_in_constant_time() -> None:
    """By compare_digest, or by the database that looks a hash up."""
    assert any(_compares_a_secret(node) for node in ast.walk(ast.parse("a.token == b")))
    found = {
        f"{path}: {ast.unparse(node)}"
        for path, tree in _trees().items()
        if path.startswith(("web/", "storage/", "app.py"))
        for node in ast.walk(tree)
        if _compares_a_secret(node)
    }
    # A column in a statement: the database looks it up.
    assert {
        one for one in found if ".c." not in one and not re.search(r": [A-Z]\w+\.", one)
    } == set()


@pytest.mark.usefixtures("costly_passwords")
def test_passwords_are_stored_by_argon2() -> None:
    stored = passwords.hash_password("four words by heart")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_program_opens_no_address_that_was_sent() -> None:
    """Only mail goes out, to the server of the settings: nothing else can fetch."""
    asks = _imports("requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib", "telnetlib")

    def fetches(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom):
            return (node.module or "").startswith(("urllib.request", "http.client"))
        return asks(node) or _called(node).endswith(("urlopen", "urlretrieve"))

    found = {p for p in _modules_that(fetches) if not p.startswith("cli/")}
    assert {p for p in found if p.startswith(("web/", "core/", "storage/", "formats/"))} == set()
    assert "mail.py" in found


def test_there_is_no_debugger_and_no_route_for_tests(client) -> None:
    def debugs(node: ast.AST) -> bool:
        is_on = isinstance(node, ast.Call) and any(
            word.arg in {"debug", "use_debugger", "use_evalex"} for word in node.keywords
        )
        return is_on or _called(node) in {"breakpoint", "pdb.set_trace", "DebuggedApplication"}

    assert _modules_that(debugs) == set()
    assert not client.application.debug
    for path in ("/console", "/debug", "/test", "/_debug_toolbar", "/?__debugger__=yes&cmd=x"):
        reply = client.get(path)
        assert reply.status_code == 404 or "debugger" not in reply.text.lower()
