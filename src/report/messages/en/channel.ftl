### Channels: how far each reaches into the target, and why it is recommended or not.

channel-title = Channels for a target
channel-heading = Where to reach the target
channel-country = Country
channel-size = Size
channel-size-with-income = Size with the income limit
channel-size-people = about { $people } people, { $share } of adults
channel-size-other-limit = { $size }; with a limit of { $limit } of the median, the other one in use, { $other }
channel-size-share = { $share } of adults; the reference data do not say how many people that is
channel-ignored = Left out
channel-ignored-conditions = no published data covers: { $conditions }
channel-events-heading = What events brought
channel-events = Engagements added (reach does not change):
channel-event-item = { $channel }: { $effect }
channel-none = No channel has published data for this target.
channel-income-left-out = No source gives these channels by income. The figures are those of { $target }; the ranges allow for income.
channel-legend = Reach is the share of the target that a channel meets. Lift is that reach divided by the reach among all
    adults. Both have their { $interval }. Best is the probability of the highest reach in the table.
channel-next = To learn most: { $advice }
channel-provenance = audience-fit { $version }, catalogue { $catalog }, seed { $seed }. The same question and seed give the
    same report.

channel-favour = favour
channel-keep = keep
channel-reduce = reduce
channel-favour-these = favour { $channels }
channel-keep-these = keep { $channels }
channel-reduce-these = reduce { $channels }
channel-stances = { $stances }.

channel-caption = Measured by: { $measures }.
channel-caption-several = Measured by: { $measures }. Do not compare with channels of another table.
channel-column = Channel
channel-stance = Stance
channel-reach = Reach
channel-lift = Lift
channel-best = Best
channel-alone = no rival
channel-not-ranked = not ranked
channel-tied = Not distinguishable from { $channels } at the { $level } level.
channel-borrowed = The figures are from another country.
channel-sources = Sources: { $sources }.

channel-source-month = { $month } { $year }
channel-source-months = { $first } to { $last } { $year }
channel-source-heading = Sources
channel-source-note = { $by }. { $n ->
        [unknown] {""}
       *[other] { $n } people asked.{" "}
    }{ $confidence ->
        [computed] Computed from the public data.
        [reported] Read in the publication.
        [press] Read in a press report, not in the publication.
       *[unverified] To be checked against the publication.
    } { $license ->
        [unknown] Terms not known.
       *[other] Terms: { $license }.
    }
channel-source-medians = Median incomes of { $country }, { $year } ({ $concept ->
        [gross] before tax, all households
        [standard] set by the state for each household size
       *[equivalised_disposable] after tax, by an equivalence scale
    })
channel-source-press = { $id } (press)

channel-event = { $name } (to { $at }) added an estimated { $effects }.
channel-event-with-costs = { $name } (to { $at }) took { $costs } and added an estimated { $effects }.
channel-event-hours = { $hours } hours
channel-event-effect = { $value } { $metric } ({ $lower } to { $upper })
channel-event-effect-per-hour = { $value } { $metric } ({ $lower } to { $upper }, { $per_hour } an hour)

channel-interval = { $value } ({ $lower } to { $upper })
channel-over = over { $share }
channel-breakdown = { $by ->
    [total] all
    [age] by age
    [some-ages] some ages
    [income] by income
    [some-incomes] some incomes
   *[group] by group
}

channel-why-reach = { $share } of { $target } { $phrase }{ $basis }.
channel-source = {" "}({ $source })
channel-source-projected = {" "}({ $source }, projected to { $year })
channel-why-lift = That is { $lift } times the share of all adults ({ $everyone }).
channel-ceiling = It has no near figure of its own, so its ceiling bounds it: { $share } of the target { $phrase } ({ $source }). It is assumed as far below the ceiling as where both were asked ({ $overlap }).
channel-potential-reach = Potential reach: { $people } people of the target use it.
channel-potential-reach-unknown = Potential reach: the share above; the number of people is not known.
channel-present-reach = Present reach: { $people } people of the target follow the account; { $fit } of its { $followers } followers match.
channel-present-share = That is { $share } of the target.
channel-present-share-unknown = How large a share of the target that is, is not known.
channel-expected-fit = { $expected } of the channel's adult users are in the target, compared with { $fit } of the followers.
channel-account-misses = The channel reaches the target; this account does not.
channel-cost = At { $thousand } per thousand people reached, one person of the target costs about { $value } ({ $lower } to { $upper }).
channel-observed = Observed: { $share } of { $people } matched { $among ->
        [followers] followers
       *[panel] people of the panel
    } use it. They are not a random sample of the target, so they count like { $effective } asked at random: the estimate moves from { $before } to { $after }.

