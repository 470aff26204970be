"""Accounts with passwords; sessions that end; counts of wrong guesses."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("reader_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_at", sa.DateTime(), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("totp_salt", sa.Text(), nullable=True),
        sa.Column("totp_since", sa.DateTime(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["readers.id"],
            name=op.f("fk_accounts_reader_id_readers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reader_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("user_name", name=op.f("uq_accounts_user_name")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["readers.id"],
            name=op.f("fk_recovery_codes_reader_id_readers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_reader_id"), "recovery_codes", ["reader_id"])
    op.create_table(
        "password_links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("good_until", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["readers.id"],
            name=op.f("fk_password_links_reader_id_readers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_password_links")),
    )
    op.create_index(op.f("ix_password_links_reader_id"), "password_links", ["reader_id"])
    op.create_table(
        "failures",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("blocked_until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_failures")),
    )
    _let_sessions_end()
    # Who was a teacher by a cookie alone becomes one again with a password: a new link is printed.
    op.execute("UPDATE readers SET role = 'reader'")


def _let_sessions_end() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_used_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("good_until", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("awaits_code", sa.Boolean(), nullable=True))
    sessions = sa.table(
        "sessions",
        sa.column("created_at", sa.DateTime()),
        sa.column("last_used_at", sa.DateTime()),
        sa.column("good_until", sa.DateTime()),
        sa.column("awaits_code", sa.Boolean()),
    )
    year = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=365)
    op.execute(
        sessions.update().values(
            last_used_at=sessions.c.created_at, good_until=year, awaits_code=False
        )
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        for name, kind in (
            ("last_used_at", sa.DateTime()),
            ("good_until", sa.DateTime()),
            ("awaits_code", sa.Boolean()),
        ):
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        for name in ("awaits_code", "ends_at", "good_until", "last_used_at"):
            batch_op.drop_column(name)
    for name in ("failures", "password_links", "recovery_codes", "accounts"):
        op.drop_table(name)
