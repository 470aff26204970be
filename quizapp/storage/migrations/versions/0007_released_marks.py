"""When the marks by hand of an attempt outside assignments were released to its reader."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never a batch here: see 0004.
    op.add_column("attempts", sa.Column("marks_released_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempts", "marks_released_at")
