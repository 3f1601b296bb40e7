"""docs/security.md says which test holds each promise; and ``/privacy`` says the most of it, briefly."""

import re
from pathlib import Path

from coach.texts import texts

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text()
MOST_LINES = 10


def test_every_test_that_the_page_names_is_in_the_file_that_it_names() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`|`(test_\w+|Test\w+)`", PAGE)
    file = ""
    missing = []
    for path, test in named:
        file = path or file
        if test and not re.search(rf"(def|class) {test}\b", (ROOT / file).read_text()):
            missing.append(f"{file}: {test}")
    assert len(named) > 40
    assert missing == []


def test_privacy_in_the_chat_is_at_most_ten_lines_and_leaves_out_nobody_who_could_read() -> None:
    lines = texts("en")("privacy").splitlines()
    assert len(lines) <= MOST_LINES
    told = " ".join(lines)
    for reader in ("Whoever runs this bot", "Telegram", "a stolen copy", "therapist", "language model", "Backups"):
        assert reader in told
