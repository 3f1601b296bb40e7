from tests.bot.conftest import logged

__all__ = ["logged"]
