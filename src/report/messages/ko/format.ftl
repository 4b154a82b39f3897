### 문장 속의 숫자, 범위, 목록.

format-percent = { $number }%
format-span = { $lower }~{ $upper }
format-in-brackets = { $value }({ $rest })
format-below = { $share } 미만
format-above = { $share } 초과
format-large = { $n }{ $unit ->
    [ten-thousand] 만
   *[hundred-million] 억
}
format-money = { $amount }{ $currency ->
    [KRW] 원
    [USD] {" "}달러
    [EUR] {" "}유로
   *[other] {" "}{ $currency }
}
format-date = { $year }. { $month }. { $day }.
format-month = { $month }
format-interval = { $level } 신뢰구간
format-fewer-than = { $n } 미만
format-all-but-fewer-than = { $n } 미만을 뺀 전부
format-range = { $lower }~{ $upper }
format-list = { $items } 및 { $last }
format-more = 그 밖의 { $n }개
