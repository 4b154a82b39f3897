### Titles, headings and what every report shares.

report-suppressed-withheld = withheld: it would reveal a group of fewer than { $min } followers
report-suppressed-range =
    given as a range: the exact figure would reveal a group of fewer than { $min } followers
report-suppressed-coarsened =
    estimated without the exact counts, which would reveal a group of fewer than { $min } followers
report-suppressed-audience = withheld: the audience has fewer than { $min } followers
report-suppressed-buckets = periods with fewer than { $min } followers, or suspected ones, are merged
report-suppressed-signals = signals based on fewer than { $min } followers are withheld
report-suppressed-evidence =
    withheld: it is based on fewer than { $min } followers, or on all but fewer than { $min }
