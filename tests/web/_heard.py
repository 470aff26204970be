"""What a page asks of the database through SQLAlchemy, whichever database it is."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import Engine, event


def statements(client: FlaskClient, path: str) -> list[str]:
    """Return what is asked for a page that was shown once already."""
    assert client.get(path).status_code == 200
    return first_statements(client, path)


def first_statements(client: FlaskClient, path: str) -> list[str]:
    """Return what is asked for a page."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    # Reading and writing may go through engines of their own.
    event.listen(Engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    event.remove(Engine, "before_cursor_execute", note)
    assert seen
    return seen
