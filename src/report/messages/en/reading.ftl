# How tables were read.
reading-of-panel = Panel: { $note }
reading-pair = { $column } as { $field }
reading-columns-guessed =
    { $n ->
        [one] A column was
       *[other] { $n } columns were
    } recognised by name or values: { $columns }; check with inspect, or say it with a mapping
reading-columns-doubtful =
    { $n ->
        [one] A column looks like a field but its values do not; it was
       *[other] { $n } columns look like fields but their values do not; they were
    } kept as attributes: { $columns }
reading-columns-left-out =
    { $n ->
        [one] A column was
       *[other] { $n } columns were
    } left out: { $columns }
reading-personal-data =
    { $n ->
        [one] A column of personal data was
       *[other] { $n } columns of personal data were
    } left out: { $columns }; --keep-column or a mapping keeps it
reading-non-answers = { $field }: cells that say that there is no answer count as missing: { $values }
reading-values-unreadable = { $field }: cells that cannot be read as this field count as missing: { $values }; inspect lists examples
reading-rows-left-out = Rows without a person were left out: { $parts }
reading-rows-summaries =
    { $n ->
        [one] { $n } row of totals, averages or remarks
       *[other] { $n } rows of totals, averages or remarks
    }
reading-rows-blank =
    { $n ->
        [one] { $n } row of empty cells
       *[other] { $n } rows of empty cells
    }
reading-rows-titles =
    { $n ->
        [one] { $n } line above the header
       *[other] { $n } lines above the header
    }
reading-rows-headers =
    { $n ->
        [one] { $n } further row of the header
       *[other] { $n } further rows of the header
    }
reading-unnamed = column { $position } (it has no name)
reading-unmapped = { $column } (the mapping does not name it)
reading-repeated = { $column } (an earlier column has the same name)
reading-ambiguous = { $column } (several columns look like { $field }; name one of them in a mapping)
reading-superseded = { $column } (another column gives { $field })
reading-ambiguous-dates = { $column } (it looks like { $field }, but its dates could be day or month first; give date_format in a mapping)
reading-needs-unit = { $column } (incomes need { $missing }; give --income, for example KRW/month/household, or constants in a mapping)
reading-needs-multiplier = { $column } (its incomes are too small to be won; put their unit into the column's name, for example 월소득(만원))
reading-weight-of-followers = { $column } (only the rows of a panel have a weight)
reading-label-weight-of-panel = { $column } (only followers have a label weight)

## The page of an inspection

reading-title = What the file would be taken for
reading-file = File
reading-rows = Rows
reading-rows-read = { $n ->
    [one] { $n } profile
   *[other] { $n } profiles
}, { $rejected } rejected
reading-nothing-stored = Nothing of the file was stored.
reading-columns = Columns
reading-panel-columns = Columns of the panel
reading-contract-fields = The fields have the names of the contract:
reading-field = { $field }: stated by { $n }
reading-notes = What to check
reading-rejected = Rows that would be rejected
reading-needs-heading = What the target needs
reading-shared-heading = What audience and panel share
reading-no-name = (no name)
reading-with-label = { $name } ({ $label })
reading-column-used = { $column } is { $field } ({ $why })
reading-column-unused = { $column } is not used ({ $why })
reading-filled = { $n } filled, { $empty } empty
reading-without-answer = { $n } without an answer
reading-not-readable = { $n } cannot be read (such as { $examples }); accepted: { $accepted }
reading-distinct = { $n ->
    [one] { $n } different value
   *[other] { $n } different values
}
reading-range = { $min } to { $max }
reading-example = { $value } ({ $n })
reading-need-missing = { $condition }: no profile states it; give { $fields }
reading-need-given = { $condition }: stated by { $n } in { $columns }
reading-need-unused = not used though it looks like it: { $columns }
reading-shared = { $field }: { $parts }
reading-both = both have { $values }
reading-audience-only = the audience alone has { $values }
reading-panel-only = the panel alone has { $values }
reading-ranges = { $min } to { $max } in the audience, { $panel_min } to { $panel_max } in the panel
reading-basis-field-name = its name is that of the field
reading-basis-mapping = the mapping says so
reading-basis-name = its name is a usual one for it
reading-basis-values = its values can be nothing else
reading-basis-attribute = it is kept under its own name
reading-basis-doubtful = it looks like { $field }, but its values do not; it is kept under its own name
reading-basis-unnamed = it has no name
reading-basis-unmapped = the mapping does not name it
reading-basis-repeated = an earlier column has the same name
reading-basis-personal = it holds personal data; --keep-column or a mapping keeps it
reading-basis-ambiguous = several columns look like { $field }; name one of them in a mapping
reading-basis-superseded = another column gives { $field }
reading-basis-ambiguous-dates = it looks like { $field }, but its dates could be day or month first; give date_format in a mapping
reading-basis-needs-unit = incomes need { $missing }; give --income, for example KRW/month/household
reading-basis-weight = only the rows of a panel have a weight
reading-basis-label-weight = only followers have a label weight
reading-form-bands = brackets
reading-form-decimal-comma = a comma before the fraction
reading-form-multiplied = times { $factor }
reading-form-day-first = day before month
reading-form-short-years = years of two digits, each the latest that is not in the future
reading-form-month-first = month before day
reading-form-utc = times without a zone taken for UTC
reading-form-unit = in { $unit }
