### 팔로워 가운데 정책 대상의 수: 추정치, 근거, 판정.

fit-title = 팔로워의 정책 대상 적합도
fit-heading = 정책 대상은 몇 명인가
fit-followers = 팔로워 { $n }명
fit-few-followers = 팔로워 { $n }명 미만

fit-audience = 팔로워
fit-more-rejected = 그 밖에 { $n }건 제외
fit-labelled-number = 해당 여부 확인 { $n }명
fit-incomes = 소득
fit-medians = { $country } { $year }년 중위소득(출처 { $sources })

fit-estimate = { $followers } 중 약 { $share }가 정책 대상입니다.
fit-estimate-number = { $followers } 중 약 { $share }가 정책 대상입니다. 인원으로는 { COUNT($number, "명") }입니다.
fit-known = { $followers } 중 { $share }가 정책 대상입니다.
fit-known-number = { $followers } 중 { $share }가 정책 대상입니다. 인원으로는 { COUNT($number, "명") }입니다.
fit-suppressed = 집단이 너무 작아 정책 대상인 팔로워의 수를 공개하지 않습니다.
fit-not-identified = { $followers } 중 정책 대상이 몇 명인지 이 자료로는 알 수 없습니다.
fit-certain = 확실한 범위: 최소 { $lower }%({ $lower_number }명), 최대 { $upper }%({ $upper_number }명).
fit-minimum = 최소 기준 { $share }
fit-of-adults = 성인 가운데 { $share }

fit-assumed = 측정한 값이 아니라 가정한 값입니다. { IGA($followers) } { $basis ->
    [platform] { $country }의 { $platform } 이용자({ $year }년)
    [population] { $country }의 성인({ $year }년)
   *[totals] 플랫폼 통계의 각 집단 안에 고르게 분포한 사람들
}와 비슷하다면 약 { $share }, 인원으로는 { COUNT($number, "명") }이 정책 대상입니다.
fit-assumed-inconclusive = 가정한 값이므로 판정의 근거로 쓰지 않습니다. 확실한 것은 비율이 { $range } 안에 있다는 것뿐이며, 최소 기준은 { $minimum }입니다.
fit-published = 한 계정의 팔로워와 이 사람들의 로그 오즈는 표준편차 { $spread }만큼 다릅니다. 출처: { $sources }.
fit-method-random-sample-and-totals = 무작위로 뽑은 사람들의 집단별 비율에, 플랫폼 통계가 말하는 집단 크기를 적용했습니다.
fit-method-labelled-and-totals = 해당 여부를 아는 프로필의 집단별 비율을 플랫폼 통계에 맞게 가중했습니다.
fit-method-totals = 플랫폼 통계만으로 정책 대상의 조건을 모두 알 수 있습니다.
fit-assumes-a-random-sample-and-totals = 해당 여부가 확인된 사람은 팔로워에서 무작위로 뽑았고, 통계의 한 집단 안에서는 답한 사람과 답하지 않은 사람이 비슷합니다. 플랫폼 통계는 오차 범위 안에서 맞습니다.
fit-assumes-totals-of-the-labelled = 연령대 같은 통계의 한 집단 안에서는 해당 여부를 밝힌 사람과 밝히지 않은 사람이 비슷합니다. 플랫폼 통계는 오차 범위 안에서 맞습니다.
fit-assumes-totals = 플랫폼 통계는 반올림, 알 수 없는 사람, 잘못된 기재를 감안한 범위 안에서 맞습니다.
fit-number-only = 프로필은 없고 팔로워 수만 있습니다.
fit-totals = 플랫폼 통계({ $fields })를 그 오차와 함께 반영했습니다.
fit-method-platform-users = 가정: 공표된 통계에 따른 플랫폼 이용자 가운데 정책 대상의 비율입니다.
fit-method-population-share = 가정: 공표된 통계에 따른 그 국가 성인 가운데 정책 대상의 비율입니다.
fit-assumes-platform-users = 팔로워는 계정마다 다른 만큼을 빼면 플랫폼 이용자와 비슷합니다. 이 팔로워들에 관한 근거가 없으므로 판정의 근거로 쓰지 않습니다.
fit-assumes-the-population = 팔로워는 플랫폼과 계정마다 다른 만큼을 빼면 그 국가의 성인과 비슷합니다. 이 팔로워들에 관한 근거가 없으므로 판정의 근거로 쓰지 않습니다.
fit-needs-published = 다음 항목을 지정하십시오: { $fields }({ $flags }). 그러면 공표된 통계로 첫 수치나 더 가까운 수치를 낼 수 있습니다
fit-to-replace = 이 가정을 추정으로 바꾸려면:

