# Discreet mode and tidy mode.

## What comes by itself, covered
covered = A moment for you?
button-uncover = yes
button-not-now = not now
left-covered = Another time.
uncovering-words = ok, okay, sure, yep, y, open, show me, go on
fewer-covered = I was about to be quieter, one question a week. You are here, so it stays as before.

## What each does, asked in the settings
button-discreet = discreet mode
button-tidy = tidy mode
button-mode-on = turn it on
button-mode-off = turn it off
ask-discreet =
    In discreet mode, what comes from me by itself shows only “A moment for you?” until you tap it. A lock screen tells nothing then. That goes for questions, your week and its picture.

    What you write to me is answered in the open, and my name still stands above it.
ask-tidy =
    In tidy mode I take our messages out of this chat, yours and mine, ten minutes after we are done with them. What you wrote stays with me: in your week, on your list, in your /export.

    A question of mine waits up to two days for you, one that you began an hour. Your week and its picture go within two days, because Telegram lets me remove nothing older; /week brings them again.

    Numbers to call stay, and files you asked for. Voice notes, pictures and forwards stay too: they are kept nowhere else. What is here from before stays as well.
mode-discreet-on = Discreet mode is on.
mode-discreet-off = Discreet mode is off.
mode-tidy-on = Tidy mode is on.
mode-tidy-off = Tidy mode is off.
mode-unknown = I could not read that. “on” works, or “off”.

## Done
mode-set-discreet-on = Discreet mode is on. What comes from me by itself shows only “A moment for you?” until you tap it.
mode-set-discreet-off = Discreet mode is off. What comes from me shows what it is.
mode-set-tidy-on = Tidy mode is on, from here. Ten minutes after we are done with them, our messages go from this chat. What you wrote stays in your week.
mode-set-tidy-off = Tidy mode is off. What is here now stays here.
