"""Whether a class offers the names of its roster to who joins."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never a batch here: see 0004.
    op.add_column(
        "classes",
        sa.Column("offers_names", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("classes", "offers_names")
