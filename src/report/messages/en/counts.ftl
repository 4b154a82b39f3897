## Tables of counts.

counts-bytes = the table is larger than 32 MiB; give one row for each day or week
counts-utf8 = some lines are not UTF-8 text; save the file as UTF-8
counts-cells = { $cells } cells, in { $rows } rows with another number than the { $names } of the header
counts-totals-left-out = rows of totals were left out: { $rows }
counts-date-repeated = { $date } is also the date of line { $before }, and { $rows } rows repeat a date; give each date once, with all its counts
counts-no-dates = no column of dates is named in the header; name it date{ $others ->
    [none] {""}
   *[other] ; not recognised: { $others }
}
counts-no-counts = no column of counts is named in the header; name it posts, followers, likes, replies, reposts or clicks{ $others ->
    [none] {""}
   *[other] ; not recognised: { $others }
}
counts-columns-left-out = columns that are no counts were left out: { $names }
counts-names-and-more = { $names } and { $more } more
counts-no-control = no column has the name of this control; check the header
counts-column-twice = it holds { $meaning } as a column before it does; keep one of them
counts-title-skipped = lines before the header were skipped: { $lines }
counts-cell = received "{ $received }"; accepted: { $accepted }{ $cells ->
    [one] {""}
   *[other] ; so are { $cells } cells of this column
}
