"""Imports point one way, and a part brings nothing along that it has no use for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from pkgutil import walk_packages

import pytest

import quizapp
from quizapp import core, storage

ROOT = Path(quizapp.__file__).parent
CORE = [core.__name__, *(m.name for m in walk_packages(core.__path__, f"{core.__name__}."))]
STORAGE = [
    storage.__name__,
    *(
        m.name
        for m in walk_packages(storage.__path__, f"{storage.__name__}.")
        # Alembic alone can load it, while it runs.
        if not m.name.endswith(".env")
    ),
]
MAY_NOT_IMPORT = {
    "core": {"formats", "storage", "web", "cli", "app", "wsgi", "background", "config"},
    "formats": {"storage", "web", "cli", "app", "wsgi", "background", "config"},
    "storage": {"formats", "web", "cli", "app", "wsgi", "background", "config"},
    "web": {"cli", "app", "wsgi", "background"},
}


def came_along(modules: list[str]) -> set[str]:
    """Return the top-level packages that importing modules brings into a fresh interpreter."""
    code = "\n".join(
        ["import sys", *(f"import {name}" for name in modules), "print(*sorted(sys.modules))"]
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return {name.partition(".")[0] for name in run.stdout.split()}


def imported_by(path: Path) -> set[str]:
    """Return the parts of quizapp that a file names in its imports, wherever they stand in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name.split(".")[1] for name in names if name.startswith("quizapp.")}


def test_the_domain_brings_no_web_and_no_database() -> None:
    assert not came_along(CORE) & {"flask", "werkzeug", "jinja2", "sqlalchemy", "alembic", "click"}


def test_storage_brings_no_web() -> None:
    packages = came_along(STORAGE)

    assert not packages & {"flask", "werkzeug", "click"}
    assert "sqlalchemy" in packages


def test_the_package_alone_brings_nothing() -> None:
    assert not came_along(["quizapp"]) & {"flask", "sqlalchemy", "pydantic", "yaml"}


@pytest.mark.parametrize("part", MAY_NOT_IMPORT)
def test_imports_point_one_way(part: str) -> None:
    files = sorted((ROOT / part).rglob("*.py"))
    wrong = {
        str(path.relative_to(ROOT)): names
        for path in files
        if (names := imported_by(path) & MAY_NOT_IMPORT[part])
    }

    assert files
    assert not wrong


def test_the_guard_sees_every_form_of_import(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "import quizapp.web.pages\n"
        "from quizapp import storage\n"
        "def late():\n"
        "    from quizapp.cli.serve import command\n"
    )

    assert imported_by(path) == {"web", "storage", "cli"}
