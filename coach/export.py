"""Everything there is of a person, as JSON that another program can read. Pure.

``{"format": "unsaid-export", "version": 1, "made_at", "person": {...}, "moments": [...], "prompts": [...],
"unsaid": [...], "check_ins": [...]}``; instants are ISO 8601 in UTC, wall times and dates are the person's own. Field
names are those of `coach.model`.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from coach.model import CheckIn, Moment, Person, UnsaidItem
from prompts import Asked

_MOMENTS = TypeAdapter(list[Moment])
_ITEMS = TypeAdapter(list[UnsaidItem])
_CHECK_INS = TypeAdapter(list[CheckIn])


def as_json(
    person: Person,
    moments: Sequence[Moment],
    asked: Sequence[Asked],
    now: datetime,
    *,
    items: Sequence[UnsaidItem] = (),
    check_ins: Sequence[CheckIn] = (),
) -> bytes:
    """The export as UTF-8. `now` is aware UTC."""
    export = {
        "format": "unsaid-export",
        "version": 1,
        "made_at": now.isoformat(),
        "person": person.model_dump(mode="json", exclude={"id", "chat_id"}),
        "moments": _MOMENTS.dump_python(list(moments), mode="json", exclude_none=True),
        "prompts": to_jsonable_python([prompt._asdict() for prompt in asked]),
        "unsaid": _ITEMS.dump_python(list(items), mode="json", exclude_none=True),
        "check_ins": _CHECK_INS.dump_python(list(check_ins), mode="json", exclude_none=True),
    }
    return json.dumps(export, ensure_ascii=False, indent=1).encode()
