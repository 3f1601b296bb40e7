"""Where help is: lines a person can ring, write to or open, by country.

    zone, language ─ country_from ─→ country ─ lines_for ─→ CountryLines ─→ the fixed answer (texts/, bot)
    care/countries/*.toml, emergency.toml ── read once ────┘

Invariants
- `lines_for` always answers. A country that is not known gets 112 and the international directories, and every
  country gets the directories after its own lines; nobody is left with an empty list.
- No number is made up. What is not sure is left out. Every line names its source, and is either *checked* (on
  that date the number was read in a copy of that source) or says how it is known otherwise.
- The number is what was checked; where the source is Wikipedia's list, the service's name is common knowledge.
- Data only: the words around the lines are fixed phrases in the texts, the same for everybody, and nothing here
  looks at what a person wrote.

To add or check a line, edit the country's block in `countries/`: `name` as the service calls itself, `kind` (crisis,
violence or youth), at least one of `phone`, `text` and `url`, then `source` with `checked` and `checked_in`, or
`known_from`. Order within a country is the order shown. `tests/care` holds the rules. A line that has not been
read for a year shows up in `stale(today)`.
"""
