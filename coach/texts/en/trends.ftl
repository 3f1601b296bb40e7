# Longer than a week. Counts, and nothing concluded from them.

trend-empty = Nothing is noted from { $dates }.
trend-title-month = Your last four weeks, { $dates }
trend-title-year = Your last twelve months, { $dates }
trend-sheet-month = Your last four weeks
trend-sheet-year = Your last twelve months
trend-summary =
    { $count ->
        [1] One moment
       *[other] { $count } moments
    }, { $words ->
        [0] no feeling word yet.
        [1] one feeling word.
       *[other] { $words } different feeling words.
    }
trend-families-month = Moments a week, the oldest week first:
trend-families-year = Moments a month, the oldest month first:
trend-line = { $name }: { $counts }
trend-different = Different words
trend-new =
    { $count ->
        [1] A word you had never used before: { $words }.
       *[other] Words you had never used before: { $words }.
    }
command-month = your last four weeks
command-year = your last twelve months
