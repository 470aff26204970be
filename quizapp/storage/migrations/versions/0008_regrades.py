"""Regrades, what they did to attempts, and points set by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _regrade_id(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_regrade_id_regrades")
    return sa.ForeignKeyConstraint(["regrade_id"], ["regrades.id"], name=name, ondelete="CASCADE")


def _attempt_id(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_attempt_id_attempts")
    return sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=name, ondelete="CASCADE")


def _author_id(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_author_id_readers")
    return sa.ForeignKeyConstraint(["author_id"], ["readers.id"], name=name, ondelete="SET NULL")


def upgrade() -> None:
    op.create_table(
        "regrades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reverted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["quiz_versions.id"], name=op.f("fk_regrades_version_id_quiz_versions")
        ),
        _author_id("regrades"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
    )
    op.create_index(op.f("ix_regrades_quiz"), "regrades", ["quiz"])
    op.create_index(op.f("ix_regrades_author_id"), "regrades", ["author_id"])
    op.create_table(
        "rulings",
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        _regrade_id("rulings"),
        sa.PrimaryKeyConstraint("regrade_id", "question", name=op.f("pk_rulings")),
    )
    op.create_table(
        "regraded_attempts",
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("before_possible", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("after_possible", sa.Text(), nullable=False),
        _regrade_id("regraded_attempts"),
        _attempt_id("regraded_attempts"),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_id", name=op.f("pk_regraded_attempts")),
    )
    op.create_index(op.f("ix_regraded_attempts_attempt_id"), "regraded_attempts", ["attempt_id"])
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        _attempt_id("overrides"),
        _author_id("overrides"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_attempt_id"), "overrides", ["attempt_id"])
    op.create_index(op.f("ix_overrides_author_id"), "overrides", ["author_id"])


def downgrade() -> None:
    for name in ("overrides", "regraded_attempts", "rulings", "regrades"):
        op.drop_table(name)
