### What could move the figure furthest, in the words of somebody who has never seen the file.

caveat-heading = Before you use this figure:
caveat-labels-not-used = { $of ->
    [panel] { $count } people of the panel
   *[audience] { $count } people
} have labels that were not used, because nothing says that they were made for this target. If they were, say so when you ask for the analysis: the warnings say how.
caveat-labels-contradict = { $count } of { $decided } { $of ->
    [panel] labels of the panel
   *[audience] labels
} contradict what the same people state. Check that they were made for this target.
caveat-rows-rejected = { $of ->
    [panel] { $n } of { $all } rows of the panel could not be read.
   *[audience] { $n } of { $all } people could not be read. Whether they are in the target is not known.
}
caveat-field-missing = Nobody states what the target needs: { $condition }.
caveat-column-not-recognised = The column { $column } may hold what the target needs. It was not recognised, so it was not used.
caveat-end-codes = { $count } { $of ->
    [panel] people of the panel
   *[audience] people
} have the { $field } { $codes }, which may be a code for no answer. If it is, the share is { $share }.
caveat-not-resembled = People who resemble nobody whose membership is known: { $count }. They may all be in the target, or none of them.
caveat-missing-at-random = { $n } of { $all } people state what the target needs. If the others are somewhat more or less often in the target (odds { $gamma } times as high or as low), the share is between { $lower } and { $upper }.
caveat-missing-at-random-suppressed = Not everybody states what the target needs. If the others are somewhat more or less often in the target (odds { $gamma } times as high or as low), the share is between { $lower } and { $upper }.
caveat-panel = The figure rests on the panel. If the followers are in the target more or less often than like people of the panel (odds { $gamma } times as high or as low), the share is between { $lower } and { $upper }.
caveat-bulk = About { $n } followers seem to have been gained in bulk. Without them the share is { $share }.
caveat-bands = Ages or incomes stated as bands across a limit of the target count as spread evenly within the band.
caveat-range = Only a range is given, to protect small groups.
caveat-columns-guessed = What the target needs was found by the name or the values of { $n ->
    [one] a column: { $columns }. Check that it means this.
   *[other] columns: { $columns }. Check that they mean this.
}
caveat-values-unreadable = People whose { $field } cannot be read: { $count }. Whether they are in the target may depend on it.
caveat-columns-not-used = A column may hold what the target needs, but it could not be used as it stands. The warnings name it and say what to do.
