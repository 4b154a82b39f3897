### How many followers are in the target: the estimate, its evidence and the verdict.

fit-title = Audience fit
fit-heading = How many match
fit-followers = { $n ->
    [one] { $n } follower
   *[other] { $n } followers
}
fit-few-followers = fewer than { $n } followers

fit-audience = Audience
fit-more-rejected = { $n } more rejected
fit-labelled-number = { $n } labelled
fit-incomes = Incomes
fit-medians = medians of { $country }, { $year } ({ $n ->
    [one] source
   *[other] sources
} { $sources })

## A share that is assumed from published figures

fit-assumed = Assumed, not measured: about { $share } of { $followers } match, { $number }, if they are like { $basis ->
    [platform] the people who use { $platform } in { $country } ({ $year }).
    [population] the adults of { $country } ({ $year }).
   *[totals] people who are spread evenly within the groups of the platform's totals.
}
fit-assumed-inconclusive = The figure is assumed, and no verdict rests on an assumption. Certain is only that the share is within { $range }; the minimum is { $minimum }.
fit-published = The log odds of an account's followers differ from those of these people by a standard deviation of { $spread }. Sources: { $sources }.
fit-method-random-sample-and-totals = The share among people drawn at random, group by group, with each group as large as the platform's totals say.
fit-method-labelled-and-totals = The share among the labelled profiles of each group, weighted to the platform's totals.
fit-method-totals = The platform's totals, which tell of all that the target asks for.
fit-assumes-a-random-sample-and-totals = The labelled were drawn at random from the audience. Within a group of the totals, who answered is like who did not. The platform's totals are right, give or take.
fit-assumes-totals-of-the-labelled = Within a group of the totals, such as an age band, those who state what the target asks are like those who do not. The platform's totals are right, give or take.
fit-assumes-totals = The platform's totals are right, give or take rounding, people of whom it does not know, and wrong entries.
fit-number-only = There are no profiles, only the number of followers.
fit-totals = The platform's totals of { $fields } entered, with their error.
fit-method-platform-users = Assumed: the share of the target among the people who use the account's platform, by published figures.
fit-method-population-share = Assumed: the share of the target among all adults of the country, by published figures.
fit-assumes-platform-users = The followers are like the people who use the platform, give or take what accounts differ. Nothing about these followers supports it, so no verdict rests on it.
fit-assumes-the-population = The followers are like the adults of the country, give or take what platforms and accounts differ. Nothing about these followers supports it, so no verdict rests on it.
fit-needs-published = name { $fields } ({ $flags }): published figures then give a first figure, or a closer one
fit-to-replace = To replace this assumption by an estimate:

## The share

fit-estimate = About { $share } of { $followers } match.
fit-estimate-number = About { $share } of { $followers } match: { $number }.
fit-known = { $share } of { $followers } match.
fit-known-number = { $share } of { $followers } match: { $number }.
fit-suppressed = The number of matching followers is suppressed because the group is too small.
fit-not-identified = The data do not identify how many of { $followers } match.
fit-certain = Certain: at least { $lower } % ({ $lower_number }) and at most { $upper } % ({ $upper_number }).
fit-minimum = minimum { $share }

## The verdict. The basis is what is compared with the minimum: an interval, the certain range, or a known share.

fit-pass = { $basis ->
    [known] The share, { $lower }, is at or above the minimum of { $minimum }.
    [certain] The lower end of the certain range ({ $range }) is at or above the minimum of { $minimum }.
   *[interval] The lower end of the { $interval } ({ $range }) is at or above the minimum of { $minimum }.
}
fit-fail = { $basis ->
    [known] The share, { $upper }, is below the minimum of { $minimum }.
    [certain] Even the upper end of the certain range ({ $range }) is below the minimum of { $minimum }.
   *[interval] Even the upper end of the { $interval } ({ $range }) is below the minimum of { $minimum }.
}
fit-inconclusive = { $basis ->
    [known] The minimum of { $minimum } equals the share ({ $range }).
    [certain] The minimum of { $minimum } lies within the certain range ({ $range }).
   *[interval] The minimum of { $minimum } lies within the { $interval } ({ $range }).
}
fit-verdict-with-nonresponse = The share with those who do not answer says the same: { $share }.
fit-range-pass = The share, reported as a range ({ $share }), is at or above the minimum of { $minimum }.
fit-range-fail = The share, reported as a range ({ $share }), is below the minimum of { $minimum }.
fit-range-inconclusive = The share, reported as a range ({ $share }), may lie on either side of the minimum of { $minimum }.
fit-suppressed-pass = The share, which is suppressed, is at or above the minimum of { $minimum }.
fit-suppressed-fail = The share, which is suppressed, is below the minimum of { $minimum }.
fit-suppressed-inconclusive = The share, which is suppressed, may lie on either side of the minimum of { $minimum }.
## Why there is no verdict: the input has to be corrected first.

