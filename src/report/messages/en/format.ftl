### Numbers, ranges and lists in sentences.

format-interval = { $level } interval
format-fewer-than = fewer than { $n }
format-all-but-fewer-than = all but fewer than { $n }
format-range = { $lower } to { $upper }
format-list = { $items } and { $last }
format-more = { $n } more
