### What is wrong with one value of a request, what is accepted instead, and what to do. Each completes the place of the
### value, so sentences begin in lower case and have no full stop.

fault-range = received { $received }; accepted: { $min } to { $max }
fault-unknown = received { $received }; accepted: { $accepted }
fault-accepted = accepted: { $accepted }
fault-rows = and { $others } more rows: received { $received }; accepted: { $accepted }
fault-not-negative = received { $received }; accepted: 0 or more
fault-above-0 = received { $received }; accepted: a number above 0
fault-share = received { $received }; accepted: a share of 0 to 1
fault-share-example = received { $received }; accepted: 0 to 1, for example { $example } for { $percent } %
fault-shares-in-order = received { $lower } to { $upper } around { $value }; accepted: shares of 0 to 1 in that order
fault-numbers-in-order = received { $lower } to { $upper } around { $value }; accepted: numbers in that order
fault-order = min { $min } is above max { $max }
fault-level = received { $received }; accepted: above 0.5 and below 1
fault-name-length = accepted: a name of 1 to { $max } characters
fault-currency = received { $received }; accepted: three capital letters, for example USD or KRW (ISO 4217)
fault-country-code = received { $received }; accepted: two capital letters, for example KR (ISO 3166-1 alpha-2)
fault-unknown-country = received { $received }; accepted: { $accepted }{ $may_borrow ->
    [yes] ; to use one of these in its place, name it in borrow_from
   *[no] {""}
}

## Targets.

fault-empty-target = the target has no condition; give age, income, region, gender, education, employment, tenure or attributes, name a preset, or set labelled
fault-labelled-conditions = a labelled target takes its members from in_target alone; leave out the other conditions or labelled
fault-attributes = { $received } attributes received; at most { $max } are accepted
fault-conditions = { $received } conditions received; at most { $max } are accepted
fault-values = { $received } values received; at most { $max } are accepted
fault-empty-list = the list is empty; name at least one value
fault-age = received { $received }; accepted: 0 to 120 years
fault-age-missing = give min, max or both
fault-attribute-name = name the attribute
fault-attribute-both = give either in, or min and max
fault-attribute-neither = give in, min or max
fault-income-limits = give max_median_ratio, min_median_ratio, max_amount or min_amount
fault-income-unit = an amount needs currency (ISO 4217), period (year or month) and scope (household or personal)
fault-target-name = received { $received }; accepted: 1 to 100 of a-z, 0-9, - and _
fault-target-name-of-preset = the catalogue has a preset of this name; choose another

## Options of an analysis.

fault-odds-ratio = received { $received }; accepted: an odds ratio of 1 to 100
fault-gammas = { $received } received; at most { $max } are accepted
fault-panel-date-alone = received { $received }, and no panel; give the panel too, or leave panel_as_of out
fault-panel-date-future = received { $received }; accepted: the day on which the panel was asked, up to { $as_of }
fault-panel-date-old = received { $received }; accepted: a day at most { $years } years before { $as_of }
fault-panel-size-alone = received { $received }, and no panel; give the panel too, or leave panel_size out
fault-panel-size-weights = received { $received }, and the panel has no weights; panel_size is for a table of cells, each with its weight
fault-panel-size-sum = received { $received }, and the panel's column n adds up to { $sum } people; leave panel_size out, or correct the column
fault-panel-size = received { $received }; accepted: { $min } to { $max } people asked, at least one for each cell
fault-panel-weights = { $blank } of { $rows } panel rows have no weight, and the others do; give every row a weight, or remove the column
fault-followers-and-profiles = { $received } received with profiles or a panel; give the number of followers only where there are no profiles
fault-label-weight-self-declared = profiles have a label_weight, which is one over the probability of being drawn, and labels are self_declared; say that they are a random_sample (--labels random-sample), or leave label_weight out
fault-label-weight = { $blank } of { $labelled } labelled profiles have no label_weight, and others do; give it to every labelled profile: 1 to people who were not drawn, and say it themselves
fault-sequential-self-declared = labels are self_declared, and only a random sample can be looked at often; say that they are a random_sample (--labels random-sample), or leave sequential out
fault-sequential-weights = labels have several weights, and a sample can be looked at often only where all were drawn with one probability; draw by chance, or leave sequential out

## Channels.

