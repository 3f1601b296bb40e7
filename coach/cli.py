"""The commands: `coach run`, `coach demo`, `coach status`, `coach recognise`, `coach prompts check`,
`coach prompts try`, and those of `upkeep`: check, rotate-key, backup, restore, import, move, invite, audit.

With `upkeep` the only reader of settings. Exit codes: 0 done, 1 something is wrong with what was asked, 2 it cannot
start like this.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_MOST = 1000  # people, or days
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
    _upkeep(commands)
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


def _upkeep(commands: "_Commands") -> None:
    """Commands for an instance that is there, all of them beside a running bot."""
    check = commands.add_parser("check", help="whether the bot can start as it is set up, and which key seals what")
    check.add_argument("--offline", action="store_true", help="do not ask Telegram")
    check.set_defaults(command=_by("check"))
    rotating = commands.add_parser("rotate-key", help="make a new key and seal everything with it")
    rotating.add_argument("--prune", action="store_true", help="make none; take out those that seal nothing any more")
    rotating.set_defaults(command=_by("rotate_key"))
    backing = commands.add_parser("backup", help="write everything into one file, sealed as it is")
    backing.add_argument("file", type=Path, help="a file that is not there yet")
    backing.set_defaults(command=_by("backup"))
    restoring = commands.add_parser("restore", help="fill the database, which must be empty, from a backup")
    restoring.add_argument("file", type=Path, help="the backup")
    restoring.set_defaults(command=_by("restore"))
    taking = commands.add_parser("import", help="take in an export.json of another instance")
    taking.add_argument("file", type=Path, help="the export.json")
    taking.add_argument("--chat", type=int, required=True, help="the Telegram chat id whose person it becomes")
    taking.set_defaults(command=_by("take_in"))
    moving = commands.add_parser("move", help="copy everything into another, empty database, such as PostgreSQL")
    moving.add_argument("--to", required=True, metavar="URL", help="the other database, as in COACH_DATABASE_URL")
    moving.set_defaults(command=_by("move"))
    _inviting(commands)
    commands.add_parser("audit", help="print what operators did").set_defaults(command=_by("print_audit"))


def _inviting(commands: "_Commands") -> None:
    inviting = commands.add_parser("invite", help="print a link that lets somebody in; list, revoke")
    inviting.add_argument("--uses", type=_at_least_one, default=1, metavar="N", help="how many people (default: 1)")
    inviting.add_argument("--days", type=_at_least_one, default=7, metavar="N", help="for how long (default: 7)")
    inviting.add_argument("--code", action="store_true", help="print the code only, and do not ask Telegram")
    inviting.set_defaults(command=_by("invite"))
    more = inviting.add_subparsers(metavar="WHAT")
    more.add_parser("list", help="those that still let somebody in").set_defaults(command=_by("invitations"))
    revoking = more.add_parser("revoke", help="let nobody in by one any more")
    revoking.add_argument("number", type=int, help="its number on the list")
    revoking.set_defaults(command=_by("revoke"))


def _by(name: str) -> Callable[[argparse.Namespace], int]:
    """One of the commands in `upkeep`, which is imported only where it is asked for."""

    def command(given: argparse.Namespace) -> int:
        from coach import upkeep

        return int(getattr(upkeep, name)(given))

    return command


def _at_least_one(text: str) -> int:
    if not 1 <= (number := int(text)) <= _MOST:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {_MOST}")
    return number


class _WithSettings(argparse.RawDescriptionHelpFormatter):
    """Prints the settings below the options; they are read only where they are asked for."""

    def format_help(self) -> str:
        from coach.settings import described

        return f"{super().format_help()}\nsettings, from the environment or a file named .env:\n{described()}\n"


def _run(_given: argparse.Namespace) -> int:
    import uvloop

    from coach import app, logs
    from coach.bot import TokenRefusedError
    from coach.settings import SettingsError, load_settings
    from coach.storage import KeyFileError, StorageAwayError, WrongKeyError

    try:
        settings = load_settings()
        if settings.token is None:
            return _cannot_start(_HOW_TO_BEGIN)
        logs.configure(settings.log_level, settings.secrets())
        uvloop.run(app.run(settings, lambda line: print(line, flush=True)))
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
