### Segments of the audience and what sets each apart.

segment-heading = Who they are
segment-column = Segment
segment-followers = Followers
segment-share = Share
segment-fit = In the target
segment-caption = Groups of similar followers, and the share of each in the target with its { $interval }.
segment-caption-suppressed = Groups of similar followers. The share of each in the target is suppressed.
segment-caption-not-identified = Groups of similar followers. The data do not identify the share of each in the target.
segment-suppressed = suppressed
segment-number-shown = The data show { $n } groups.
segment-number-useful = This is a useful split into { $n }. The data do not show how many groups there are.
segment-number-none = The data show no groups, so all followers are one segment.
segment-number-few = There are too few followers to look for groups, so all are one segment.
segment-stable = Stable, as half of the followers show the same: { $segments }.
segment-partly-stable = Partly stable, as half of the followers show nearly the same: { $segments }.
segment-unstable = Unstable, as half of the followers do not show the same: { $segments }. Do not build on { $n ->
    [one] it
   *[other] them
 }.
segment-like-all = like the audience as a whole
segment-trait-mean = { $field } { $segment } on average (all: { $everyone })
segment-trait-share = { $field }: { $segment } (all: { $everyone })
segment-trait-level = { $field } { $level }: { $segment } (all: { $everyone })
segment-trait-not-stated = { $field } not stated: { $segment } (all: { $everyone })
segment-month = { $month } { $year }
