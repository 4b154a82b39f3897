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

follower-audit-evidence-arrival-burst = burst of arrivals
follower-audit-evidence-creation-burst = burst of creation dates
follower-audit-evidence-profile-pattern = profile pattern
follower-audit-evidence-similarity = similar counts
follower-audit-evidence-silence = no engagement

follower-audit-evidence-arrived = { $observed } followers arrived; the account's usual pace is { $expected }
follower-audit-evidence-created =
    { $observed } of { $of } accounts were created { $days }; { $expected } are expected from the followers before and after
follower-audit-evidence-created-with-pattern =
    { $observed } of { $of } accounts that show the profile pattern were created { $days }; { $expected } are expected
    from the followers before and after
follower-audit-evidence-pattern =
    { $observed } of { $of } follow many times as many accounts as follow back, and have few followers, posts, likes or
    lists; { $expected } are expected from the followers before and after
follower-audit-evidence-similar =
    two of them have similar counts in { $observed } of pairs, two of the followers before and after in { $expected }
follower-audit-evidence-silent = { $observed } of { $of } never engaged; { $expected } are expected from the followers before and after
follower-audit-evidence-on-day = on { $day }
follower-audit-evidence-days = from { $first } to { $last }
follower-audit-evidence-same-days = on the same days

follower-audit-evidence-present = { $sentence } ({ $chance })
follower-audit-evidence-present-suppressed = { $kind } seen; the numbers are suppressed because they are too small
follower-audit-evidence-absent = { $kind } not seen
follower-audit-evidence-absent-with-counts = { $kind } not seen: { $sentence }
follower-audit-evidence-not-examined = { $kind }: not examined because { $why }
follower-audit-evidence-signal = { $sentence } ({ $chance }); { $why }
follower-audit-evidence-viral = a post that spreads looks the same, and no other evidence agrees
follower-audit-evidence-alone = no other kind of evidence agrees
follower-audit-evidence-chance = by chance in at most 1 of { $n } such windows
follower-audit-evidence-chance-below = by chance in less than 1 of { $n } such windows
follower-audit-evidence-chance-likely = as likely as not by chance

follower-audit-evidence-why-short-history = the history is too short for a baseline
follower-audit-evidence-why-order-only = the follow order does not show when followers arrived
follower-audit-evidence-why-no-order = neither the time nor the order of following is known
follower-audit-evidence-why-no-creation-dates = no creation dates are known
follower-audit-evidence-why-few-pattern-counts = too few followers state the counts that the pattern needs
follower-audit-evidence-why-few-counts = too few followers state their counts
follower-audit-evidence-why-few-engagements = too few followers' engagement with the agency is known

follower-audit-evidence-too-few = { $followers } followers are too few to audit; at least { $min } are needed
follower-audit-evidence-not-placed = followers without { $field }: { $followers }; they are in no cohort
follower-audit-evidence-no-creation-date =
    too few followers state account.created_at, so bursts of creation dates cannot be found
follower-audit-evidence-no-counts =
    too few followers state account.followers, account.following and one of account.posts, account.likes and
    account.listed, so profile patterns cannot be found
follower-audit-evidence-no-engagement = too few followers state engagement.*, so a lack of engagement cannot be found
follower-audit-evidence-followed-before-created =
    followers who followed before their accounts were created: { $followers }; check both dates
follower-audit-evidence-short-history = all followers arrived within three weeks, which is too short for a baseline of arrivals
follower-audit-evidence-no-follow-time = most followers do not state followed_at, so bursts of arrivals cannot be found
follower-audit-evidence-no-follow-order =
    most followers state neither followed_at nor follow_order; creation dates and profiles alone are weaker evidence,
    and do not show when followers arrived
follower-audit-evidence-single-kind = only one kind of evidence can be examined, and nothing is suspected on one kind alone

follower-audit-evidence-follows-many = follows { $min } accounts or more, at least { $ratio } times as many as follow it
follower-audit-evidence-few-followers = fewer than { $n } followers
follower-audit-evidence-few-posts = fewer than { $n } posts
follower-audit-evidence-no-likes = no likes
follower-audit-evidence-unlisted = on no list
