### How alike panel and audience are.

overlap-heading = How alike panel and audience are
overlap-rows = Weighted to the audience, the panel's { $rows } rows are worth { $effective } rows of equal weight.
overlap-caption = Audience less panel in standard deviations, before and after weighting; up to 0.1 is balanced. Missing: who does not state the field.
overlap-column-field = Field
overlap-column-before = Before
overlap-column-after = After
overlap-column-missing-panel = Missing in panel
overlap-column-missing-audience = Missing in audience
overlap-level = { $field }: { $level }
overlap-before = Before weighting
overlap-after = After weighting
overlap-plot = The differences of the table, without their sign: an open circle before weighting, a full one after it.
