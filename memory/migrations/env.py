"""Alembic's entry: runs the steps of every room on the connection that memory/migrate.py hands over."""  # noqa: INP001 - Alembic runs this file; nobody imports it

from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # Alembic's own steps through a SQLite table's shadow copy; harmless elsewhere.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
