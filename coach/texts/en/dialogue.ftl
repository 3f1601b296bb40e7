# What the bot says. Plain, warm, short; no advice, no praise, no exclamation marks.

## The door
welcome =
    Hello. I am Unsaid.

    A few times a day I ask one short question, so that a feeling gets its name while it is there. Anger at your therapist is welcome too. Before your next session you get your week back, in your own words, to take into the room.

    I am not therapy and not an emergency service; /help_now shows who is. Nobody reads along. What you write is kept encrypted where I run, but Telegram itself could read this chat. /privacy tells you more, and /forget deletes everything, at any time.
welcome-later = I am here whenever you like, and keep nothing until then.
welcome-first = I keep nothing before you say yes. The yes is a button; /start shows it again.
welcome-back = I am still here, with everything as you left it. Write to me whenever something stirs. /settings shows how it is set, /week shows your week.
not-invited = This bot is by invitation. If someone gave you a link, please open that link.
invitation-used = This invitation no longer opens. Whoever runs this bot can give you a new one.

button-begin = Yes, begin
button-later = later
button-leave = leave it as it is

## Where
ask-zone = Where are you? I ask at your local time. Tap one, type a city, or share your location.
ask-region = Which part of the world?
ask-city = Which is nearest? You can also type a city.
ask-which = I know more than one. Which is it?
zone-unknown = I don't know that place. A bigger city nearby may work, or a zone like Europe/Lisbon.
zone-set = Set to { $city }. It is { $time } there now.
button-elsewhere = somewhere else

## When
ask-times = When may I ask? One question each time.
button-morning = 08:00
button-midday = 12:30
button-evening = 20:00
button-two = 08:00 and 20:00
button-three = all three
button-own-times = my own times
button-surprise = surprise me
ask-own-times = Type up to five times, like: 7:30, 13:00, 9pm
ask-hours = Between which hours? You can also type them, like: 10 to 22
ask-count = Between { $start } and { $end }. How many times a day?
times-unknown = I could not read a time there. Something like 7:30, or 8, 13:00 and 9pm, works.
times-too-many = More than { $most } a day would be a lot of me. Up to { $most } work.
hours-unknown = I could not read two hours there. Something like 9 to 21 works.
count-unknown = A number from 1 to { $most } works.
times-set = Done. { $when }
when-never = I will not ask on my own. Write to me whenever you like, or pick times with /time.
when-times = I ask at { $times }, { $city } time.
when-surprise = { $count ->
    [one] I ask once a day, at a new moment each day between { $start } and { $end }, { $city } time.
   *[other] I ask { $count } times a day, at new moments each day between { $start } and { $end }, { $city } time.
 }

## The session
ask-day = On which day is your session? Two hours before it you get your week.
ask-hour = { $day }. At what time? You can also type it, like: 15:30
button-no-session = no session yet
session-unknown = I could not read that. Something like Thursday 15:00 works, or “none”.
session-on = Your session: { $day }, { $time }. Two hours before it you get your week.
session-none = No session yet. You get your week on Sunday at 18:00. /session changes that.

## Set up
set-up = That is all I need.
set-up-more = You can write to me at any time, in your own words. /help shows what else there is.
left-as-it-was = Left as it was.
kept-aside = I kept { $words } as a moment.

    { $again }

## Settings
settings-head = How it is set now:
settings-level-off = Questions about your therapist: none.
settings-level-gentle = Questions about your therapist: gentle ones.
settings-level-direct = Questions about your therapist: plain ones, anger included.
settings-name = You call your therapist: { $name }
settings-no-name = I know no name for your therapist.
settings-paused = I am quiet until you say /resume.
settings-paused-until = I am quiet until { $day }.
button-times = times
button-zone = time zone
button-session = session
button-level = about my therapist
button-name = their name
button-pause = pause
button-resume = resume
button-close = close
ask-level = How plainly may I ask about your therapist?
button-level-off = not at all
button-level-gentle = gently
button-level-direct = plainly, anger included
level-set-off = I will not ask about your therapist. /therapist still opens the subject.
level-set-gentle = I will ask gently.
level-set-direct = I will ask plainly.
ask-name = What do you call your therapist? A first name, an initial, or several with commas. With it I understand “K. looked at the clock”.
name-unknown = Up to five short names work, with commas between them.
name-set = I will know who you mean by { $name }.

