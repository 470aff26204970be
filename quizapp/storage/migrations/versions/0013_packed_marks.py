"""The marks and answers of an attempt in one text: statistics of very many read nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0013_since_0012"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never a batch here: see 0004. What is there already is read from its rows, as before.
    op.add_column("attempts", sa.Column("packed", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("packed_scored", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempts", "packed_scored")
    op.drop_column("attempts", "packed")