channel-favour-leader = Favour: it has the highest reach here; the next is { $next }.
channel-favour-near-best = Favour: it has three quarters or more of the best reach with a probability of { $probability }.
channel-why-reduce = Reduce: it has less than a third of the best reach with a probability of { $probability }.
channel-keep-no-comparison = Keep: there is no comparable channel.
channel-keep-between = Keep: neither close to the best reach ({ $best }) nor clearly far below it.
channel-keep-account-misses = Keep: the channel would be favoured, but the account's followers match less often than its users.
channel-unranked = Not ranked: it and a ranked channel contain one another.
channel-why-tied = Not distinguishable from { $names } at the { $level } level.
channel-evidence = Sources: { $sources }.
channel-asked-as = The source of { $year } asked about: { $wording }.
channel-no-breakdown = No figure { $by ->
        [income] by income
       *[age] by age
    } is published: the interval allows for any usual difference.
channel-group-share = { $share } of { $group }
channel-groups = Not included, because such groups cannot enter: { $shares } { $phrase } ({ $source }).
channel-other-measure = Its measure ("{ $title }") is not the one of most channels here: compare with care.

channel-learned = { $campaigns ->
        [one] { $campaigns } campaign
       *[other] { $campaigns } campaigns
    } delivered to { $delivered } people: { $rate } of them respond.
channel-learned-other-tasks = { $campaigns ->
        [one] { $campaigns } campaign
       *[other] { $campaigns } campaigns
    } for other tasks, delivered to { $delivered } people: { $rate } may respond to this one, judging by other channels.
channel-learned-no-membership = How many of them are in the target is not known, so the reach stays at { $reach }.
channel-learned-not-comparable = { $share } of them are in the target; the reach stays at { $reach }, because published data cover a wider target.
channel-learned-as-expected = { $share } of them are in the target, as the reach of { $reach } implies.
channel-learned-moved = { $share } of them are in the target, which moves the reach from { $before } to { $after } ({ $points } points).
channel-next-experiment = Give { $share } of the effort to { $channel }: { $leader } brings most responses of the target per person delivered to so far, and { $channel } is most likely to turn out better ({ $probability }).

channel-assumes-additive-effects = Age and income act on the use of a channel independently (on the logit scale), because published tables give one at a time. The intervals are widened for it.
channel-assumes-household-income = Published figures are by household income, not adjusted for the size of the household: income limits are measured against the median of { $size ->
        [all] all households
       *[other] households of { $size }
    } in { $year } ({ $amount }, source { $source }).
channel-assumes-equal-income-spread = No table of ages by incomes: incomes are assumed to be spread equally at every age (lognormal, log standard deviation { $log_sd }, source { $source }).
channel-assumes-selected-followers = Followers were gathered online by one channel, so their use of other channels counts little, and less the more similar the channel is to the account's.
channel-assumes-uninformative-use = Following an account takes using its channel, so the followers' use of { $channels } does not inform about the target and is not counted.
channel-assumes-panel-bias = The panel's matched people are a sample of the target that may be off by about 9 percentage points.
channel-assumes-campaign-selection = The people a campaign is delivered to are in the target about as often as the channel's users, up to a factor of two either way: campaigns choose whom they reach.

channel-warning-donor-country = no figures of { $country }: the figures, population and median incomes of { $donor } stand in, with wider intervals
channel-warning-ignored-conditions = no published data covers: { $conditions }; the figures are of { $target }
channel-warning-no-demographic-limit = the target limits neither age nor income: reach is that of everyone
channel-warning-stale-figures = the nearest figures are more than 5 years from { $year }: { $channels }
channel-warning-no-breakdown = only the width of the interval allows for { $by ->
        [income] income
       *[age] age
    }: { $channels }
channel-warning-not-fitted = the figures of { $channel } cannot be fitted
channel-warning-several-measures = channels are ranked within each group, not between groups: { $groups }
channel-warning-median-of-other-year = the nearest median income is of { $year }
channel-warning-unverified-median = { $source } is to be checked against its publication
channel-warning-no-figures = not ranked, which does not mean unused: no figure near { $year } of { $channels }
channel-warning-account-without-figures = the account's channel, { $channel }, has no figure here: its potential reach is not known; the account reaches about { $people } people of the target today
channel-warning-no-reference-data = use of { $channels } was observed, but no near published figure is there for it to correct
channel-warning-drawn-from-ceiling = { $channel }: no near figure of its own; drawn from its ceiling, those who { $phrase } ({ $source })
channel-warning-ceiling-only = { $channel }: no figure of its own; it cannot reach more than the { $share } who { $phrase } ({ $source })
