"""Unsaid: notice a feeling between two therapy sessions, name it, take it into the room.

Data flows three ways, and the folders show it::

    update → bot.polling or web → bot.intake → conversation → dialogue.step → storage → commit → answers → bot.outbox
    clock  → scheduler.jobs → tick → due → prompts.choose → delivery → conversation → bot.outbox
    storage → reflection.facts → words / card / page → answers → bot.outbox

================ ======================================================================================
``cli``          the commands a person types; with ``upkeep`` the only reader of settings
``upkeep``       what an operator does to an instance: keys, backups, moving, invitations
``checking``     ``coach check``
``app``          composition root: settings → storage → bot → scheduler
``settings``     what an operator can set, from the environment
``logs``         one JSON object a line, and never a word that a person wrote
``clock``        the Clock type: aware UTC only
``model``        the nouns: Person, Moment, Delivery, Appointment; frozen, no I/O
``messages``     outgoing messages and send outcomes as data; knows no Telegram
``texts``        every fixed phrase a person sees, one Fluent file a language
``dialogue``     pure: what a person did and what follows from it, one transition table
``feelings``     pure: the vocabulary, and recognising it in free text
``care``         pure: help lines by country
``learn``        pure: sixty-second cards on the ideas behind, each with its source
``places``       a city, a location or a zone's name → a time zone
``reading``      pure: typed times, spans and weekdays
``quoting``      pure: a person's words between quotation marks
``zones``        pure: wall times and instants, and where a person's week begins
``storage``      tables, sealed columns, queries by aggregate, migrations; the only SQL
``conversation`` one turn: load, step, apply effects, commit
``calm``         pure: how much one chat may say at once
``asking``       which prompt now: storage's history handed to the pure choice
``answers``      what was committed to be said goes out, in order, at least once
``weeks``        the week of one person: facts from storage, and their three faces
``reflection``   facts (pure) → words, card, page
``export``       everything there is of a person, as JSON
``bot``          the only Telegram: polling, intake, reading updates, keyboards, outbox
``web``          seen from outside: the webhook, health checks, metrics
``measures``     what is counted, by kind
``standing``     ``coach status``
``phone``        the built-in phone: a small Bot API server on loopback with a chat page
``demo``         the real bot on the built-in phone, with a clock that can be moved
``sample``       pure: a believable month, for the demo
================ ======================================================================================

What must always hold: nothing a person wrote leaves this process except to that person's chat; an
update is acknowledged only after its effects are committed; pure packages do no I/O and read no clock.
"""
