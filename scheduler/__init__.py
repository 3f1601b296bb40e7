"""What is due goes out, at the person's own time.

::

    jobs (APScheduler wakes) → tick → due (claim a batch) → delivery (ask, send, settle, plan the next) → outbox
                             → sweep (what is to go from tidy chats) → outbox

    timing    pure: a person's slots as UTC instants, from their zone and local dates
    due       claims and leases, in storage's words
    delivery  one scheduled message from claim to settlement
    sweep     what is to go from tidy chats, a few at a time
    tick      everything due now, then when to wake again
    jobs      the only APScheduler: a ticker, not a timetable

What must always hold: a slot is met at most once, whatever the clocks do. A claim is a compare-and-set with a lease, so
that a killed process holds nothing for long. The conversation has moved on, and that is committed, before a prompt is
sent; what became of the send is committed with the plan for the next. Work grows with what is due, never with who is
registered.
"""
