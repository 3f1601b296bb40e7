"""Alembic's migrations, from the first table on. They run when the storage opens, on the connection it gives."""