## 판정. 최소 기준과 비교하는 것은 구간, 확실한 범위, 알려진 비율 가운데 하나입니다.

fit-pass = { $basis ->
    [known] 비율 { $lower }는 최소 기준 { $minimum } 이상입니다.
    [certain] 확실한 범위({ $range })의 하한이 최소 기준 { $minimum } 이상입니다.
   *[interval] { $interval }({ $range })의 하한이 최소 기준 { $minimum } 이상입니다.
}
fit-fail = { $basis ->
    [known] 비율 { $upper }는 최소 기준 { $minimum }보다 낮습니다.
    [certain] 확실한 범위({ $range })의 상한도 최소 기준 { $minimum }보다 낮습니다.
   *[interval] { $interval }({ $range })의 상한도 최소 기준 { $minimum }보다 낮습니다.
}
fit-inconclusive = { $basis ->
    [known] 비율({ $range })이 최소 기준 { $minimum }와 같습니다.
    [certain] 최소 기준 { $minimum }가 확실한 범위({ $range }) 안에 있습니다.
   *[interval] 최소 기준 { $minimum }가 { $interval }({ $range }) 안에 있습니다.
}
fit-verdict-with-nonresponse = 답하지 않은 사람까지 포함한 비율도 같은 판정입니다: { $share }.
fit-range-pass = 범위로 제공하는 비율({ $share })은 최소 기준 { $minimum } 이상입니다.
fit-range-fail = 범위로 제공하는 비율({ $share })은 최소 기준 { $minimum }보다 낮습니다.
fit-range-inconclusive = 범위로 제공하는 비율({ $share })은 최소 기준 { $minimum }보다 높을 수도 낮을 수도 있습니다.
fit-suppressed-pass = 공개하지 않는 비율은 최소 기준 { $minimum } 이상입니다.
fit-suppressed-fail = 공개하지 않는 비율은 최소 기준 { $minimum }보다 낮습니다.
fit-suppressed-inconclusive = 공개하지 않는 비율은 최소 기준 { $minimum }보다 높을 수도 낮을 수도 있습니다.
## 판정하지 않는 까닭: 입력을 먼저 고쳐야 합니다.

fit-no-verdict-rejected = { $of ->
    [panel] 패널
   *[audience] 자료
} { $rows }행 중 { $rejected }행이 제외되어, 판정할 수 있는 한도인 { $max }를 넘습니다. 이 행들을 고치십시오.
fit-no-verdict-unreadable = { $of ->
    [panel] 패널
   *[audience] 자료
} { $rows }행 중 { $unreadable }행은 정책 대상을 가리는 항목의 값을 읽을 수 없어, 판정할 수 있는 한도인 { $max }를 넘습니다. 어떤 값인지는 inspect 명령으로 확인하십시오.
fit-no-verdict-rejected-decide = 제외된 { $rejected }행에 따라 판정이 달라집니다. 이 행을 고치십시오.
fit-no-verdict-labels = { $of ->
    [panel] 패널의
   *[audience] 팔로워의
} 해당 여부 값 { COUNT($decided, "건") } 중 { IGA(COUNT($count, "건")) } 같은 행의 내용과 어긋나, 판정할 수 있는 한도인 { $max }를 넘습니다. 이 정책 대상을 기준으로 기록한 값인지 확인하십시오.
fit-no-verdict-nonresponse = 답한 사람만으로는 판정이 나지만, 답하지 않은 사람은 다를 수 있습니다. 경품이 있는 절반과 없는 절반으로 추정하면 이들을 포함한 비율은 { $share }입니다. 더 많은 사람에게 묻거나 아직 답하지 않은 사람에게 다시 요청하십시오.
fit-no-verdict-column = 정책 대상을 가리려면 다음 항목이 필요합니다: { $expected }. { $column } 열에 그 내용이 있을 수 있으나 알아보지 못했습니다. inspect 명령이 만드는 매핑 파일(--mapping)에 이 열이 무엇인지 적으십시오.