button-tendency = when it hurts
ask-tendency = When something hurts, what do you tend to do? It helps me to choose the questions.
button-tendency-quiet = go quiet
button-tendency-reach-out = reach out
button-tendency-depends = it depends
tendency-set = I will keep it in mind.

## Questions of one's own
own-head = Your own questions, asked among mine. Tap one to remove it.
own-none = You can give me questions to ask you among mine.
ask-own = Type the question as you want to be asked, like: “What did I swallow today?”
button-add = add one
own-added = I will ask you that among the others: “{ $words }”
own-too-long = That is a long one. Up to { $most } characters work.
own-too-many = { $most } are as many as I can keep. /myprompt removes one.
own-closed = They stay as they are. /myprompt shows them again.
button-remove = remove: { $words }

## Reading
words-head = Words for feelings. Which family?
word-unknown = I don't know that word yet. /words shows the ones I know.
learn-head = One idea a card, a minute each, with where it comes from.
button-more = more
button-next = next card
button-all-cards = all cards
reading-closed = Closed. /words and /learn open it again.

## Pause
ask-pause = I can be quiet for a while. How long?
button-pause-1 = until tomorrow
button-pause-3 = three days
button-pause-7 = a week
button-pause-open = until I say so
pause-unknown = I could not read that. “3 days” works, or “until Friday”.
paused = I am quiet now. /resume, whenever you like. You can still write to me.
paused-until = I am quiet until { $day }. You can still write to me, and /resume ends it.
resumed = I am back. { $when }
tomorrow = tomorrow

## A prompt
button-skip = skip
button-name-it = name a feeling
button-not-sure = not sure
skipped = Left open.

## Feelings
family-angry = angry
family-sad = sad
family-afraid = afraid
family-ashamed = ashamed
family-numb = numb
family-warm = warm
family-glad = glad
family-calm = calm
ask-family = What feeling is nearest?
ask-voice = I kept your voice note where it is, here in the chat. Which feeling is nearest to it?
ask-nearest = Which word is nearest?
ask-word = { $family ->
    [angry] Angry. Is there a word that fits closer?
    [sad] Sad. Is there a word that fits closer?
    [afraid] Afraid. Is there a word that fits closer?
    [ashamed] Ashamed. Is there a word that fits closer?
    [numb] Numb. Is there a word that fits closer?
    [warm] Warm. Is there a word that fits closer?
    [glad] Glad. Is there a word that fits closer?
   *[calm] Calm. Is there a word that fits closer?
 }
button-another-word = another word
button-more-words = more words
button-back = back
button-only-family = { $family } is right
ask-pleasant = Let the body say. Is it more pleasant, or more unpleasant?
button-pleasant = pleasant
button-unpleasant = unpleasant
ask-body = And in the body?
button-lively = lively
button-quiet = quiet
button-restless = restless
button-heavy = heavy
ask-strength = { $word }. How strong, from 1 to 5?
button-no-number = no number

## The mirror
mirror-strength = { $strength } of 5
mirror-therapist = toward your therapist
mirror-because = { $line }, because { $because }.
mirror-voice = A voice note.
mirror-nothing = A moment without a word.
told-because = Because { $words }.
told-wanted = You wanted { $words }.
told-did = What you did with it: { $words }.
did-said = You said it.
did-kept-in = You kept it in.
did-sideways = It came out sideways.
button-because = because…
button-wanted = what I wanted
button-did = what I did with it
button-them = it's about my therapist
button-not-them = not about my therapist
button-bring = bring it
button-that-is-all = that's all
ask-because = Because of what?
ask-wanted = What did you want?
ask-did = What did you do with it?
button-said = said it
button-kept_in = kept it in
button-sideways = it came out sideways
kept = Kept.
brought = It is on your list. If you want a sentence for it: /say
brought-on = It is on your list for { $day }. If you want a sentence for it: /say

## Second thoughts
undone = Taken back: { $what }
undo-nothing = There is nothing to take back.
ask-forget = This deletes everything I have of you: every moment, every setting. It cannot be undone. /export first, if you want to keep a copy.
button-forget = delete everything
button-keep = keep it
forgotten = It is all gone from here. The messages in this chat are in Telegram's hands; you can delete the chat too. If you ever come back, we begin anew, with a new invitation where this bot asks for one.
stayed = Everything stays.

