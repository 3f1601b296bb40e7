"""The commands: `coach run`, `coach demo`, `coach status`, `coach import`, `coach move`, `coach recognise`,
`coach prompts check`, `coach prompts try`.

The only reader of settings. Exit codes: 0 done, 1 something is wrong with what was asked, 2 it cannot start like this.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

_HOW_TO_BEGIN = """There is no token yet, so there is no bot to run.
Open @BotFather in Telegram, send /newbot, and copy the token that it answers with.
Then: COACH_TOKEN=<the token> coach run    (or put COACH_TOKEN=… into a file named .env)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.command(given))
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coach", description="Unsaid: notice a feeling, name it, take it into the room."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run the bot", formatter_class=_WithSettings)
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help="run the bot against a phone in your browser; nothing leaves this computer")
    demo.add_argument("--port", type=int, default=8765, help="where the page is (default: 8765)")
    demo.set_defaults(command=_demo)
    status = commands.add_parser("status", help="how the service stands, in numbers; also beside a running bot")
    status.add_argument("--json", action="store_true", help="print a report that a program can read")
    status.set_defaults(command=_status)
    taking = commands.add_parser("import", help="take in an export.json of another instance")
    taking.add_argument("file", type=Path, help="the export.json")
    taking.add_argument("--chat", type=int, required=True, help="the Telegram chat id whose person it becomes")
    taking.set_defaults(command=_import)
    moving = commands.add_parser("move", help="copy everything into another, empty database, such as PostgreSQL")
    moving.add_argument("--to", required=True, metavar="URL", help="the other database, as in COACH_DATABASE_URL")
    moving.set_defaults(command=_move)
    recognise = commands.add_parser(
        "recognise", help="read sentences from standard input, print what is understood as JSON"
    )
    recognise.add_argument(
        "--therapist", action="append", default=[], metavar="NAME", help="what the therapist is called"
    )
    recognise.set_defaults(command=_recognise)
    content = commands.add_parser("prompts", help="look after the prompts").add_subparsers(
        required=True, metavar="WHAT"
    )
    check = content.add_parser("check", help="hold all prompts against the rules of the house")
    check.add_argument("--json", action="store_true", help="print a report that a program can read")
    check.set_defaults(command=_prompts_check)
    walk = content.add_parser("try", help="walk through the prompts as a person would get them")
    walk.set_defaults(command=_prompts_try)
    return parser


class _WithSettings(argparse.RawDescriptionHelpFormatter):
    """Prints the settings below the options; they are read only where they are asked for."""

    def format_help(self) -> str:
        from coach.settings import described

        return f"{super().format_help()}\nsettings, from the environment or a file named .env:\n{described()}\n"


def _run(_given: argparse.Namespace) -> int:
    from coach import app, logs
    from coach.bot import TokenRefusedError
    from coach.settings import SettingsError, load_settings
    from coach.storage import KeyFileError, StorageAwayError, WrongKeyError

    try:
        settings = load_settings()
        if settings.token is None:
            return _cannot_start(_HOW_TO_BEGIN)
        logs.configure(settings.log_level, settings.secrets())
        asyncio.run(app.run(settings, lambda line: print(line, flush=True)))
    except SettingsError as error:
        return _cannot_start(str(error))
    except KeyFileError as error:
        return _cannot_start(
            f"{error}\nThe database cannot be read without it; nothing was changed. See COACH_KEY_FILE."
        )
    except WrongKeyError as error:
        return _cannot_start(f"{error}\nNothing was changed. See COACH_KEY_FILE and COACH_DATABASE_URL.")
    except TokenRefusedError:
        return _cannot_start("The Bot API knows no bot with this token. See COACH_TOKEN and COACH_API_URL.")
    except StorageAwayError:
        return _cannot_start("the database cannot be opened; nothing was changed. See COACH_DATABASE_URL.")
    return 0


