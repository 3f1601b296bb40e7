"""What asks for care, and where help is.

    text ─ phrases.Reader ─→ plain row ─ figurative cut out ─→ recognise ─→ Care | None ─→ dialogue.caring
    en.toml ── words, groups, patterns ──┘
    zone, language ─ country_from ─→ country ─ lines_for ─→ CountryLines ─→ the fixed answer (texts/, bot)
    care/countries/*.toml, emergency.toml ── read once ────┘

Invariants
- Nothing is scored or predicted: a text fits a pattern or it does not. A denial changes nothing ("I'm not going to
  kill myself"), a manner of speaking does ("this deadline is killing me").
- One's own suicide attempt or self-harm is answered however long ago, and so is what a therapist did. Violence that the
  text itself puts far back is not: no danger is near. Somebody close who may be in danger now is answered as well
  ("my friend wants to die"), somebody who died or a film is not.
- "He" in a text that names nobody, or a therapist last, may be the therapist; who hits is not guessed to be.
- `lines_for` always answers. A country that is not known gets 112 and the international directories, and every
  country gets the directories after its own lines; nobody is left with an empty list.
- No number is made up. What is not sure is left out. Every line names its source, and is either *checked* (on
  that date the number was read in a copy of that source) or says how it is known otherwise.
- The number is what was checked; where the source is Wikipedia's list, the service's name is common knowledge.
- The words around the lines are fixed phrases in the texts, the same for everybody.

To add or check a line, edit the country's block in `countries/`: `name` as the service calls itself, `kind` (crisis,
violence or youth), at least one of `phone`, `text` and `url`, then `source` with `checked` and `checked_in`, or
`known_from`. Order within a country is the order shown. `tests/care` holds the rules. A line that has not been
read for a year shows up in `stale(today)`.

To add a way of saying it, put a row into `en.toml` in the notation of `phrases`, and sentences for it into
tests/data/care.jsonl, also some that look like it and are not meant so; `CareReader.why` shows what fits.
"""

from coach.care.recognise import Care, CareReader, care_reader

__all__ = ["Care", "CareReader", "care_reader"]
