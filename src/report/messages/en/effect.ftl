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
effect-series-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
} from { $first } to { $last }: { $metrics }
effect-events = Events
effect-plan-title = A next event
effect-plan-least = The least effect on { $metric } that would be shown four times in five: { $windows }.
effect-plan-window = { $size } over { $periods } { $unit ->
        [month] { $periods ->
            [one] month
           *[other] months
        }
        [week] { $periods ->
            [one] week
           *[other] weeks
        }
       *[day] { $periods ->
            [one] day
           *[other] days
        }
    }
effect-plan-lift = { $lift } more is shown by an event of { $periods } { $unit ->
        [month] { $periods ->
            [one] month
           *[other] months
        }
        [week] { $periods ->
            [one] week
           *[other] weeks
        }
       *[day] { $periods ->
            [one] day
           *[other] days
        }
    } or more.
effect-plan-no-lift = { $lift } more is not shown within { $periods } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    }: plan for a larger effect, or add a control series.
effect-plan-not-enough-history =
    Not enough history: need at least { $need } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    } of { $metric } without an event; there are { $history }.
effect-plan-item = { $metric }: { $summary }
effect-provenance = audience-fit { $version }, seed { $seed }. The same series, events and seed give the same report.

effect-not-over = The event is not over: { $seen } of { $periods } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    } seen.
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
effect-reading-without = Without it: a forecast from what came before the event, with the weekday pattern and the trend.
    Outages, bursts and sudden shifts of the level before it are recognised and set apart. The { $level } intervals cover
    the uncertainty of all of these, of a level that drifts, and of the counts.
effect-reading-confounded = What else changed on the same days counts as the event's effect, unless a control series shows it.
    Yearly patterns are separated from it in two years or more of weeks or months.
effect-reading-lasted = Lasted: the interval after the event still lies on the same side of zero. Faded: it does not, and its
    far end is under half of the effect per period while it ran.
effect-reading-always-on = An event without an end has lasted if its second half still shows the effect.

effect-metric = { $metric ->
    [posts] posts
    [followers] followers
    [followers-net] followers (net)
    [likes] likes
    [replies] replies
    [reposts] reposts
    [clicks] clicks
   *[other] { $metric }
}
effect-interval = { $value } ({ $lower } to { $upper })
effect-with-share = { $effect }, or { $share }
effect-under = under { $share }
effect-over = over { $share }

effect-no-observations = No { $metric } were observed while { $event } ran.
effect-not-enough-history =
    Not enough history: need at least { $need } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    } of { $metric } before { $event } without another event; there are { $history }.
effect-counted = { $observed } { $metric } while it ran; { $expected } expected without it.
effect-added = It added { $effect }; probability above zero: { $probability }.
effect-cost = It cost { $effect }; probability above zero: { $probability }.
effect-not-shown = No effect is shown: { $effect }; probability above zero: { $probability }.
effect-sum-unclear = The sum over all of its time is uncertain: { $effect }; probability above zero: { $probability }.
effect-not-separable = This is the effect of { $events } together; the data cannot separate them.
effect-nothing-to-last = No effect is shown that could last.
effect-lasted = It lasted: the difference is still shown { $part ->
        [second-half] in its second half
       *[after] after it
    }.
effect-faded = It faded: less than half of it per period is left { $part ->
        [second-half] in its second half
       *[after] after it
    }.
effect-reversed = The effect reversed { $part ->
        [second-half] in its second half
       *[after] after it
    }.
effect-persistence-unclear = It is unclear whether it lasted.
effect-after = { $effect } in the { $periods } { $unit ->
        [month] { $periods ->
            [one] month
           *[other] months
        }
        [week] { $periods ->
            [one] week
           *[other] weeks
        }
       *[day] { $periods ->
            [one] day
           *[other] days
        }
    } after it.
effect-truncated = The time after it ends when { $event } begins.
effect-placebo = Ranked number { $rank } by size among it and { $windows } earlier stretches of the same length (p = { $p }).
effect-change =
    When it began, the level changed by { $level }. Weekly growth was { $before } before it and changed by { $trend }.
effect-change-not-shown =
    No change of level is shown when it began: { $level }. Weekly growth was { $before } before it; the change of growth
    is { $trend }.

effect-controls-narrowed =
    Controls that help to forecast it, each with its probability: { $controls }. They narrow the interval of what was
    expected by { $share }.
effect-controls-widened =
    Controls that help to forecast it, each with its probability: { $controls }. They widen the interval of what was
    expected by { $share }.
effect-controls-of-no-use = None of the controls helps to forecast it.

effect-warning-holidays-no-country =
    public holidays are not allowed for: name the country, and check whether one fell into the event
effect-warning-holidays-of-country =
    the public holidays of { $country } are not known; known are those of { $known }. Check whether one fell into the event
effect-warning-holidays-of-years =
    public holidays are known for { $years }; check whether one fell into the event in other years
effect-warning-holiday-during-event =
    public holidays fall into { $event }: { $holidays }. They are allowed for, as far as the history shows what they do
effect-warning-control-left-out =
    the control { $control } was left out: it does not vary, or too many periods lack a value ({ $missing } of
    { $periods } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    }; up to a fifth is filled in)
effect-warning-overlapping-events =
    the effects of { $event } and { $others } cannot be separated: their days overlap, or they began within two weeks of
    each other
effect-warning-event-not-over =
    { $event } is not over: { $seen } of { $periods } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    } seen; what it brought and whether it lasts is known once it is
effect-warning-many-comparisons =
    { $effects } effects are estimated: expect about { $misses } of their intervals to miss by chance
effect-warning-gaps =
    { $missing } of { $periods } { $unit ->
        [month] months
        [week] weeks
       *[day] days
    } have no { $metric }; they count as unknown, not as zero
effect-warning-all-zero = all { $metric } are zero; check that they were counted