def _status(given: argparse.Namespace) -> int:
    from coach import standing
    from coach.clock import SystemClock
    from coach.settings import SettingsError, load_settings
    from coach.storage import StorageAwayError

    try:
        settings = load_settings()
        found = asyncio.run(standing.look(settings.database_url, SystemClock(), settings.send_rate))
    except SettingsError as error:
        return _cannot_start(str(error))
    except StorageAwayError:
        return _cannot_start("there is no database to look at, or it is away. See COACH_DATABASE_URL.")
    print(standing.as_json(found) if given.json else standing.as_table(found))
    return 0


def _import(given: argparse.Namespace) -> int:
    from coach import app, export
    from coach.clock import SystemClock
    from coach.copies import SomebodyElsesError
    from coach.settings import SettingsError, load_settings
    from coach.storage import KeyFileError, StorageAwayError, WrongKeyError

    try:
        copy = export.read(given.file.read_bytes())
        asyncio.run(app.take_in(load_settings(), copy, given.chat, SystemClock()))
    except (OSError, export.NotAnExportError, SomebodyElsesError) as error:
        print(f"Nothing was taken in: {error}", file=sys.stderr)
        return 1
    except (SettingsError, KeyFileError, WrongKeyError) as error:
        return _cannot_start(f"{error}\nNothing was changed.")
    except StorageAwayError:
        return _cannot_start("the database cannot be opened; nothing was changed. See COACH_DATABASE_URL.")
    print(f"{len(copy.moments)} moments and {len(copy.shelves)} shelves are there now.")
    return 0


def _move(given: argparse.Namespace) -> int:
    from tqdm import tqdm

    from coach.settings import SettingsError, load_settings
    from coach.storage import KeyFileError, KeyRing, StorageAwayError, WrongKeyError, known_url
    from coach.storage.moving import CannotMoveError, move

    try:
        settings, target = load_settings(), known_url(given.to)
        keys = KeyRing.from_file(settings.key_file)
        with tqdm(unit=" rows", delay=1) as bar:

            def moved(over: int, of: int) -> None:
                bar.total = of
                bar.update(over - bar.n)

            counts = asyncio.run(move(settings.database_url, target, keys, moved))
    except CannotMoveError as error:
        print(f"Nothing was moved: {error}.", file=sys.stderr)
        return 1
    except StorageAwayError as error:
        print(f"Nothing was moved: one of the two databases went away meanwhile ({error}).", file=sys.stderr)
        return 1
    except (SettingsError, KeyFileError, WrongKeyError) as error:
        return _cannot_start(f"{error}\nNothing was moved.")
    except ValueError as error:
        return _cannot_start(f"--to: {error}; expected one like postgresql://unsaid@db/unsaid\nNothing was moved.")
    print("\n".join(f"{rows:>10} {table}" for table, rows in counts.items()))
    print("All of it is there; the old database is as it was. Next: COACH_DATABASE_URL with the new one's address.")
    return 0


def _cannot_start(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2


def _demo(given: argparse.Namespace) -> int:
    from coach import demo

    return demo.run(given.port)


def _recognise(given: argparse.Namespace) -> int:
    from coach.care import care_reader
    from coach.feelings import recogniser

    reader, carer = recogniser(), care_reader()
    for line in sys.stdin:
        text = line.rstrip("\n")
        found = reader.recognise(text, therapist_names=given.therapist)
        feelings = [{"word": feeling.word, "family": feeling.family} for feeling in found.feelings]
        understood = {"feelings": feelings, "whom": list(found.whom), "care": carer.recognise(text, given.therapist)}
        print(json.dumps(understood, ensure_ascii=False), flush=True)
    return 0


def _prompts_check(given: argparse.Namespace) -> int:
    from prompts.check import check_all

    reports = check_all()
    if given.json:
        print(json.dumps([json.loads(report.json()) for report in reports], ensure_ascii=False, indent=1))
    else:
        print("\n\n".join(report.text() for report in reports))
    return 0 if all(report.ok for report in reports) else 1


def _prompts_try(_given: argparse.Namespace) -> int:
    from prompts import Profile, load
    from prompts.walk import walk

    now = datetime.now().astimezone()
    walk(load("en"), Profile(), now, random.Random(), read=input, write=print)  # noqa: S311  # chance, not a secret
    return 0


if __name__ == "__main__":
    sys.exit(main())
