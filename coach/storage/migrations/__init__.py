"""Alembic's migrations, from the first table on. They run when the storage opens, on the connection it gives.

Alembic takes half a second to import, so it is left alone where there is nothing to do. For that the newest migration's
file has its revision's name, and the files sort in the order in which they run.
"""

from importlib.resources import files

from sqlalchemy import Connection, inspect, text


def known() -> list[str]:
    """Every revision that this program knows, in order."""
    names = (file.name for file in files(f"{__name__}.versions").iterdir())
    return sorted(name.removesuffix(".py") for name in names if name[0].isdigit())


def head() -> str:
    """The newest of them."""
    return known()[-1]


def revision(connection: Connection) -> str | None:
    """Where a database stands; None where it is none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = list(connection.scalars(text("SELECT version_num FROM alembic_version")))
    return str(found[0]) if len(found) == 1 else None


def are_done(connection: Connection) -> bool:
    """Whether the database stands at the newest revision."""
    return revision(connection) == head()


def run(connection: Connection) -> None:
    """Bring the database to the newest revision, in the transaction that `connection` is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", __name__.replace(".migrations", ":migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
