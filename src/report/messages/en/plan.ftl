### The plan of a week: what goes to each channel, why, and how sure it is.

plan-title = Communication plan
plan-heading = What to do in a week
plan-step-objective = Objective
plan-step-insight = Audience insight
plan-step-strategy = Strategy
plan-step-implementation = Implementation
plan-step-scoring = Scoring

plan-lead = { $n ->
    [one] { $channels } reaches { $people } people of the target in { $weeks }.
   *[other] { $channels } reach { $people } people of the target in { $weeks }.
}
plan-lead-order = { $channels }: the best split of your hours by what is known. How many people it reaches is not known: give your own numbers for each channel: followers, subscribers, visits, circulation or past results.
plan-weeks = { $n ->
    [one] a week
   *[other] { $n } weeks
}
plan-none = No channel fits within these constraints.
plan-part = { $channel } { $effort }
plan-effort-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
plan-effort = { $hours } and { $money } { $currency }
plan-reach = the plan reaches { $share } of the target, { $people } people.

plan-objective = { $task ->
    [awareness] Objective: as many people as possible in the target ({ $target }) know that the service exists for them.
    [eligibility] Objective: as many people as possible in the target ({ $target }) check whether they are eligible.
   *[application] Objective: as many people as possible in the target ({ $target }) apply, with help where they need it.
} { $reach }
plan-objective-reach = With { $means } a week, the plan reaches { $people } of them in { $weeks }.
plan-objective-order = With { $means } a week, the plan says where they do most; how many people it reaches is not known.
plan-task = Task
plan-task-awareness = awareness
plan-task-eligibility = eligibility
plan-task-application = application
plan-staff = Staff
plan-hours-a-week = { $n ->
    [one] { $n } hour a week
   *[other] { $n } hours a week
}
plan-column-money = Money
plan-money-a-week = { $money } { $currency } a week
plan-people = People
plan-people-reached = { $n } reached

plan-segment = Segment of the target
plan-segment-share = Share
plan-segment-reached = Reached
plan-segment-caption = Reach of the plan by age and by household income as a multiple of the national median, with its { $interval }.

plan-channel = Channel
plan-hours-column = Hours
plan-best-hours = Best hours
plan-used = In the best plan
plan-reaches = People
plan-adds = Adds
plan-part-column = Part
plan-not-counted = not counted
plan-caption = { $amounts } a week, and the people of the target that each channel reaches by itself with its { $interval }.
    Best hours: where those of the best plan lie if all that is uncertain were known. Adds: people whom no other channel of the plan reaches.
plan-caption-order = { $amounts } a week (measured by: { $measures }). Best hours: where those of the best plan lie, and how probable it is
    that it uses the channel at all, if all that is uncertain were known. Part: what the plan would lose without it.
plan-caption-hours = Hours
plan-caption-hours-money = Hours and { $currency }

plan-more = What more would add:
plan-excluded = Excluded:
plan-excluded-item = { $channels }: { $reason }
plan-measure = Measure after a week, for each channel:
plan-measure-item = { $channel }: how many people were reached, and how many of them are in the target. Expected: { $people }
    people of the target.
plan-measure-item-order = { $channel }: how many people were reached, and how many of them are in the target. Next time, give both numbers.
plan-gap = No plan within these constraints reaches over { $more }.
plan-runner-up-effort = { $summary } It would be: { $parts }.
plan-no-runner-up = No other choice of channels has a probability of 5 % or more of being the best. This plan has { $p }.
plan-assumptions = The plan assumes:
plan-notes = About the plan:

plan-hours = { $hours } { $form ->
    [one] hour
   *[other] hours
}
plan-money = { $amount } { $currency }
plan-more-people = { $n } { $form ->
    [one] person
   *[other] people
} more
plan-more-part = { $part } more
plan-less-people = { $n } { $form ->
    [one] person
   *[other] people
} fewer
plan-less-part = { $part } less

