# When sessions are: the rule, single dates, what was moved or cancelled, and the therapist being away.

## The next ones
sessions-next = { $count ->
    [one] Your next session:
   *[other] Your next sessions:
 }
sessions-away-now = Your therapist is away. /back, when they are here again.
sessions-no-such = I know of no session then. /session shows the next ones.
button-session-moved = moved
button-session-cancelled = cancelled
button-session-change = change
session-fortnight = Your session: every two weeks, { $day }, { $time }. Two hours before it you get your week.
ask-fortnight = { $day }, every two weeks. Which is the next one?

## Moved, cancelled, single
ask-move = Your session on { $when }: when is it instead? You can also type it, like: Fri 9:00
move-unknown = I could not tell which day and time. With a date it works, like: moved to 4 Dec 9:00
session-moved = Moved to { $when }. Your week comes two hours before it.
session-cancelled = No session on { $when }.
session-then = The next one is on { $when }.
session-no-more = I know of none after it.
session-single = A session on { $when }. Your week comes two hours before it.
session-over = That is over already.
session-away = Your therapist is away then. /back, if that has changed.

## Away
ask-away = How long is your therapist away? You can also type it, like: until 7 Jan
button-away-7 = a week
button-away-14 = two weeks
button-away-open = I don't know yet
away-unknown = I could not read that. “until 7 Jan” works, or “two weeks”.
away-open = No sessions until you say /back. Until then I may ask about the gap. /week still shows your week.
away-until = No sessions until { $day }. Until then I may ask about the gap. /week still shows your week.
away-from = No sessions from { $start } until { $day }. In that time I may ask about the gap. /week still shows your week.
back = They are here again.
back-already = I did not know that they are away.

## A calendar file
rule-is = { $weeks ->
    [1] { $day } { $time }, every week.
   *[2] { $day } { $time }, every two weeks.
 }
rule-cancelled = – not on { $when }
rule-moved = – not on { $when }, but on { $instead }
rule-more = { $count ->
    [1] – and one more change
   *[other] – and { $count } more changes
 }
ask-rule = Is this your session?
button-rule-yes = yes
button-rule-no = no, leave it as it is
calendar-unread = That file did not reach me, or it is too long for one session. /session takes it typed, like: Thursday 15:00
calendar-unknown = I could not find one session in that file that repeats. I kept nothing of it. /session takes it typed, like: Thursday 15:00

## In the menu
command-session = when your session is
command-away = your therapist is away
command-back = your therapist is here again
