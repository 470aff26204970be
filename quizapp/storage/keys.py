"""Whether all processes that share a PostgreSQL database have the same secret key.

With another one on one machine readers would be signed out whenever the balancer sends them there.
Each process says in the name of its connections which key it has, in a few digits that tell
nobody what it is; the database shows who is connected.
"""

from __future__ import annotations

import hmac
from typing import Final

from sqlalchemy import Connection, text

from quizapp.storage import postgresql

_NAME: Final = "quizapp key "
_OTHERS: Final = text("""
    SELECT DISTINCT coalesce(host(client_addr), 'the machine of the database')
    FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE :ours AND application_name <> :mine
    ORDER BY 1
""")


def named_after_key(url: str, secret: bytes) -> str:
    """Return a database's address whose connections say which key is used; SQLite's as it is."""
    if not url.startswith("postgres"):
        return url
    address = postgresql.parse(url)
    if "application_name" in address.query:
        return url
    named = address.update_query_dict({"application_name": _name(secret)})
    return named.render_as_string(hide_password=False)


def with_other_keys(connection: Connection, secret: bytes) -> list[str]:
    """Return where processes run that work on this database with another key."""
    if connection.dialect.name == "sqlite":
        return []
    known = {"ours": f"{_NAME}%", "mine": _name(secret)}
    return list(connection.scalars(_OTHERS, known))


def _name(secret: bytes) -> str:
    return _NAME + hmac.digest(secret, b"the name of connections", "sha256").hex()[:8]