plan-reason-reaches = Reaches { $part } of those it can, { $people } people of the target; without it the plan would reach { $less }.
plan-reason-order = Without it the plan would reach { $less }.
plan-reason-frequency = Who is reached is met about { $contacts } times in { $weeks }, if the response is as assumed.
plan-own-number = { $number } { $unit ->
    [followers] followers
    [subscribers] subscribers
    [visits] visits a week
    [visitors] visitors a week
    [circulation] copies
    [recipients] recipients
   *[reached] people reached before
}
plan-own-growth = { $number }, and { $growth } more by the end
plan-own-counted = { $number }, all of them in the target: { $people } people can be reached.
plan-own-given = { $number }, { $share } of them in the target as given: { $people } people can be reached.
plan-own-audience = { $number }, { $share } of them in the target by the fit of the account: { $people } people can be reached.
plan-own-campaigns = { $number }, { $share } of them in the target by past campaigns: { $people } people can be reached.
plan-own-published = { $number }, { $share } of them in the target if they are roughly like the channel's users in published figures: { $people } people can be reached.
plan-reason-held = Kept at { $amount } a week, as asked.
plan-reason-at-maximum = More would help, but { $amount } a week is its maximum.
plan-reason-at-minimum = Gets { $amount } a week, its minimum.
plan-reason-threshold-account = Posting takes { $post } a week and answering { $answer }: { $amount } in all.
plan-reason-threshold-placement = Placing takes { $amount } a week.
plan-reason-threshold-given = { $amount } a week is the least that is worth doing.
plan-reason-own-followers = { $share } of its users in the target follow the account: it reaches them as soon as it is staffed.
plan-reason-not-counted = Kept as asked, but not counted in the plan's reach. { $reason }

plan-half-given = { $amount } a week reach half of those it can ({ $field }, as given).
plan-half-assumed = { $amount } a week are assumed to reach half of those it can; give { $field } if you know better.
plan-half-learnt = { $amount } a week reach half of those it can, learnt from { $campaigns ->
    [one] one campaign
   *[other] { $campaigns } campaigns
}; uncertain by a factor of { $factor } up or down.
plan-half-price = { $amount } a week reach half of its users, at { $price } per thousand contacts ({ $priced }; { $source }) and an assumed { $contacts } contacts per person.
plan-half-price-given = { $amount } a week reach half of its users, at { $price } per thousand contacts (as given) and an assumed { $contacts } contacts per person.

plan-excluded-held = Its hold leaves it less than it needs.
plan-excluded-threshold-account = Posting takes { $post } a week and answering { $answer }: { $threshold } in all, and it may get { $max }. An account without staff does harm.
plan-excluded-threshold-placement = Placing takes { $threshold } a week, and it may get { $max }.
plan-excluded-threshold-given = Not worth doing below { $threshold } a week, and it may get { $max }.
plan-excluded-no-own-reach = How many people you reach here is not given. Give a number and its unit, such as 12,000 followers.
plan-excluded-no-budget = Only money reaches people here, and there is no budget.
plan-excluded-not-buyable = Money is not known to reach people here. Give channels[].response.money, the { $currency } that reach half of its users.
plan-excluded-no-costs = Its cost is not known in { $currency }. Give channels[].response.money, the { $currency } that reach half of its users.
plan-excluded-foreign-costs = Its cost is known in { $known }, not in { $currency }. Give channels[].response.money, the { $currency } that reach half of its users.
plan-excluded-no-people = Its cost depends on how many people live there. Give people, or channels[].response.money, the { $currency } that reach half of its users.
plan-excluded-overlaps = Overlaps with { $with }; counting both would double-count people.
plan-excluded-overlaps-ranked = Overlaps with a ranked channel; counting both would double-count people.
plan-excluded-not-comparable = Measured as "{ $title }", which cannot be compared with the plan's "{ $planned }". To plan by it, ask for the measure { $measure }.
plan-excluded-not-requested = Not among the channels asked for, so what it reaches is not known.
plan-excluded-no-figures = No published data on who uses it for this country and year.
plan-excluded-better-elsewhere = What it would get does as much elsewhere, or more.
plan-excluded-account-better-elsewhere = Posting and answering take { $hours } a week, which reach more elsewhere; with it the plan would reach { $loss }.
plan-excluded-hours-better-elsewhere = Takes { $hours } a week, which reach more elsewhere; with it the plan would reach { $loss }.
plan-excluded-unaffordable = Needs { $hours } a week; the fixed commitments leave less.

