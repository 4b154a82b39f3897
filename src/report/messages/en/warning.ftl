### Warnings that stand beside an answer.

warning-audience-suppressed = the audience has fewer than { $min } followers, so nothing about it is published; channels rest on published figures alone
warning-small-audience = the audience has only { $n } followers; figures for fewer than { $enough } vary widely
warning-profiles-rejected = { $n ->
    [one] { $n } profile was rejected, so whether this person is in the target is not known
   *[other] { $n } profiles were rejected, so whether these people are in the target is not known
}; the reasons are listed
warning-panel-rows-rejected = { $n ->
    [one] { $n } panel row was rejected and does not count
   *[other] { $n } panel rows were rejected and do not count
}; the reasons are listed
warning-labels-not-used = { $of ->
    [panel] labels (in_target) of panel rows are not used
   *[audience] labels (in_target) of profiles are not used
}: { $count }. Nothing says that they were made for this target. If they were, say so with --labels-of-target (JSON "labels": {"{"}"of_target": true{"}"}, query labels_of_target=true), or ask for the target {"{"}"labelled": true{"}"}
warning-labels-contradict = { $count } of { $decided } { $of ->
    [panel] panel labels
   *[audience] labels
} contradict what the same row states; check that in_target was set for this target
warning-end-codes = { $of ->
    [panel] panel rows
   *[audience] profiles
} with { $field } { $codes }: { $count }, far more than the numbers near by explain; it may be a code for no answer. { $effect ->
    [unknown] If it is one, leave these cells empty
   *[known] If it is one, the share is { $share }: leave these cells empty
}
warning-too-many-levels = { $field } has too many different texts to be a category; values left out: { $count }
warning-income-not-comparable = incomes that could not be compared with the target: { $count }; give the target a country with median incomes, or give incomes as median_ratio
warning-household-size-missing = { $count } incomes lie where the household's size decides, which is not stated
warning-audit-of-sample = the follower audit looked at { $audited } of { $followers } followers, drawn at random; its counts are multiplied up to all of them, and a small delivery of accounts can go unseen
warning-or = { " or " }
warning-field-missing = no profile states { $fields }, which the target asks for ({ $condition })
warning-profile = profile
warning-profiles = profiles
warning-panel-row = panel row
warning-panel-rows = panel rows
warning-value-missing = no { $of } has { $field } { $missing }, which the target accepts; the values are { $stated }
warning-value-missing-suppressed = no { $of } has { $field } { $missing }, which the target accepts; the values there are too rare to be listed
warning-value-unmet = { $sentence }; { $field } settles nobody's membership until the target spells a value as the data do
warning-value-unmatched = { $of } whose { $field } matches no value of the target, though others do: { $count }, among them { $values }; { $effect }
warning-value-unmatched-suppressed = { $of } whose { $field } matches no value of the target, though others do: { $count }, each value too rare to be listed; { $effect }
warning-counts-as-unknown = their membership counts as not known
warning-counts-as-outside = they count as outside the target; correct them if they are misspelt
warning-column-is-attribute = column { $column } was read as an attribute; the target asks for { $expected }
warning-too-many-fields = segments leave out the fields that the fewest profiles state, because there are too many: { $fields }
warning-panel-rows-unlabelled = panel rows left out because they do not state whether they are in the target: { $count }; give every field that the target asks for, or in_target with --labels-of-target
warning-no-fields = none
warning-no-overlap = the panel and the audience share no field that differs between people, so the panel was not used. Panel: { $panel }. Audience: { $audience }.
warning-covariate-left-out = { $field } was left out, because { $reason }. Panel: { $panel }. Audience: { $audience }.
warning-other-names = its values in the panel and in the audience hardly match; spell them alike
warning-other-range = the audience's values lie outside the panel's
warning-other-scale = the audience's values are { $factor } times the panel's; give both in one unit
warning-other-unit = the incomes are in other currencies, periods or scopes; give both in one unit
warning-number-range = most from { $low } to { $high }
warning-rare-values = values too rare to be listed
warning-panel-not-comparable = the panel was not used, because its values of { $fields } do not match the audience's, and the other fields tell too little about who is in the target
warning-levels-unmatched = { $share } of the unlabelled profiles have a value of { $field } that no panel row has, so { $field } says nothing about them. The values: { $values }.
warning-panel-duplicated = the { $rows } panel rows are { $left } rows, repeated up to { $copies } times; repeated rows count once
warning-audience-duplicated = the { $rows } profiles are { $left } profiles, repeated up to { $copies } times; remove the copies, or give each profile its id. Repeated labels count once as evidence.
warning-weak-overlap = the panel hardly has people like the audience's: weighted to it, its { $rows } rows are worth { $effective }, and { $covariate } still differs by { $difference } standard deviations; bring a panel with such people, or labels of a random sample
warning-dominant-weight = one panel row has { $percent } % of all weight, so the panel is worth { $effective } rows of equal weight; check its weight
warning-few-effective-rows = the panel was not used, because its { $rows } labelled rows are worth { $effective } rows of equal weight; { $needed } are needed
warning-panel-one-class = the panel rows that match some unlabelled profiles are all in the target or all outside it, so they were not used; bring a panel with members and others that states the same fields
warning-panel-may-not-carry = the audience differs visibly from the panel (standard deviation of the log density ratio of their covariates: { $tilt }), so like people may be in the target more or less often than in the panel; the interval allows for as much again as is seen, and the sensitivity bounds show what follows from more. To check, label at least 100 followers drawn at random
warning-share-out-of-reach = the panel cannot tell this audience's share: with a probability of { $percent } % its odds are over 50 times as high or low as in the panel. Label followers drawn at random, or bring a panel in which the target is about as common as in the audience
warning-pattern-not-identified = profiles that too few labelled people resemble: { $count }; their share may be anything from 0 to 100 %
warning-followers = followers
warning-panel-members = panel members
warning-one-sided-channel-use = all { $by } who state their use of { $channels } state the same, so it is not counted; state true and false
warning-channel-use-suppressed = use of { $channels } by { $by } is not counted, because fewer than { $min } of them are matched, use it or do not use it
warning-unknown-channel-use = { $by } state their use of channels that the catalogue does not have: { $channels }
warning-noise = figures of stored people have noise with a standard deviation of { $sd } people, { $most } at most, which is in their intervals; nobody and fewer than { $least } people are not distinguished
warning-no-country = channels need the target's country, for example "KR" or "US"
warning-no-plan = there is no plan, because no channels could be ranked
warning-panel-against-labels = the panel and the random labels point to different shares: the figure lies between them, and its interval is as wide as that of the labels alone
warning-totals-not-used = totals of { $fields } were not used: the target does not depend on them here, the profiles state the field themselves, or too few rows could be weighted to them