fit-no-verdict-rejected = { $rejected } of { $rows } { $of ->
    [panel] panel rows
   *[audience] rows
} were rejected, more than the { $max } that a verdict allows. Correct these rows.
fit-no-verdict-unreadable = { $unreadable } of { $rows } { $of ->
    [panel] panel rows
   *[audience] rows
} have a value that cannot be read in a field that the target asks for, more than the { $max } that a verdict allows. The command inspect shows them.
fit-no-verdict-rejected-decide = The verdict depends on { $rejected ->
    [one] { $rejected } rejected row. Correct this row.
   *[other] { $rejected } rejected rows. Correct these rows.
}
fit-no-verdict-labels = { $count } of { $decided } { $of ->
    [panel] panel labels
   *[audience] labels
} contradict what the same row states, more than the { $max } that a verdict allows. Check that the labels were made for this target.
fit-no-verdict-nonresponse = Those who answered decide, but who does not answer may differ: with them the share is { $share }, as the two halves with and without a prize tell it. Ask more people, or remind those who have not answered.
fit-no-verdict-column = The target asks for { $expected }. Column { $column } may hold it and was not recognised. Say what it stands for in a mapping file (--mapping), which the command inspect writes.

## What would decide

fit-label-all = To decide, label all { $n } unlabelled profiles: the share is very close to the minimum.
fit-label-more = To decide, label about { $n ->
    [one] { $n } more profile
   *[other] { $n } more profiles
} drawn at random from the { $unlabelled } unlabelled: this is enough in 4 cases of 5.
fit-label-as-random = Say that they are a random sample (--labels random-sample, labels.how).
fit-label-as-random-beside = Say that they are a random sample (--labels random-sample, labels.how), with a label_weight of { $weight } for each of them and of 1 for those labelled already.

fit-to-narrow = To narrow the interval:
fit-to-identify = What would make an estimate possible:

## Evidence

fit-evidence-heading = Evidence and method
fit-method = Method
fit-assumption = Assumption
fit-evidence = Evidence
fit-method-all-labelled = Counted: every profile states whether it is in the target.
fit-method-labelled-bands = Counted, except for profiles whose age or income band crosses a limit of the target.
fit-method-counted-in-part = Counted, except for rejected rows and values that cannot be read, which may be anything from 0 to 100 %.
fit-method-contradicted-labels = Counted from labels that in part contradict what the profiles state; these may be anything from 0 to 100 %.
fit-method-bounds = Counted; no labelled profile resembles the remaining few, so they may be anything from 0 to 100 %.
fit-method-labelled-only = The share among the labelled profiles, extended to the others by the fields they have in common.
fit-method-random-sample = The share among the labelled profiles, who were drawn at random.
fit-method-confidence-sequence = The share among the labelled profiles, who were drawn at random, with an interval that holds however often you look.
fit-method-panel = The panel's shares, reweighted to the audience.
fit-method-panel-and-labelled = The panel's shares, reweighted to the audience and corrected by the labelled profiles.
fit-labelled = { $n } of { $all } profiles { $n ->
    [one] is
   *[other] are
} labelled, { $members } of them in the target.
fit-labelled-members-suppressed = { $n } of { $all } profiles { $n ->
    [one] is
   *[other] are
} labelled; how many of them are in the target is suppressed.
fit-labelled-suppressed = The number of labelled profiles is suppressed.
fit-complete = { $n } of these { $n ->
    [one] states
   *[other] state
} all that defines the target.
fit-panel = The panel has { $n ->
    [one] { $n } row
   *[other] { $n } rows
} and shares these fields with the audience: { $fields }.
fit-panel-without-fields = The panel has { $n ->
    [one] { $n } row
   *[other] { $n } rows
} and shares no field with the audience.
fit-hidden = Only the panel has: { $fields }.
fit-left-out = Not used to predict, because stating it goes with being labelled: { $fields }.
fit-panel-age = The panel was asked { $years } years before.
fit-panel-age-assumed = The panel has no date and is taken to be { $years } years old; say it with --panel-date or panel_as_of.
fit-effective = Together this is worth a random sample of { $n }.
fit-differences = How the audience seems to differ from the panel:
fit-sensitivity-more = With { $bounds }.
fit-sensitivity-bounds = { $gamma } times: { $range }
fit-provenance = audience-fit { $version }, catalogue { $catalog }, as of { $day }, seed { $seed }, engine { $engine },
    input { $input }. The same input, day and seed give the same report.

## What does not count and what is not shown

