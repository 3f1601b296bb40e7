"""Unsaid: notice a feeling between two therapy sessions, name it, take it into the room.

Data flows three ways, and the folders show it::

    update → bot.intake → conversation → dialogue.step → storage → commit → answers → bot.outbox
    clock  → scheduler.jobs → tick → due → prompts.choose → delivery → conversation → bot.outbox
    storage → reflection.facts → words → answers → bot.outbox

==============  =====================================================================================
``cli``         the commands a person types; the only reader of settings
``app``         composition root: settings → storage → bot → scheduler
``model``       the nouns: Person, Moment, Delivery, Appointment; frozen, no I/O
``messages``    outgoing messages and send outcomes as data; knows no Telegram
``texts``       every fixed phrase a person sees, one Fluent file a language
``dialogue``    pure: what a person did and what follows from it, one transition table
``feelings``    pure: the vocabulary, and recognising it in free text
``care``        pure: help lines by country
``places``      a city, a location or a zone's name → a time zone
``reading``     pure: typed times, spans and weekdays
``storage``     tables, sealed columns, queries by aggregate, migrations; the only SQL
``conversation``one turn: load, step, apply effects, commit
``answers``     what was committed to be said goes out, in order, at least once
``reflection``  facts (pure) → words
``bot``         the only Telegram: intake, reading updates, keyboards, outbox
``phone``       the built-in phone: a small Bot API server on loopback with a chat page
==============  =====================================================================================

What must always hold: nothing a person wrote leaves this process except to that person's chat; an
update is acknowledged only after its effects are committed; pure packages do no I/O and read no clock.
"""
