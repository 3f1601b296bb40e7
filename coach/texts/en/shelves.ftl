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

# What becomes of each thing one could open with.

week-private = { $line } (private)
week-open-not-yet =
    { $nth ->
        [0] You said not yet to this, in an earlier week. How is it now?
        [1] This waited as well. Is there more to it by now?
       *[other] And this waited. Who could hear it?
    }
share-ask = Bring it, private, or not yet? Tap its number.
share-ask-one = Bring it, private, or not yet?
button-share-one = decide
button-share-bring = bring it
button-share-private = keep it private
button-share-not-yet = not yet
shared-bring = You bring it.
shared-private = It stays private: not on the card, not on the page.
shared-not-yet = Not yet. It comes again next week.
