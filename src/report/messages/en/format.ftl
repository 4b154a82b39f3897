### Numbers, ranges and lists in sentences.

format-percent = { $number } %
format-span = { $lower }-{ $upper }
format-in-brackets = { $value } ({ $rest })
format-below = < { $share }
format-above = > { $share }
format-large = { $n } { $unit ->
   *[million] million
}
format-money = { $amount } { $currency }
format-date = { $year }-{ TWO_DIGITS($month) }-{ TWO_DIGITS($day) }
format-interval = { $level } interval
format-fewer-than = fewer than { $n }
format-all-but-fewer-than = all but fewer than { $n }
format-range = { $lower } to { $upper }
format-list = { $items } and { $last }
format-more = { $n } more