## The rest
week-unknown = /week shows this week, /week 2 the one before it; /page takes the same numbers.
page-empty = There is nothing from that week to put on a page. What you keep private stays off it.
page-caption = Your week on one page, to bring or to send. I send it to nobody but you.
week-before = This week is young. /week 2 shows the one before.
export-caption = Everything I have of you, as JSON and CSV, and your last weeks as PDF. It is not encrypted any more, so keep it where only you look.
command-unknown = I don't know that command. /help shows the ones I know.
forwarded = That was written somewhere else, so I don't keep it as yours. What does it stir in you?
other-sticker = I can't keep stickers. A word or two, if you like?
other-picture = I can't keep pictures. A word or two for what is in it, if you like?
other-file = I can't keep files. A word or two, if you like?
other-contact = I don't keep other people's numbers. A word or two, if you like?
other-poll = I can't answer polls. A word or two, if you like?
other-other = I can't keep that. A word or two, if you like?
only-private = I only talk one to one. Nothing from here is kept.
toast-closed = That question has closed. You can always write to me.
too-much = That was a lot at once. What came first I have; the last of it I do not. In a minute you can send it once more.
something-broke = Something went wrong on my side with your last message. Nothing else is lost. Please send it once more.
nothing-to-ask = You have had all my questions about your therapist lately. You can write to me in your own words.

help =
    I ask one short question a few times a day. A tap is enough, a sentence is welcome, and everything can be skipped. You can also write to me at any time.

    /feel – name a feeling now
    /therapist – a question about the two of you
    /unsaid – what waits to be said; words after it are added
    /say – one sentence for the room
    /week – your week so far; /week 2 is the one before
    /page – the same on one page, to bring or to send
    /month, /year – your words over a longer time
    /shelves – your own labels, to file moments under
    /undo – take the last one back

    /words – words for feelings, and what they mean
    /learn – the ideas behind, a minute each
    /myprompt – questions of your own

    /time – when I ask; /days on which days
    /quiet – hours without me
    /session – when your session is, moved or cancelled
    /away, /back – your therapist is away, and back
    /timezone – where you are
    /pause, /resume – quiet for a while
    /discreet – a lock screen tells nothing
    /tidy – our messages go from this chat
    /settings – all of it in one place
    /export – a copy of everything
    /forget – delete everything
    /privacy – who can see what
    /help_now – people to call when it is too much

privacy =
    What I keep: the number of this chat, your language and time zone, when I ask, when your session is, when you wrote; and, encrypted, what you wrote, tapped and named.
    I do not keep your name, your phone number, your place, or pictures. A voice note stays with Telegram; I keep only where it is.
    The key is kept apart from the database: a stolen copy shows which chat wrote and when, never what.
    Nobody reads along, and no text of yours goes to another company or a language model.
    Whoever runs this bot has both, and so could read it. Ask them who they are.
    Telegram carries these messages and could technically read them; a bot chat is not end-to-end encrypted.
    I never send anything to a therapist. You do that, if you want to.
    /export gives you everything. /undo takes the last one back.
    /forget deletes everything here at once. Backups from before keep it until whoever runs this bot deletes them; the chat itself you delete in Telegram, or /tidy takes messages out of it as you go.

help-now =
    If you might hurt yourself, or someone might hurt you, let a person hear it now. I am a program: I cannot call anyone, and nobody reads this chat.
help-now-danger = In danger right now: { $numbers }
help-now-crisis = To talk to someone:
help-now-violence = If home is not safe:
help-now-harmed = If somebody has hurt you, or touched you:
help-now-youth = For young people:
help-now-anywhere = More, in any country: { $directories }
help-now-end =
    It does not have to be bad enough. You can ring and say nothing at first. If there is someone near who could sit with you, they count too.

    If another person looks at this phone, you can delete this message.
help-now-country = These are for { $country }. For another country: /help_now and its name.
help-now-country-unknown = For your country: /help_now and its name.
help-now-no-country = I know no country of that name.
help-now-or = { " or " }
help-now-press = { $phone }, then { $press }
help-now-text = text { $number }
help-now-text-word = text { $word } to { $number }
help-now-always = , day and night

## Regions
region-europe = Europe
region-north-america = North America
region-south-america = South America
region-africa = Africa
region-asia = Asia
region-oceania = Australia and the Pacific

## The menu of commands
command-week = your week so far
command-page = the week on one page
command-feel = name a feeling now
command-therapist = a question about the two of you
command-myprompt = questions of your own
command-words = words for feelings
command-learn = the ideas behind
command-undo = take the last one back
command-settings = times, zone, session
command-pause = quiet for a while
command-resume = end the quiet
command-help = what there is
command-help-now = people to call
command-privacy = who can see what
command-forget = delete everything
