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
``rhythm``       nouns: quiet hours, a question put off, fewer prompts
``messages``     outgoing messages and send outcomes as data; knows no Telegram
``texts``        every fixed phrase a person sees, one Fluent file a language
``dialogue``     pure: what a person did and what follows from it, one transition table
``feelings``     pure: the vocabulary, and recognising it in free text
``care``         pure: what asks for care in free text, and help lines by country
``learn``        pure: sixty-second cards on the ideas behind, each with its source
``places``       a city, a location or a zone's name → a time zone
``reading…``     pure: typed times, spans and weekdays
``quiet``        pure: when the bot is quiet, as instants, and when nothing comes back
``silence``      fewer prompts once nothing comes back, and as before after any sign
``quoting``      pure: a person's words between quotation marks
``sentences``    pure: a sentence for the room, out of its parts
``sessions``     pure: the therapy sessions of a person, and where their weeks begin
``zones``        pure: wall times and instants
``storage``      tables, sealed columns, queries by aggregate, migrations; the only SQL
``turns``        one turn: what the step may look at, and doing what it decides
``door``         who may come in
``conversation`` whose turn it is, what falls due: groups of turns, each group one commit
``grouping``     what many ask for at once is done in one go
``calm``         pure: how much one chat may say at once
``asking``       which prompt now: storage's history handed to the pure choice
``answers``      what was committed to be said goes out, in order, at least once
``tidying``      tidy mode: what goes from the chat, and when
``pacing``       not faster than Telegram allows: the halt of all, the pace of a chat
``weeks``        the week of one person: facts from storage, and their three faces
``reflection``   facts (pure) → words, card, page
``export``       everything there is of a person, as JSON
``copies``       a whole copy of a person, handed over and taken in
``trends``       a month or a year of one person, in words and as a card
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