fault-country-without-figures = no published figures say who uses which channel in { $received }; accepted: { $accepted }; to use another country's figures in its place, name it in borrow_from
fault-year-without-figures = there are no figures of { $country } near { $received }; accepted: { $accepted }
fault-no-figures = there are no figures of { $channels ->
    [any] any channel
   *[other] { $channels }
} in { $country } near { $year }; leave channels and measure out to see what there is
fault-income-currency = income limits in { $received } cannot be compared with the median income of { $country }, which is in { $accepted }
fault-no-median = no median income of { $country } is known, so amounts cannot be compared; give the limits as multiples of the median, with min_median_ratio or max_median_ratio
fault-not-comparable = { $channels } cannot be compared by { $measure } in { $country } near { $year }: { $known }; leave { $channels } out, ask for another measure, or leave measure out to rank each group of measures by itself
fault-measured-by = { $channel } has figures by { $measure }
fault-nobody-in-target = nobody in the population table of { $country } is in the target: ages run from { $youngest } to 94
fault-catalogue = the reference data cannot answer for { $country }: its medians and population table are missing or in different currencies
fault-cost = received { $received } for a thousand people reached; accepted: an amount above 0; leave the cost out if there is none
fault-cost-twice = { $channel } has two costs; give one
fault-costs-in-two-currencies = costs in { $a } and { $b } cannot be compared; give all in one currency

## Results of campaigns.

fault-future = received { $received }; accepted: a day up to { $as_of }
fault-responded = received { $received }; accepted: up to the { $delivered } delivered; count people, not clicks
fault-known-people = received { $received }; accepted: up to the { $most } { $of ->
    [delivered] delivered
   *[responded] responded
}
fault-known-in-target = received { $received }; accepted: up to the { $known } whose membership is known
fault-event = received { $received }: { $why }; give quiz:2026-03-16:2026-03-22, or a JSON object
fault-event-form = it is not like quiz:2026-03-16:2026-03-22
fault-metrics = received { $received }; accepted: 1 to { $max } metrics

## Plans.

fault-channels = { $received } channels received; at most { $max } are accepted
fault-channel-twice = { $channel } is given twice; give its bounds once
fault-weeks = received { $received }; accepted: 1 to { $max }: the weeks that the plan is kept up
fault-fatigue = received { $received }; accepted: 0 to { $max }: the part lost in each further week
fault-goal = received { $received }; accepted: above 0: the people of the target to reach
fault-goal-own-reach = a goal is in people, and how many people the agency can reach is not known; give channels[].own_reach, for example {"{"}"number": 12000, "unit": "followers"{"}"}
fault-curve-own-reach = the curve is in people, and how many people the agency can reach is not known; give channels[].own_reach, for example {"{"}"number": 12000, "unit": "followers"{"}"}
fault-places-own-reach = places are in people, and how many people the agency can reach is not known; give channels[].own_reach, for example {"{"}"number": 12000, "unit": "followers"{"}"}
fault-goal-above-target = received { $received }, more than the { $most } people of the target; ask for fewer
fault-unreachable = received { $received }; not reachable: however many hours, at most { $most } people ({ $lower } to { $upper }); ask for fewer, or give hours_per_week for the best plan there is
fault-hours-missing = give the staff hours that there are in a week
fault-hours = received { $received }; accepted: above 0, up to { $max }: every channel takes somebody who posts, places or answers; give the staff hours that there are in a week
fault-people = received { $received }; accepted: 1 or more: the adults living where the agency is responsible
fault-people-missing = how many people there are is not known here; give people, the adults living where the agency is responsible
fault-money-missing = give the money that there is in a week
fault-money = received { $received }; accepted: 0 or more; leave the budget out if there is none
fault-currency-missing = give the currency, for example USD or KRW (ISO 4217)
fault-no-budget = money is asked for and there is no budget; give budget with amount and currency
fault-budget-people = what the budget reaches depends on how many people there are; give people, the adults living where the agency is responsible
fault-budget-no-costs = no cost is known of any channel of the plan; give channels[].response.money, the money that reaches half of a channel's users, or leave the budget out
fault-budget-currency = received { $received }; costs of the plan's channels are known in { $known }; give channels[].response.money, the money that reaches half of a channel's users, or leave the budget out
fault-half = received { $received }; accepted: { $min } or more: the { $resource ->
    [hours] hours
   *[money] money
} that reach half of its users
fault-min-above-max = min_{ $resource } { $min } is above max_{ $resource } { $max }; lower one of them
fault-hold-above-max = hold keeps { $hold }, above max_{ $resource } { $max }; lower the hold or raise max_{ $resource }
fault-hold-below-min = hold keeps { $hold }, below min_{ $resource } { $min }; raise the hold or leave out min_{ $resource }
fault-kept-on = { $channel } is kept on by a minimum or a hold, which takes at least { $min } { $resource ->
    [hours] hours
   *[money] money
}, and max_{ $resource } is { $max }; raise max_{ $resource }, lower threshold.{ $resource }, or leave out the minimum
fault-minimums = minimums and holds take { $taken }, { $excess } more than the { $limit } that there are: { $parts }; lower one of them or raise { $name }
fault-origin-of-minimum = { $channel } { $taken } ({ $origin ->
    [hold] hold
    [raised] min_{ $resource } { $min }, raised to the least that is worth doing
    [min] min_{ $resource }
   *[least] the least that a channel kept on takes
})
fault-does-not-fit = minimums and holds take as much as there is, or more; lower one of them
fault-reach-missing = give how many people the agency reaches there
fault-reach = received { $received }; accepted: 0 to { $max }: how many the agency reaches there
fault-reach-nobody = received 0 and no growth: nobody is reached there; leave own_reach out, or give growth, how many you expect to gain
fault-reach-above-people = received { $received } people, more than the { $most } { $of ->
    [everyone] adults living
   *[target] people of the target
} where the agency is responsible; count those who live there alone, or correct people
fault-reach-unit = say what the number counts: { $accepted }
fault-growth = received { $received }; accepted: 0 to { $max }: how many more by the end of the plan
fault-visits = visits are not people; give per_person, the visits of one visitor in a week, or count visitors
fault-per-person = { $unit } are people already; leave per_person out
fault-share-of-target = the number counts the target alone (of); leave target_share out
fault-target-share = how many of them are in the target is not known: nothing is published of who uses this channel, or of all conditions of the target; give target_share, or count the target alone (of: target)
fault-no-places = received { $received }, and there are no places; give places, or leave place out
fault-place = received { $received }; accepted: a name of places: { $accepted }
fault-places = { $received } places received; at most { $max } are accepted; join some
fault-place-twice = { $place } is given twice; give each place once
fault-place-people = received { $received }; accepted: 1 or more: the adults living there
fault-people-of-places = people is { $people } and those of places add up to { $sum }; leave people out
fault-no-sources = this service reads no bucket for your agency; send the file itself, or ask whoever runs the service to allow a place by the setting sources
fault-source = received { $received }; accepted: an address below { $places }, as s3://bucket/folder/*.parquet

