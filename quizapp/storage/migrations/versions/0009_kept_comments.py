"""The comments that teachers wrote to answers, kept to be written again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["readers.id"],
            name=op.f("fk_kept_comments_owner_id_readers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_comments")),
        sa.UniqueConstraint("owner_id", "text", name=op.f("uq_kept_comments_owner_id_text")),
    )


def downgrade() -> None:
    op.drop_table("kept_comments")
