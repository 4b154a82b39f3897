### Followers that seem to have come in bulk.

follower-audit-heading = How they came
follower-audit-lead = About { $share } of { $followers } seem to have come in bulk: { $number } in { $cohorts ->
    [one] { $cohorts } cohort
   *[other] { $cohorts } cohorts
}.
follower-audit-lead-by-creation = About { $share } of { $followers } seem to have come in bulk: { $number } in { $cohorts ->
    [one] { $cohorts } cohort
   *[other] { $cohorts } cohorts
}, judged by creation dates and profiles alone.
follower-audit-not-examined = Not examined: whether any of { $followers } came in bulk.
follower-audit-partly-examined = No cohort of { $followers } seems to have come in bulk, as far as could be examined.
follower-audit-none = No cohort of { $followers } seems to have come in bulk.

follower-audit-cohort = Cohort
follower-audit-came = Came
follower-audit-followers = Followers
follower-audit-suspected = Suspected
follower-audit-fit = In the target
follower-audit-caption = Followers who came together, and the share of them that seems to have come in bulk with its { $interval }.
follower-audit-time-unknown = not known
follower-audit-not-estimated = not estimated
follower-audit-created = About { $number } suspected, created { $first } to { $last }.
follower-audit-not-before = The first came on { $day } or later.
follower-audit-group = The estimate applies to the group, not to any individual.
follower-audit-with-and-without = { $all } of all followers are in the target; { $without } without the suspected ones.
follower-audit-of-suspected = { $share } of the suspected are in the target.

follower-audit-unusual = Unusual, but not suspected because no other evidence agrees:
follower-audit-unusual-item = { $span }: { $sign }
follower-audit-limits = Not examined:
follower-audit-false-alarms = A cohort is suspected only where two independent kinds of evidence agree. Where nothing is wrong,
    this happens in at most { $rate } of audiences.

follower-audit-position = follower { $n }
follower-audit-positions = followers { $from } to { $to }
follower-audit-timeline = { $order ->
    [time] Followers by time of following, from { $first } to { $last }.
   *[order] Followers by order of following, from { $first } to { $last }.
}
