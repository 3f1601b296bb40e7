# What waits to be said: the list, the sentence, how it was heard, and the questions after a session.

## How long

age-days =
    { $count ->
        [1] a day
        [2] two days
        [3] three days
        [4] four days
        [5] five days
       *[other] six days
    }
age-weeks =
    { $count ->
        [1] a week
        [2] two weeks
        [3] three weeks
        [4] four weeks
        [5] five weeks
        [6] six weeks
        [7] seven weeks
       *[other] eight weeks
    }
age-months =
    { $count ->
        [2] two months
        [3] three months
        [4] four months
        [5] five months
        [6] six months
        [7] seven months
        [8] eight months
        [9] nine months
        [10] ten months
        [11] eleven months
        [12] a year
       *[other] { $count } months
    }
age-years =
    { $count ->
        [2] two years
        [3] three years
        [4] four years
        [5] five years
       *[other] { $count } years
    }

## The list

unsaid-head = Still unsaid, the oldest first. Which one?
unsaid-none = Nothing waits to be said. “Bring it” under a feeling puts it here; so does /unsaid with your words after it.
unsaid-for = For { $age }.
unsaid-today = Since today.
unsaid-wordless = A feeling without words
unsaid-gone = That one is not on your list any more.
unsaid-closed = Closed. /unsaid opens it again.
unsaid-waits = It stays on your list.
unsaid-let-go = Let go.
unsaid-said = Said.
unsaid-said-heard = Said, and heard.
unsaid-said-partly = Said, and partly heard.
unsaid-said-not = Said, and not heard.
unsaid-said-worse = Said, and it got worse.
button-item-said = said
button-not-yet = not yet
button-let-go = let go
button-sentence = a sentence for it
ask-heard = How was it heard?
button-heard-heard = heard
button-heard-partly = partly
button-heard-not = not
button-heard-worse = it got worse

## The sentence

say-which = A sentence for which?
button-something-new = something new
say-when = When you
say-felt = I felt
say-wished = I wished
say-comma = { $first }, { $second }
say-and = { $first }, and { $second }
ask-say-when = What did they do, or say? It goes on from “When you …”
ask-say-felt = “I felt …” Tap a word, or type your own.
ask-say-wished = “I wished …” What did you wish?
button-say-when = When you …
button-say-felt = I felt …
button-say-wished = I wished …
say-whole = This is how it could go. A tap on a part lets you type it anew.
say-kept = It is on your list.

## After a session

after-feeling = After the session: what do you feel toward your therapist?
after-respected = Did you feel respected?
after-same-work = Were the two of you at work on the same thing?
after-could-speak = Could you say what was on your mind?
button-degree-yes = yes
button-degree-partly = partly
button-degree-no = no
after-said =
    { $words }

    Did you say it?
button-none-yet = not yet, none of these
after-left = Is anything left unsaid? You can type it here.
button-nothing-left = no, that's all
after-kept-waits = Kept. /unsaid shows what still waits.

## The menu of commands

command-unsaid = what waits to be said
command-say = a sentence for the room

## The weekly reflection. Counts and ages arrive as they are said.

week-unsaid-said =
    { $count ->
        [1] Said so far: one.
       *[other] Said so far: { $count }.
    }
week-unsaid-said-heard =
    { $count ->
        [1] Said so far: one, and it was heard.
       *[other] Said so far: { $count }, of which heard: { $heard }.
    }
week-unsaid-open =
    { $count ->
        [1] Still unsaid: one, for { $age }.
       *[other] Still unsaid: { $count }, the oldest for { $age }.
    }
week-unsaid-open-today =
    { $count ->
        [1] Still unsaid: one, since today.
       *[other] Still unsaid: { $count }, since today.
    }