## 판정에 필요한 것

fit-label-all = 비율이 최소 기준에 매우 가깝습니다. 판정하려면 아직 확인되지 않은 프로필 { $n }건의 해당 여부를 모두 확인하십시오.
fit-label-more = 판정하려면 아직 확인되지 않은 { $unlabelled }건에서 약 { $n }건을 무작위로 뽑아 해당 여부를 확인하십시오. 다섯 번 중 네 번은 이만큼이면 충분합니다.
fit-label-as-random = 무작위 표본이라고 지정하십시오(--labels random-sample, labels.how).
fit-label-as-random-beside = 무작위 표본이라고 지정하고(--labels random-sample, labels.how), 새로 뽑은 사람의 label_weight는 { $weight }, 이미 확인된 사람의 label_weight는 1로 적으십시오.

fit-to-narrow = 구간을 좁히려면:
fit-to-identify = 추정할 수 있으려면:

## 근거

fit-evidence-heading = 근거와 방법
fit-method = 방법
fit-assumption = 가정
fit-evidence = 근거
fit-method-all-labelled = 집계: 모든 프로필의 해당 여부를 알 수 있습니다.
fit-method-labelled-bands = 집계. 다만 나이나 소득 구간이 정책 대상의 경계에 걸친 프로필은 추정했습니다.
fit-method-counted-in-part = 집계. 다만 제외된 행과 읽을 수 없는 값은 0%에서 100%까지 무엇이든 될 수 있습니다.
fit-method-contradicted-labels = 해당 여부 값의 집계. 그중 일부는 프로필의 내용과 어긋나며, 이들은 0%에서 100%까지 무엇이든 될 수 있습니다.
fit-method-bounds = 집계. 남은 소수는 해당 여부가 확인된 프로필 중에 비슷한 것이 없어 0%에서 100%까지 무엇이든 될 수 있습니다.
fit-method-labelled-only = 해당 여부가 확인된 프로필의 비율을 공통 항목에 따라 나머지 프로필로 넓혔습니다.
fit-method-random-sample = 무작위로 뽑아 해당 여부를 확인한 프로필의 비율입니다.
fit-method-panel = 패널의 비율을 팔로워에 맞게 다시 가중했습니다.
fit-method-panel-and-labelled = 패널의 비율을 팔로워에 맞게 다시 가중하고, 해당 여부가 확인된 프로필로 보정했습니다.
fit-labelled = 프로필 { $all }건 중 { $n }건의 해당 여부가 확인되었고, 그중 { $members }건이 정책 대상입니다.
fit-labelled-members-suppressed = 프로필 { $all }건 중 { $n }건의 해당 여부가 확인되었습니다. 그중 정책 대상이 몇 건인지는 공개하지 않습니다.
fit-labelled-suppressed = 해당 여부가 확인된 프로필의 수는 공개하지 않습니다.
fit-complete = 그중 { $n }건은 정책 대상을 가리는 항목을 모두 밝혔습니다.
fit-panel = 패널은 { $n }행이며, 팔로워와 공통된 항목은 다음과 같습니다: { $fields }.
fit-panel-without-fields = 패널은 { $n }행이며, 팔로워와 공통된 항목이 없습니다.
fit-hidden = 패널에만 있는 항목: { $fields }.
fit-left-out = 예측에 쓰지 않은 항목(이 항목을 밝힌 사람일수록 해당 여부도 밝혔기 때문): { $fields }.
fit-panel-age = 패널은 { $years }년 전에 조사했습니다.
fit-panel-age-assumed = 패널에 조사 날짜가 없어 { $years }년 전 것으로 보았습니다. --panel-date 또는 panel_as_of로 날짜를 지정하십시오.
fit-effective = 이 자료는 모두 합쳐 무작위 표본 { $n }명의 가치가 있습니다.
fit-differences = 팔로워가 패널과 다른 것으로 보이는 점:
fit-sensitivity-more = 오즈의 차이가 더 크면 { $bounds }입니다.
fit-sensitivity-bounds = { $gamma }배일 때 { $range }
fit-provenance = audience-fit { $version }, 기준 자료 { $catalog }, 기준일 { $day }, 난수 시드 { $seed }, 엔진 { $engine }, 입력 { $input }. 입력, 기준일, 난수 시드가 같으면 보고서도 같습니다.