## Parameters of requests.

fault-parameter-twice = the parameter is given twice; give it once
fault-parameter-unknown = no such parameter; accepted: { $accepted ->
    [none] none
   *[other] { $accepted }
}
fault-target-missing = missing; accepted: the name of a target, or its definition as JSON
fault-format-missing = application/octet-stream does not say what the rows are: add format, for example format=csv

## Series of counts and their events.

fault-up-to = received { $received }; accepted: up to { $max }
fault-no-counts = no row has a count; give at least one of { $accepted }
fault-metric-missing = no row has { $metric }; the series has { $there }
fault-metrics-empty = name at least one metric, or leave the field out
fault-series-missing = give the counts as an array of rows, for example {"{"}"date": "2026-11-01", "likes": 12{"}"}
fault-series-rows = received { $received } rows; accepted: up to { $max }; give weeks, or the last years
fault-control-value = received { $received } for { $name }; accepted: 0 to { $max }
fault-control-name = give each control a name of 1 to { $max } characters
fault-controls = received { $received } controls; accepted: up to { $max }
fault-day-missing = give a day, for example 2026-11-01
fault-day-years = received { $received }; accepted: a day of the years 1900 to 2999
fault-account-name = give the account a name of 1 to { $max } characters
fault-events-missing = give at least one event, for example {"{"}"name": "quiz", "from": "2026-11-01", "to": "2026-11-14"{"}"}
fault-events = received { $received } events; accepted: up to { $max } in one request
fault-event-twice = { $name } is the name of an earlier event; give each another
fault-event-name = give the event a name of 1 to { $max } characters
fault-event-to = received { $received }; accepted: a day from { $from } on, when the event begins
fault-event-open = give the last day of the event; only "kind": "always_on" goes on without one
fault-beside = give it beside { $other }, or leave both out
fault-series-empty = give at least one row
fault-date-twice = { $date } is also the date of row { $row }; give each date once, with all its counts
fault-date-of-month = { $date } is another day of its month than { $start }, the first date; give monthly rows the first or the last day of each month
fault-date-of-week = { $date } is not a whole number of weeks after { $start }, the first date; give weekly rows the date of the same weekday, or "frequency": "day"
fault-periods = from { $start } to { $end }: accepted: up to { $max } periods
fault-days-and-weeks = from { $date } on dates lie a week apart, elsewhere they do not; give one series by day or by week, or "frequency": "day" where days are missing
