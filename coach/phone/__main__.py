"""The phone by itself, for a bot in another process: ``python -m coach.phone [port]``."""

from __future__ import annotations

import asyncio
import sys

from coach.phone.drive import running_phone


async def _serve(port: int) -> None:
    async with running_phone(port) as phone:
        sys.stdout.write(f"page     {phone.url}/\nbase_url {phone.url}/bot\ntoken    {phone.token}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8081))
    except KeyboardInterrupt:
        sys.exit(0)
