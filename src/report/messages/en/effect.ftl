### The effect of an event on a series of engagement.

effect-title = Effect of events
effect-series = Series
effect-series-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
} from { $first } to { $last }: { $metrics }
effect-series-weeks = { $n ->
    [one] { $n } week
   *[other] { $n } weeks
} from { $first } to { $last }: { $metrics }
effect-events = Events
effect-provenance = audience-fit { $version }, seed { $seed }. The same series, events and seed give the same report.

effect-more = More than without it: { $metrics }.
effect-less = Less than without it: { $metrics }.
effect-unclear = No difference is shown for { $metrics }.
effect-level = The level changed when it began: { $metrics }.
effect-lasting = It lasted for { $metrics }.
effect-nothing = The data do not show whether it had an effect.
effect-not-judged = Not judged:
effect-not-judged-item = { $metric }: { $reason }

effect-ran = Ran
effect-hours = { $hours } hours
effect-outside = outside the series
effect-ran-after = After it
effect-took = Took
effect-together = Together with
effect-together-with = { $events }: their effects cannot be separated

effect-column-metric = Metric
effect-column-counted = Counted
effect-column-without = Without it
effect-column-added = Added
effect-column-above-zero = Above zero
effect-column-lasted = Lasted
effect-persistence-yes = yes
effect-persistence-faded = faded
effect-persistence-reversed = reversed
effect-persistence-open = open
effect-caption = Counts while it ran, each with its { $interval }.
effect-per-hour = { $effect } an hour
effect-per-money = { $effect } for each 100 { $currency }
effect-per-cost = That is { $effects }.

effect-chart-counted = counted
effect-chart-without = without it
effect-chart-event = event
effect-net-followers = net change of followers
effect-chart = { $metric } from { $first } to { $last }, with what would have been counted without { $event }. { $summary }

effect-reading = How to read it
effect-reading-without = Without it: a forecast from what came before the event, with the weekday pattern and the trend. The
    { $level } intervals cover the uncertainty of both, of a level that drifts, and of the counts.
effect-reading-confounded = What else changed on the same days counts as the event's effect. Yearly patterns are not separated
    from it.
effect-reading-lasted = Lasted: the interval after the event still lies on the same side of zero. Faded: it does not, and its
    far end is under half of the effect per period while it ran.
effect-reading-always-on = An event without an end has lasted if its second half still shows the effect.
