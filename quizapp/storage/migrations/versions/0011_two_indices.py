"""Indices of the attempts that wait for a teacher's marks, and of when sessions end."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waits = sa.text("waiting <> '0'")
    op.create_index(
        "ix_attempts_waiting", "attempts", ["quiz"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index(op.f("ix_sessions_good_until"), "sessions", ["good_until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_good_until"), "sessions")
    op.drop_index("ix_attempts_waiting", "attempts")
