"""Calls that are to be made at a later time."""

import sqlalchemy as sa
from alembic import op

revision = "memory_0007"
down_revision = "memory_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "later",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("later_due_at", "later", ["due_at"], unique=False)
