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
        [one] { $n } row of totals or averages
       *[other] { $n } rows of totals or averages
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
reading-weight-of-followers = { $column } (only the rows of a panel have a weight)
