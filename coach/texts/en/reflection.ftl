# The weekly reflection. Quotes arrive with their marks; feeling words arrive as the person chose them.

## The week as a whole

week-title = Your week, { $dates }
week-title-running = Your week so far, { $dates }
week-dates = { $first } to { $last }
week-moments =
    { $days ->
        [1] { $count } moments, all on one day.
       *[other] { $count } moments, on { $days } days.
    }
week-unnamed =
    { $count ->
        [1] One of them has no feeling word.
       *[other] { $count } of them have no feeling word.
    }
week-all-unnamed = None of them has a feeling word.
week-untold-question =
    { $count ->
        [1] Is it still with you?
       *[other] Is one of them still with you?
    }

## A week with nothing, and a week with one moment

week-empty = Nothing is noted for { $dates }.
week-empty-kind = A week without notes was a week all the same.
week-empty-question = Is one thing from it still with you?
week-empty-running = Nothing is noted so far, { $dates }.
week-empty-running-kind = There is nothing to catch up on.
week-empty-running-question = What feeling is nearest right now, if there is one?
week-one = One moment, on { $day }.

## Feelings

week-family =
    { $family ->
        [angry] angry
        [sad] sad
        [afraid] afraid
        [ashamed] ashamed
        [numb] numb
        [warm] warm
        [glad] glad
        [calm] calm
       *[other] { $family }
    }
week-family-line = { $family } { $count }: { $words }
week-between = {", "}
week-counted = { $word } { $count }
week-more-words =
    { $count ->
        [1] one more word
       *[other] { $count } more words
    }
week-new-words =
    { $count ->
        [1] A word you had not used before: { $words }.
       *[other] Words you had not used before: { $words }.
    }
week-strongest = Strongest: { $label }, on { $day }.
week-strongest-several = Strongest, { $strength } of 5: { $words }.

## One moment, told

week-of-five = { $strength } of 5
week-toward-therapist = toward your therapist
week-tell-day = { $label }, on { $day }
week-tell =
    { $source ->
        [because] { $label }, because { $quote }
        [wanted] { $label }. You wanted { $quote }
        [did] { $label }. What you did: { $quote }
       *[text] { $label }: { $quote }
    }
week-tell-bare =
    { $source ->
        [because] Because { $quote }
        [wanted] You wanted { $quote }
        [did] What you did: { $quote }
       *[text] { $quote }
    }
week-did =
    { $did ->
        [said] You said it.
        [kept_in] You kept it in.
       *[sideways] It came out sideways.
    }

## Toward the therapist

week-therapist =
    { $count ->
        [1] Once toward your therapist.
        [2] Twice toward your therapist.
       *[other] { $count } times toward your therapist.
    }
week-therapist-words =
    { $count ->
        [1] Once toward your therapist: { $words }.
        [2] Twice toward your therapist: { $words }.
       *[other] { $count } times toward your therapist: { $words }.
    }
week-therapist-all = All of them toward your therapist.

## What was done, wanted, marked, and what changed

week-done = What you did with them, where you noted it: { $listed }.
week-done-first =
    { $did ->
        [said] said { $count } of { $known }
        [kept_in] kept in { $count } of { $known }
       *[sideways] sideways { $count } of { $known }
    }
week-done-next =
    { $did ->
        [said] said { $count }
        [kept_in] kept in { $count }
       *[sideways] sideways { $count }
    }
week-done-once =
    { $did ->
        [said] Once you noted that you said it.
        [kept_in] Once you noted that you kept it in.
       *[sideways] Once you noted that it came out sideways.
    }
week-kept-in = kept in
week-more-often = More often { $what } than in the four weeks before: { $now } of { $now_all } moments, against { $before } of { $before_all }.
week-less-often = Less often { $what } than in the four weeks before: { $now } of { $now_all } moments, against { $before } of { $before_all }.
week-wanted = You wanted:
week-bring =
    { $count ->
        [1] You marked one to bring.
       *[other] You marked { $count } to bring.
    }
week-bring-more = You marked { $count } to bring, among them:

## Three things one could open with. Each asks one open question that leads to the room and assumes nothing.

week-openings =
    { $count ->
        [1] Something you could open with:
        [2] Two things you could open with:
       *[other] Three things you could open with:
    }
week-open-bring =
    { $nth ->
        [0] You marked this to bring. How would it begin, said aloud?
        [1] You marked this as well. What would you like to be heard in it?
       *[other] And you marked this. Who could hear it?
    }
week-open-therapist =
    { $nth ->
        [0] What would it be like to say this to them?
        [1] If they heard this, what would you hope for?
       *[other] Which part of this would you say to them first?
    }
week-open-waiting =
    { $days ->
        [0] This is on your list. What would you say of it today?
       *[other] This has been on your list for { $age }. What would you say of it today?
    }
week-open-not-yet = You said not yet to this, in an earlier week. How is it now?
week-open-sentence =
    { $nth ->
        [0] You made this sentence for it. How does it sound to you by now?
        [1] You made this one as well. What would you hope to hear back?
       *[other] And this sentence is yours. What would come after it?
    }
week-open-kept-in =
    { $nth ->
        [0] You kept this in. Who could hear it?
        [1] You kept this in as well. How would it sound in the room?
       *[other] This stayed inside too. What would you want known about it?
    }
week-open-strongest =
    { $nth ->
        [0] What would you want your therapist to know about this?
        [1] How would you tell this in the room?
       *[other] Where in this would you begin, in the room?
    }
week-open-new-word =
    { $nth ->
        [0] The word { $word } is new here. How would you put it in the room?
        [1] The word { $word } is new here too. What does it say that other words do not?
       *[other] And { $word } is new. Who would you tell what it means?
    }
week-open-own-words =
    { $nth ->
        [0] What would you add to this, in the room?
        [1] How would this go on, said in the room?
       *[other] Who could hear this?
    }
