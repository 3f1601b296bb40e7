"""A copy of everything there is of a person, in forms that other programs read, and read back. Pure.

``export.json`` is whole: ``{"format": "unsaid-export", "version": 2, "made_at", "person", "shelves", "moments",
"prompts", "unsaid", "check_ins"}``, described field by field in docs/export.md. Instants are ISO 8601 in UTC, wall
times and dates are the person's own; field names are those of `coach.model`. ``moments.csv`` is the same moments for a
spreadsheet.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from coach import zones
from coach.model import CheckIn, Moment, Person, Shelf, UnsaidItem, words_of
from prompts import Asked

FORMAT = "unsaid-export"
VERSION = 2
_READ = (1, VERSION)
_MOMENTS = TypeAdapter(list[Moment])
_SHELVES = TypeAdapter(list[Shelf])
_ASKED = TypeAdapter(list[Asked])
_ITEMS = TypeAdapter(list[UnsaidItem])
_CHECK_INS = TypeAdapter(list[CheckIn])
_NOBODY = {"id": 0, "chat_id": 0}
_COLUMNS = (
    "at", "zone", "feelings", "families", "strength", "whom", "text", "answer", "because", "wanted", "did",
    "did_words", "share", "shelves",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection)."""


class NotAnExportError(ValueError):
    """These bytes are no export that this program can read."""


class Copy(NamedTuple):
    """Everything of one person. The `person`'s own numbers are those of no instance."""

    person: Person
    shelves: tuple[Shelf, ...]
    moments: tuple[Moment, ...]
    asked: tuple[Asked, ...]
    items: tuple[UnsaidItem, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()


def as_json(copy: Copy, now: datetime) -> bytes:
    """The export as UTF-8. `now` is aware UTC."""
    export = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": now.isoformat(),
        "person": copy.person.model_dump(mode="json", exclude=set(_NOBODY)),
        "shelves": _SHELVES.dump_python(list(copy.shelves), mode="json"),
        "moments": _MOMENTS.dump_python(list(copy.moments), mode="json", exclude_none=True),
        "prompts": to_jsonable_python([prompt._asdict() for prompt in copy.asked]),
        "unsaid": _ITEMS.dump_python(list(copy.items), mode="json"),
        "check_ins": _CHECK_INS.dump_python(list(copy.check_ins), mode="json"),
    }
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def read(content: bytes) -> Copy:
    """An ``export.json`` as it was written, by this version or an earlier one. `NotAnExportError` for all else."""
    try:
        found: Any = json.loads(content)
        if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("version") not in _READ:
            raise NotAnExportError("this is not an export of a version that can be read here")
        copy = Copy(
            person=Person.model_validate(found["person"] | _NOBODY),
            shelves=tuple(_SHELVES.validate_python(found.get("shelves", []))),
            moments=tuple(_MOMENTS.validate_python(found["moments"])),
            asked=tuple(_ASKED.validate_python(found["prompts"])),
            items=tuple(_ITEMS.validate_python(found.get("unsaid", []))),
            check_ins=tuple(_CHECK_INS.validate_python(found.get("check_ins", []))),
        )
        for zone in {copy.person.zone, *(moment.zone for moment in copy.moments)}:
            zones.known(zone)
    except NotAnExportError:
        raise
    except (ValidationError, ValueError, KeyError, TypeError, RecursionError):
        raise NotAnExportError("this export is damaged, or was changed") from None
    return copy


def as_csv(copy: Copy) -> bytes:
    """One row a moment, oldest first, in UTF-8 with the mark by which spreadsheets know it. Times are local."""
    names = {shelf.id: shelf.name for shelf in copy.shelves}
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    rows.writerows([_cell(value) for value in _row(moment, names)] for moment in copy.moments)
    return text.getvalue().encode("utf-8-sig")


def _row(moment: Moment, names: Mapping[Any, str]) -> Sequence[str]:
    filed = (f"{names.get(one.shelf_id, '')}: {'fits' if one.fits else 'does not fit'}" for one in moment.filed)
    return (
        zones.local(moment.zone, moment.at).isoformat(timespec="minutes"),
        moment.zone,
        "; ".join(named.word for named in moment.feelings),
        "; ".join(named.family for named in moment.feelings),
        str(moment.strength or ""),
        "; ".join(moment.whom),
        words_of(moment.text),
        moment.answer or "",
        words_of(moment.because),
        words_of(moment.wanted),
        moment.did or "",
        words_of(moment.did_words),
        moment.share or "",
        "; ".join(filed),
    )


def _cell(value: str) -> str:
    """As typed, but for an apostrophe before what a spreadsheet would calculate."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def as_zip(files: Mapping[str, bytes], made: datetime) -> bytes:
    """The files as one archive; `made` is the time that they carry."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, made.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(entry, content)
    return archive.getvalue()
