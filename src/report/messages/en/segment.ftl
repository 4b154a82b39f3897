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
