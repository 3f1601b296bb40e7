# Shelves: the person's own labels. Their names arrive as typed.

shelves-head = Your shelves, and what you filed there:
shelves-none = A shelf is a label of your own, for a story that keeps coming back, like “Relationships hurt me”. What you write can be filed there, as fitting or as not fitting.
shelf-counted = { $name }: fits { $fits }, does not fit { $other }
shelves-archived = Archived: { $names }
shelves-closed = Closed. /shelves opens it again.
button-shelf-make = new shelf
button-shelf-rename = rename
button-shelf-merge = merge
button-shelf-archive = archive
button-shelf-take-out = take out: { $name }

ask-shelf = What is it called? Type it in your own words, like: “Relationships hurt me”
ask-shelf-rename = Which one gets another name?
ask-shelf-merge = Which one goes into another?
ask-shelf-archive = Which one? What is filed there stays.
ask-shelf-name = { $name }: what is it called from now on?
ask-shelf-into = Everything on { $name } goes to which one?
shelf-too-long = That is a long one. Up to { $most } characters work.
shelf-too-many = { $most } are as many as I can keep. Two of them can be merged.
shelf-there = There is a shelf called { $name } already.

## Filing one moment

button-file = file it
ask-file = On which shelf?
ask-fits = { $name }: does this fit there, or is it one that does not?
button-fits = fits
button-fits-not = does not fit
button-unfile = take it off
filed-fits = Filed under { $name }: fits.
filed-fits-not = Filed under { $name }: does not fit.
filed-off = Taken off { $name }.
command-shelves = your own labels

## In the week

week-shelf = { $name }: fits { $fits }, does not fit { $other }.
week-shelf-exception =
    { $count ->
        [1] The one that does not fit: { $told }
       *[other] One that does not fit: { $told }
    }

## What becomes of each line of the week

week-private = { $line } (private)
button-lines = bring it, private, not yet…
button-share-bring = bring it
button-share-private = private
button-share-not-yet = not yet
button-next-line = next
button-done = done
lines-place = Line { $place } of { $count }
lines-gone = That one is not here any more.
lines-left = Left as it was. /week opens it again.
lines-done = Now: { $told }. { $page } draws the week as it is.
lines-bring = { $count } to bring
lines-private = { $count } private
lines-not-yet = { $count } not yet
share-none = Nothing decided so far.
share-bring = So far: you bring it.
share-private = So far: private.
share-not-yet = So far: not yet.
shared-bring = You bring it. It is on your list.
shared-private = It stays with you: not on the card, not on the page, not on your list.
shared-not-yet = Not yet. It stays off the page this week, and comes again.
