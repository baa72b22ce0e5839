"""Programs and people who come in by the API, and the messages that are kept for them to fetch."""

import sqlalchemy as sa
from alembic import op

revision = "memory_0005"
down_revision = "memory_0004"
branch_labels = None
depends_on = None

ORDER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("digest", name="api_client_digest"),
    )
    op.create_table(
        "mailbox",
        sa.Column("n", ORDER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("key", name="mailbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("mailbox_client", "mailbox", ["client", "n"], unique=False)
    op.create_index("mailbox_reply", "mailbox", ["client", "reply_to"], unique=False)
