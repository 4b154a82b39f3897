### The plan of a week: what goes to each channel, why, and how sure it is.

plan-title = Communication plan
plan-heading = What to do in a week
plan-step-objective = Objective
plan-step-insight = Audience insight
plan-step-strategy = Strategy
plan-step-implementation = Implementation
plan-step-scoring = Scoring

plan-lead = { $n ->
    [one] { $channels } reaches { $share } of the target.
   *[other] { $channels } reach { $share } of the target.
}
plan-lead-people = { $n ->
    [one] { $channels } reaches { $share } of the target, { $people } people.
   *[other] { $channels } reach { $share } of the target, { $people } people.
}
plan-none = No channel fits within these constraints.
plan-part = { $channel } { $effort }
plan-effort-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
plan-effort = { $hours } and { $money } { $currency }
plan-reach = the plan reaches { $share } of the target.

plan-objective = { $task ->
    [awareness] Objective: as many people as possible in the target ({ $target }) know that the service exists for them.
    [eligibility] Objective: as many people as possible in the target ({ $target }) check whether they are eligible.
   *[application] Objective: as many people as possible in the target ({ $target }) apply, with help where they need it.
} With { $means } a week, the plan reaches { $share } of them.
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
plan-reaches = Reaches
plan-adds = Adds
plan-not-counted = not counted
plan-caption = Hours a week, and the share of the target that each channel reaches by itself with its { $interval } (measured
    by: { $measures }). Adds is the part that no other channel of the plan reaches.
plan-caption-money = Hours and { $currency } a week, and the share of the target that each channel reaches by itself with its
    { $interval } (measured by: { $measures }). Adds is the part that no other channel of the plan reaches.

plan-more = What more would add:
plan-excluded = Excluded:
plan-excluded-item = { $channels }: { $reason }
plan-measure = Measure after a week, for each channel:
plan-measure-item = { $channel }: how many people were reached, and how many of them are in the target. Expected: { $share }
    of the target.
plan-gap = No plan within these constraints reaches more than { $points } points more.
plan-runner-up-effort = { $summary } It would be: { $parts }.
plan-no-runner-up = No other choice of channels has a probability of 5 % or more of being the best. This plan has { $p }.
plan-assumptions = The plan assumes:
plan-notes = About the plan:
