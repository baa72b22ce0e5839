"""Clean-ups and gaming mode."""

import sqlalchemy as sa
from alembic import op

revision = "pc_0001"
down_revision = None
branch_labels = ("pc",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pc_cleanup",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "pc_gaming",
        sa.Column("pc", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("pc"),
    )
