"""What Alembic runs to migrate: on the connection that `Storage.open` holds, in its transaction."""

from alembic import context
from sqlmodel import SQLModel

from coach.storage import tables

assert tables.PersonRow.metadata is SQLModel.metadata  # noqa: S101  # importing the tables fills the metadata
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
