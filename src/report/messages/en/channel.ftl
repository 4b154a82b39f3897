### Channels: how far each reaches into the target, and why it is recommended or not.

channel-title = Channels for a target
channel-heading = Where to reach the target
channel-country = Country
channel-size = Size
channel-size-people = about { $millions } million people, { $share } of adults
channel-size-share = { $share } of adults; the reference data do not say how many people that is
channel-ignored = Left out
channel-ignored-conditions = no published data covers: { $conditions }
channel-events-heading = What events brought
channel-events = Engagements added (reach does not change):
channel-event-item = { $channel }: { $effect }
channel-none = No channel has published data for this target.
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
