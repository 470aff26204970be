"""How often the marks of an attempt were written down: what was read of them can be kept."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never a batch here: see 0004.
    op.add_column(
        "attempts", sa.Column("scored", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.execute("UPDATE attempts SET scored = 1 WHERE earned IS NOT NULL")


def downgrade() -> None:
    op.drop_column("attempts", "scored")
