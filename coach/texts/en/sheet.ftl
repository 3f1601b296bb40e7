# Card and page of the weekly reflection. Their other phrases are the reflection's own.

sheet-title = Your week
sheet-title-running = Your week so far
sheet-moments =
    { $count ->
        [1] One moment
       *[other] { $count } moments
    }
sheet-summary = { $moments } · { $words } different words

## The strip

sheet-strip = The week, one mark for each moment.
sheet-night = night
sheet-morning = morning
sheet-afternoon = afternoon
sheet-evening = evening
sheet-unnamed = no word
sheet-key-size = Bigger is stronger.
sheet-key-hollow = Hollow has no number.
sheet-key-ring = A ring is toward your therapist.

## The page

sheet-words = In your words
sheet-openings = You could open with
sheet-notes = Notes