## 셈에 넣지 않는 것과 보이지 않는 것

fit-rejected-heading = 제외된 행
fit-rejected-profiles = 프로필 { $n }건이 제외되었습니다:
fit-rejected-panel-rows = 패널 { $n }행이 제외되어 셈에 들어가지 않습니다:
fit-rejection = { $row }행{ $of ->
    [row] {""}
   *[field] , { $field } 항목
}: { $has_value ->
    [no] {""}
   *[yes] 받은 값 { $received },{" "}
}쓸 수 있는 값 { $accepted }
fit-rejections = { $n }행(첫 번째는 { $row }행){ $of ->
    [row] {""}
   *[field] , { $field } 항목
}: 받은 값 { $received }, 쓸 수 있는 값 { $accepted }
fit-rejected-rest = 그 밖에 { $n }건이 더 있습니다. JSON 응답에 모두 있습니다.
fit-rejected-rest-in-part = 그 밖에 { $n }건이 더 있습니다. JSON 응답에 처음 { $listed }건의 까닭이 있습니다.
fit-suppressed-heading = 개인정보 보호를 위한 비공개
fit-suppressed-figures = 팔로워 { $n }명 미만에 관한 수치는 공개하지 않습니다:

## 추정 방법

fit-assumes-nothing = 없음: 모든 프로필의 해당 여부를 알 수 있습니다.
fit-assumes-even-bands = 구간으로 밝힌 나이와 소득은 구간 안에 고르게 퍼져 있습니다. 그 밖의 프로필은 모두 해당 여부를 알 수 있습니다.
fit-assumes-nothing-of-the-rejected = 없음: 제외된 행은 한 명도 해당하지 않는 경우부터 모두 해당하는 경우까지 셈에 넣습니다.
fit-assumes-nothing-of-contradicted = 어긋나는 내용이 없는 해당 여부 값은 맞습니다. 어긋나는 값은 한 명도 해당하지 않는 경우부터 모두 해당하는 경우까지 셈에 넣습니다.
fit-assumes-nothing-of-the-rest = 없음: 해당 여부가 확인되지 않은 소수는 한 명도 해당하지 않는 경우부터 모두 해당하는 경우까지 셈에 넣습니다.
fit-assumes-missing-at-random = 비슷한 프로필끼리는 필요한 항목을 밝힌 사람과 밝히지 않은 사람이 다르지 않습니다.
fit-assumes-a-random-sample = 해당 여부가 확인된 사람은 팔로워에서 무작위로 뽑았고, 뽑은 사람은 모두 확인되었습니다.
fit-assumes-a-tilted-panel = 팔로워는 패널과 같은 사람들로 이루어지되, 몇몇 공통 항목이나 팔로워가 밝히지 않는 한 항목 또는 정책 대상 자체의 비중이 더 크거나 작습니다. 비슷한 사람이 정책 대상일 가능성은 패널과 거의 같습니다. 공통 항목의 차이가 클수록 구간이 넓어집니다.
fit-assumes-a-corrected-panel = 팔로워는 패널과 같은 사람들로 이루어지되 일부의 비중이 더 크거나 작습니다. 해당 여부가 확인된 프로필이 패널을 보정합니다.
fit-hypothesis = 확률 { $probability }%: { $account }
fit-more-of-the-target = 팔로워는 패널에서 정책 대상의 비중을 늘린 모습입니다
fit-fewer-of-the-target = 팔로워는 패널에서 정책 대상의 비중을 줄인 모습입니다
fit-more-of-a-level = 팔로워는 패널에서 { $field } 항목이 `{ $level }`인 사람의 비중을 늘린 모습입니다
fit-fewer-of-a-level = 팔로워는 패널에서 { $field } 항목이 `{ $level }`인 사람의 비중을 줄인 모습입니다
fit-higher-field = 팔로워는 패널에서 { $field } 값이 큰 사람의 비중을 늘린 모습입니다
fit-lower-field = 팔로워는 패널에서 { $field } 값이 작은 사람의 비중을 늘린 모습입니다
fit-covariates-differ = 관측된 항목 몇 가지가 패널과 다르고, 나머지는 그에 따릅니다
fit-both-differ = 관측된 항목 몇 가지가 패널과 다르고, 정책 대상의 비율도 따로 다릅니다
fit-no-difference = 팔로워는 패널과 같은 모습입니다
fit-everything-differs = 팔로워가 여러 면에서 한꺼번에 패널과 달라 패널만으로는 알 수 없습니다
fit-sensitivity = 해당 여부를 밝히지 않은 사람이 정책 대상일 오즈가 밝힌 사람의 { $gamma }배까지 높거나 낮다면 비율은 { $lower }%에서 { $upper }% 사이입니다.
fit-sensitivity-of-panel = 이 팔로워들이 정책 대상일 오즈가 패널의 비슷한 사람의 { $gamma }배까지 높거나 낮다면 비율은 { $lower }%에서 { $upper }% 사이입니다.
fit-tips-off-the-panel = 패널의 비율이 오즈로 { $gamma }배 어긋나면 이 판정은 유지되지 않습니다.
fit-stands-off-the-panel = 패널의 비율이 오즈로 { $gamma }배 어긋나도 이 판정은 유지됩니다.
fit-tips-off-the-labelled = 나머지 사람의 오즈가 해당 여부가 확인된 비슷한 사람보다 { $gamma }배 높거나 낮으면 이 판정은 유지되지 않습니다.
fit-stands-off-the-labelled = 나머지 사람의 오즈가 해당 여부가 확인된 비슷한 사람보다 { $gamma }배 높거나 낮아도 이 판정은 유지됩니다.
fit-needs-labels = 무작위로 뽑은 팔로워 100명 이상의 해당 여부를 확인하십시오. 정책 대상을 가리는 항목을 적거나, in_target을 적고 --labels-of-target을 지정하십시오. 그리고 무작위 표본이라고 지정하십시오(--labels random-sample, labels.how)
fit-needs-a-panel = 패널을 마련하십시오. 팔로워와 같은 항목이 있고 해당 여부가 확인된 수백 명의 외부 자료(설문조사, 신청자 명단 등)입니다
fit-needs-a-comparable-panel = 정책 대상인 사람과 아닌 사람이 모두 있고 팔로워와 공통된 항목이 있는 패널을 마련하십시오
fit-needs-comparable-values = 다음 항목은 패널과 팔로워 자료에서 같은 말, 같은 단위, 같은 범위로 적으십시오: { $fields }
fit-needs-panel-rows = 가중치가 같은 행으로 쳐서 { $n }행 이상의 가치가 있는 패널을 마련하십시오
fit-needs-fields = 해당 여부가 확인되지 않은 프로필에서 다음 항목을 더 알아내십시오: { $fields }
fit-needs-followers = 팔로워가 { $n }명 이상인 자료를 마련하십시오
fit-needs-more-labels = 프로필 { $n }건 이상의 해당 여부를 확인하십시오. 그보다 적으면 비율에서 적은 인원이 드러납니다
fit-needs-more-followers = 팔로워를 더 모으십시오. 이렇게 적으면 비율에서 { $min }명 미만의 인원이 드러납니다
fit-assumes-a-sequence = 해당 여부가 확인된 사람은 팔로워에서 같은 확률로 무작위로 뽑았고, 뽑은 사람은 모두 확인되었습니다. 답변이 올 때마다 수치를 확인하고, 판정이 나오면 멈추어도 됩니다.
fit-method-confidence-sequence = 무작위로 뽑아 해당 여부를 확인한 프로필의 비율이며, 구간은 몇 번을 확인해도 유효합니다.
