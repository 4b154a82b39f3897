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
format-date = { $day } { $month } { $year }
format-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
format-interval = { $level } interval
format-fewer-than = fewer than { $n }
format-all-but-fewer-than = all but fewer than { $n }
format-range = { $lower } to { $upper }
format-list = { $items } and { $last }
format-more = { $n } more