fit-rejected-heading = Rejected rows
fit-rejected-profiles = { $n ->
    [one] { $n } profile was rejected:
   *[other] { $n } profiles were rejected:
}
fit-rejected-panel-rows = { $n ->
    [one] { $n } panel row was rejected and does not count:
   *[other] { $n } panel rows were rejected and do not count:
}
fit-rejection = row { $row }{ $of ->
    [row] {""}
   *[field] , field { $field }
}{ $has_value ->
    [no] {"; "}
   *[yes] : received { $received };{" "}
}accepted: { $accepted }
fit-rejections = { $n ->
    [one] 1 row
   *[other] { $n } rows
} (the first is row { $row }){ $of ->
    [row] {""}
   *[field] , field { $field }
}: received { $received }; accepted: { $accepted }
fit-rejected-rest = And { $n } more. The JSON answer lists them all.
fit-rejected-rest-in-part = And { $n } more. The JSON answer lists the first { $listed } reasons.
fit-suppressed-heading = Suppressed for privacy
fit-suppressed-figures = Figures about fewer than { $n } followers are suppressed:

## How it was estimated

fit-assumes-nothing = None: every profile states whether it is in the target.
fit-assumes-even-bands = Ages and incomes stated as bands are spread evenly within them. Every profile states its membership otherwise.
fit-assumes-nothing-of-the-rejected = None: the rejected rows count as anything from none to all.
fit-assumes-nothing-of-contradicted = The labels that nothing contradicts are right. Those that are contradicted count as anything from none to all.
fit-assumes-nothing-of-the-rest = None: the few unlabelled profiles count as anything from none to all.
fit-assumes-missing-at-random = Among similar profiles, those who state what the target asks are like those who do not.
fit-assumes-a-random-sample = The labelled were drawn at random from the audience, and all who were drawn were labelled.
fit-assumes-a-sequence = The labelled were drawn at random from the audience with equal chances, and all who were drawn were labelled. You may look at the figure after every answer and stop when it decides.
fit-assumes-a-tilted-panel = The audience is made of people like the panel's, with a few covariates, one field that the audience does not show, or the target's share itself over- or under-represented. Like people are in the target about as often as in the panel: the more the covariates differ, the wider the interval.
fit-assumes-a-corrected-panel = The audience is made of people like the panel's, some over- or under-represented; the labelled profiles correct the panel.
fit-hypothesis = { $probability } % probable: { $account }
fit-more-of-the-target = the audience looks like the panel with people in the target over-represented
fit-fewer-of-the-target = the audience looks like the panel with people in the target under-represented
fit-more-of-a-level = the audience looks like the panel with { $field } `{ $level }` over-represented
fit-fewer-of-a-level = the audience looks like the panel with { $field } `{ $level }` under-represented
fit-higher-field = the audience looks like the panel with people of higher { $field } over-represented
fit-lower-field = the audience looks like the panel with people of lower { $field } over-represented
fit-covariates-differ = a few of the fields seen differ from the panel's, and the rest follows from them
fit-both-differ = a few of the fields seen differ from the panel's, and the target's share differs besides
fit-no-difference = the audience looks like the panel
fit-everything-differs = the audience differs from the panel in many ways at once, so that the panel alone cannot tell
fit-sensitivity = If people of unknown membership have up to { $gamma } times higher or lower odds of being in the target than like people who are labelled, the share is between { $lower } % and { $upper } %.
fit-sensitivity-of-panel = If these followers have up to { $gamma } times higher or lower odds of being in the target than like people of the panel, the share is between { $lower } % and { $upper } %.
fit-tips-off-the-panel = This verdict would no longer stand if the panel's rates were off by odds of { $gamma }.
fit-stands-off-the-panel = This verdict stands even if the panel's rates are off by odds of { $gamma }.
fit-tips-off-the-labelled = This verdict would no longer stand if the odds of the others were { $gamma } times as high or low as those of like people who are labelled.
fit-stands-off-the-labelled = This verdict stands even if the odds of the others are { $gamma } times as high or low as those of like people who are labelled.
fit-needs-labels = label at least 100 followers drawn at random: give the fields the target asks for, or in_target with --labels-of-target, and say that they are a random sample (--labels random-sample, labels.how)
fit-needs-a-panel = a panel: a few hundred labelled people from elsewhere (a survey, applicants) with the same fields as the audience
fit-needs-a-comparable-panel = bring a panel with members and others that shares fields with the audience
fit-needs-comparable-values = give { $fields } in the same words, unit and range in the panel and in the audience
fit-needs-panel-rows = bring a panel worth at least { $n } rows of equal weight
fit-needs-fields = get more of the unlabelled profiles to state: { $fields }
fit-needs-followers = bring an audience of at least { $n } followers
fit-needs-more-labels = label at least { $n } profiles: with fewer, a share would disclose small counts
fit-needs-more-followers = bring more followers: a share of so few would disclose a count below { $min }
fit-of-adults = { $share } of adults
