# When the bot is quiet, and a question that is put off.

## A question put off
ask-later = When is better?
button-later-15 = 15 min
button-later-60 = 1 h
button-later-tonight = tonight
later-comes = It comes back at { $time }.
later-comes-on = It comes back { $day } at { $time }.
later-quiet = { $time } is in your quiet hours.
later-in-place = No other comes around that time.
later-before = Another one comes at { $time }, as usual.
later-instead = It takes the place of the one you put off before.
later-unknown = I could not read that. “in 20 minutes” works, or “tonight”. A sentence answers the question.
later-paused = I am quiet for now, so it would not come back. /resume ends that.

## Quiet hours
ask-quiet = Between which hours is it quiet? You can also type them, like: 22 to 7
button-no-quiet = no quiet hours
quiet-hours = Between { $start } and { $end } nothing comes from me by itself.
quiet-none = There are no quiet hours.
quiet-unknown = I could not read that. Something like 22 to 7 works, or “off”.
quiet-too-long = That leaves less than an hour of the day. /pause keeps me quiet for longer.
times-quiet = { $times } would be in your quiet hours, { $hours }. Another time works, or /quiet changes them.
when-rests = { $times } rests in your quiet hours.
when-all-rest = All your times are in your quiet hours, so they rest. /time sets others.

## Weekdays
ask-days = On which days may I ask? Tap a day to turn it on or off. What belongs to your session comes on its own day.
day-on = ✓ { $day }
button-every-day = every day
button-week-days = Monday to Friday
days-unknown = I could not read that. “mon-fri” works, or “Tuesday and Saturday”.
days-one-stays = One day stays on. /pause keeps me quiet for a while.
days-from-to = { $first } to { $last }
days-and = { $days } and { $last }
when-days = Days: { $days }.

## When nothing comes back
fewer = I will be quieter from here: one question a week. A tap or a word from you, and it is as before.

## Settings and the menu
button-quiet-hours = quiet hours
button-days = days
command-quiet = hours without me
command-days = days with questions
