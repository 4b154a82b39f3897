### What a panel reaches on simulated audiences.

simulation-title = What this panel can tell
simulation-panel-term = Panel
simulation-panel = { $file }: { $rows } labelled rows, { $share } in the target; { $half } of them, drawn anew, are the panel of each audience
simulation-audiences-term = Audiences
simulation-audiences = { $n } of each kind, of { $size } people each, drawn from the other half; seed { $seed }
simulation-fields-term = Fields in common
simulation-heading = Error, coverage and width by kind of audience
simulation-caption = Error: mean distance between the estimated and the true share. Covered: part of the { $level } intervals that hold the true share. Moved: mean distance between the true share and the panel's, which is the error of taking the panel's share.
simulation-column-regime = The audience differs from the panel
simulation-column-error = Error
simulation-column-coverage = Covered
simulation-column-width = Width
simulation-column-moved = Moved
simulation-column-refused = Refused
simulation-regime-none = in nothing
simulation-regime-label = only in the share of the target
simulation-regime-covariates = in two fields
simulation-regime-dense = in all fields
simulation-regime-non-linear = in squares and products of fields
simulation-regime-joint = in two fields and in the share of the target
simulation-regime-hidden = in a field that followers do not state
simulation-regime-drift = because the panel is out of date
simulation-regime-self-declared = in two fields; a fifth declare themselves
simulation-regime-random-labels = in two fields and the share; 100 random labels
simulation-regime-random-labels-alone = the same labels, no panel
simulation-reading = A panel of all rows does a little better than half of it. How your followers differ from the panel is not known: if any of these rows could be yours, count with its figures.
