"""Versions of the bank's files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_contents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_file_contents")),
    )
    op.create_table(
        "file_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["file_contents.digest"],
            name=op.f("fk_file_versions_digest_file_contents"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["readers.id"],
            name=op.f("fk_file_versions_author_id_readers"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_versions")),
    )
    with op.batch_alter_table("file_versions", schema=None) as batch_op:
        batch_op.create_index("ix_file_versions_name_id", ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_versions_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_versions_author_id"), ["author_id"], unique=False)


def downgrade() -> None:
    op.drop_table("file_versions")
    op.drop_table("file_contents")