plan-more-adds = { $amount } more a week would reach { $more }.
plan-more-adds-nothing = { $amount } more a week would add nothing.

plan-regret = With perfect information the plan would reach { $expected } on average, and at most { $upper } with a probability of { $level }.
plan-leads-on-average = The plan reaches most on average; its channels are the best choice with a probability of { $p_optimal }.
plan-leads-nearly = The plan brings as much on average as any choice of channels, or nearly; its channels are the best with a probability of { $p_optimal }.
plan-leads-most-often = Of the choices of channels that bring about as much on average, the plan's is the one that is most often the best: with a probability of { $p_optimal }.
plan-runner-up = { $leads } The runner-up { $change ->
        [replaces] replaces { $removed } with { $added }
        [adds] adds { $added }
        [drops] drops { $removed }
       *[keeps] keeps the same channels
    }: it is best with a probability of { $probability }, and then reaches { $gain }.
plan-runner-up-why = It is more often the better of the two, but the plan reaches { $lead } on average: where the runner-up falls short, it reaches { $shortfall }.
plan-runner-up-level = The two are about equally good on average, and the runner-up is more often the better: choose by what you know of the channels.

plan-assumes-independent-overlap = Overlap is by chance: among people of the same age and income, those met on one channel are met on another as often as anyone else. Everyone counts once.
plan-assumes-saturation = Enough effort reaches everyone who uses a channel: what reaches half of them reaches half of the rest when it is spent again.
plan-assumes-half-saturation = The hours that reach half of a channel's users are assumptions (models/responses.toml): no source gives them. They are uncertain by a factor of about { $factor } up or down.
plan-assumes-own-overlap = If those who follow you on one channel also follow you on the others, the plan reaches fewer people: at least the { $people } of its largest channel.
plan-assumes-fatigue = Each of the { $weeks } weeks after the first brings { $left } of what the one before did, { $given ->
    [yes] as given.
   *[no] which is assumed; give fatigue if you know better.
}
plan-assumes-even-places = The target is the same share of the adults in every place.
plan-assumes-whole-country = The agency serves the whole country, { $adults } adults; give people for a smaller area.
plan-assumes-average-costs = Bought contacts meet everyone on a channel, in the target or not; a published cost is an average, not an offer.
plan-assumes-additive-effort = On one channel, own posts and bought contacts add up.

plan-warning-understaffed = { $channel } is held at { $hours } a week, below the { $needed } that posting and answering take: raise the hold or close the account
plan-warning-money-without-effect = { $channel } gets { $money } as asked, but what money reaches there is not known: give response.money
plan-warning-followers-exceed-users = the account on { $channel } has about as many followers in the target as people there use the channel: check people
plan-warning-followers-not-counted = give people, so that the followers in the target of the account on { $channel } count
plan-warning-not-counted = { $channel } is kept as asked, but not counted: { $reason }
plan-warning-hours-left = { $hours } a week are left: no channel can use them
plan-warning-money-left = { $money } a week are left: no channel can use them

plan-goal-least-hours = { $hours } a week are the least that reach { $people } people of the target, on average{ $money ->
    [yes] {" "}with the money there is
   *[no] {""}
}.
plan-goal-no-money = No money is needed, with the hours there are.
plan-goal-least-money = { $money } a week are the least money that does, with the hours there are.
plan-goal-unreachable = { $people } people of the target are not reachable: at most { $most } people, however many hours there are.
plan-goal-probability = This plan reaches them with a probability of { $p }.

plan-place = Place
plan-place-target = Target
plan-place-caption = People of the target living in each place, and those of them whom the plan reaches with their { $interval }.
plan-week = Week
plan-week-caption = People of the target reached by the end of each week with their { $interval }.
plan-curve-hours-title = People of the target reached, by hours a week
plan-curve-money-title = People of the target reached, by { $currency } a week
plan-curve-expected = people reached, with their interval
plan-curve-planned = this plan
plan-curve-words = { $title }: from { $first } at { $from } to { $last } at { $to }; the plan is at { $planned }. The table has the figures.
plan-curve-caption = { $title }, with their { $interval }: the best plan of each amount.
plan-curve-amount = { $resource ->
    [hours] Hours a week
   *[money] Money a week
}
