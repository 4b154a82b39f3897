### Titles, headings and what every report shares.

report-verdict = Verdict: { $outcome }.
report-pass = pass
report-fail = fail
report-inconclusive = inconclusive
report-gate-line = { $outcome }. { $why } { $fit }
report-more-on = More on { $name }
report-scale = On a scale from 0 % to 100 %: { $sentence }
report-scale-mark = On a scale from 0 % to 100 %: { $sentence } Marked: { $mark }.

report-warnings = Warnings
report-target = Target
report-assumptions = The figures assume:

report-case = At least { $minimum } of the followers are in the target: { $target }
report-case-without-minimum = Followers in the target: { $target }
report-case-of-unknown = Followers in the target
report-skipped = Nothing to compare: give a minimum share.
report-alert = { $outcome }. { $why } { $fit } Target: { $target }.
report-rule-short = Too few followers are in the target.
report-rule-full = The share of followers in the target is compared with a minimum. The verdict is fail where the whole
    interval lies below the minimum, and inconclusive where the interval contains it.
report-rule-help = Label more profiles, drawn at random, to narrow the interval. Reach the target on other channels to
    raise the share.
report-rejected-rule-short = A profile could not be read, so whether this person is in the target is not known.
report-rejected-rule-help = Correct the field or remove it.

report-error-rule-short = The check came to no answer.
report-error-rule-help = Correct what the message names and run the check again.

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

report-track-record-fit = the next snapshot of an account
report-track-record-reach = the people reached on a channel
report-track-record-plan = the people reached by a plan
report-track-record-effect = counts without an event
report-track-record-response = the response to a campaign
report-track-record-title = How often forecasts held
report-track-record-few = Fewer than { $few } say little of how often they hold.
report-track-record-open = { $open ->
    [one] { $open } more waits for its truth.
   *[other] { $open } more wait for their truth.
}
report-track-record-none = No forecast of { $kind } could be scored yet.
report-track-record-held =
    { $held } of { $scored } forecasts of { $kind } held: { $share } ({ $lower } to { $upper }, { $level } interval).

## Figures that are suppressed.
report-figure-segment = { $n ->
    [all] segments: share of the target
   *[other] segment { $n }: share of the target
}
report-figure-cohort = { $n ->
    [all] cohorts: share of the target
   *[other] cohort { $n }: share of the target
}
report-figure-evidence = { $n ->
    [all] cohorts: one sign
   *[other] cohort { $n }: one sign
}
report-figure = { $figure ->
    [audience-profiles] number of profiles
    [audience-labelled] number of labelled profiles
    [fit] share of the target
    [fit-share] share of the target
    [fit-count] number of followers in the target
    [fit-sensitivity] how far the share depends on its assumptions
    [fit-evidence-labelled] labelled profiles
    [fit-evidence-unlabelled] profiles without a label
    [fit-evidence-complete] profiles that state all that the target asks for
    [fit-evidence-labelled_members] labelled profiles in the target
    [fit-evidence-lower_bound] least share that is certain
    [fit-evidence-upper_bound] largest share that is certain
    [segments] segments
    [acquisition] bulk deliveries of followers
    [acquisition-timeline] followers over time
    [acquisition-single_signs] single signs of bulk deliveries
    [acquisition-fit_of_suspected] share of the target among suspected followers
    [acquisition-fit_without_suspected] share of the target without suspected followers
   *[other] { $pointer }
}
