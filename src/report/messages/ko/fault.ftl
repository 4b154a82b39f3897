### 요청의 값 하나에서 무엇이 잘못되었고, 무엇을 받으며, 어떻게 고치는지.

fault-range = 받은 값: { $received }. 허용 범위: { $min }~{ $max }
fault-unknown = 받은 값: { $received }. 쓸 수 있는 값: { $accepted }
fault-accepted = 쓸 수 있는 값: { $accepted }
fault-rows = 그 밖에 { $others }행. 받은 값: { $received }. 쓸 수 있는 값: { $accepted }
fault-not-negative = 받은 값: { $received }. 0 이상이어야 합니다
fault-above-0 = 받은 값: { $received }. 0보다 커야 합니다
fault-share = 받은 값: { $received }. 0에서 1 사이의 비율이어야 합니다
fault-share-example = 받은 값: { $received }. 0~1의 비율로 쓰십시오. { $percent } %는 { $example }입니다
fault-shares-in-order = 받은 값: 중앙 { $value }, 구간 { $lower }~{ $upper }. 0~1의 비율이 이 순서로 커야 합니다
fault-numbers-in-order = 받은 값: 중앙 { $value }, 구간 { $lower }~{ $upper }. 수가 이 순서로 커야 합니다
fault-order = 하한 { IGA($min) } 상한 { $max }보다 큽니다
fault-level = 받은 값: { $received }. 0.5보다 크고 1보다 작아야 합니다
fault-name-length = 이름은 1~{ $max }자여야 합니다
fault-currency = 받은 값: { $received }. USD나 KRW처럼 대문자 세 글자(ISO 4217)로 쓰십시오
fault-country-code = 받은 값: { $received }. KR처럼 대문자 두 글자(ISO 3166-1 alpha-2)로 쓰십시오
fault-unknown-country = 받은 값: { $received }. 쓸 수 있는 값: { $accepted }{ $may_borrow ->
    [yes] . 이 가운데 한 나라의 자료로 대신하려면 borrow_from에 적으십시오
   *[no] {""}
}

## 정책 대상.

fault-empty-target = 정책 대상에 조건이 없습니다. age, income, region, gender, education, employment, tenure, attributes 가운데 하나를 주거나, preset을 고르거나, labelled로 하십시오
fault-labelled-conditions = labelled인 정책 대상은 in_target 값으로만 정합니다. 다른 조건이나 labelled 가운데 하나를 빼십시오
fault-attributes = 속성이 { $received }개입니다. { $max }개까지 쓸 수 있습니다
fault-conditions = 조건이 { $received }개입니다. { $max }개까지 쓸 수 있습니다
fault-values = 값이 { $received }개입니다. { $max }개까지 쓸 수 있습니다
fault-empty-list = 목록이 비어 있습니다. 값을 하나 이상 적으십시오
fault-age = 받은 값: { $received }. 0~120세여야 합니다
fault-age-missing = min이나 max 또는 둘 다 주십시오
fault-attribute-name = 속성의 이름을 적으십시오
fault-attribute-both = in을 쓰거나, min과 max를 쓰십시오. 함께 쓸 수 없습니다
fault-attribute-neither = in이나 min 또는 max를 주십시오
fault-income-limits = max_median_ratio, min_median_ratio, max_amount, min_amount 가운데 하나를 주십시오
fault-income-unit = 금액에는 currency(통화, ISO 4217), period(year 또는 month), scope(household 또는 personal)가 필요합니다
fault-target-name = 받은 값: { $received }. a-z, 0-9, -, _ 로 1~100자여야 합니다
fault-target-name-of-preset = 같은 이름의 기본 정책 대상이 있습니다. 다른 이름을 쓰십시오

## 분석 선택 사항.

fault-odds-ratio = 받은 값: { $received }. 1~100의 오즈비여야 합니다
fault-gammas = { $received }개를 받았습니다. { $max }개까지 쓸 수 있습니다
fault-panel-date-alone = { $received }: 패널 없이 날짜만 있습니다. 패널도 주거나 panel_as_of를 빼십시오
fault-panel-date-future = 받은 값: { $received }. 패널을 조사한 날로, { $as_of }까지여야 합니다
fault-panel-date-old = 받은 값: { $received }. { $as_of }에서 { $years }년 이내여야 합니다
fault-panel-size-alone = { $received }: 패널 없이 조사 인원만 있습니다. 패널도 주거나 panel_size를 빼십시오
fault-panel-size-weights = { $received }: 패널에 가중값이 없습니다. panel_size는 칸마다 가중값이 있는 교차표에 씁니다
fault-panel-size-sum = 받은 값: { $received }. 패널의 n 열을 더하면 { $sum }명입니다. panel_size를 빼거나 열을 바로잡으십시오
fault-panel-size = 받은 값: { $received }. 조사 인원은 { $min }~{ $max }명이고, 칸마다 한 명 이상이어야 합니다
fault-panel-weights = 패널 { $rows }행 가운데 { $blank }행에 가중값이 없습니다. 모든 행에 가중값을 주거나 열을 지우십시오
fault-followers-and-profiles = { $received }: 팔로워 수는 프로필이나 패널이 없을 때에만 주십시오
fault-label-weight-self-declared = 프로필에 label_weight(추출 확률의 역수)가 있는데 표지는 self_declared입니다. 무작위 표본(random_sample, --labels random-sample)이라고 밝히거나 label_weight를 빼십시오
fault-label-weight = 표지가 있는 프로필 { $labelled }개 가운데 { $blank }개에 label_weight가 없습니다. 모두에게 주십시오. 추출되지 않고 스스로 밝힌 사람은 1입니다
fault-sequential-self-declared = 표지가 self_declared입니다. 여러 번 살펴보는 방법은 무작위 표본에만 쓸 수 있습니다. random_sample이라고 밝히거나(--labels random-sample) sequential을 빼십시오
fault-sequential-weights = 표지의 가중값이 서로 다릅니다. 여러 번 살펴보려면 모두 같은 확률로 뽑아야 합니다. 단순 무작위로 뽑거나 sequential을 빼십시오

## 채널.

fault-country-without-figures = { $received }에서 누가 어떤 채널을 쓰는지 공표된 수치가 없습니다. 쓸 수 있는 값: { $accepted }. 다른 나라의 수치로 대신하려면 borrow_from에 적으십시오
fault-year-without-figures = { $country }에는 { $received }년 무렵의 수치가 없습니다. 쓸 수 있는 값: { $accepted }
fault-no-figures = { $country }의 { $year }년 무렵에는 { $channels ->
    [any] 어떤 채널의
   *[other] { $channels }의
} 수치도 없습니다. channels와 measure를 빼고 어떤 것이 있는지 확인하십시오
fault-income-currency = { $received } 소득 기준은 { RO($accepted) } 된 { $country }의 중위소득과 비교할 수 없습니다
fault-no-median = { $country }의 중위소득을 알 수 없어 금액을 비교할 수 없습니다. min_median_ratio나 max_median_ratio로 중위소득에 대한 배수를 주십시오
fault-not-comparable = { $country }, { $year }년 무렵: { $channels }, { $measure } 지표로 비교할 수 없습니다({ $known }). 그 채널을 빼거나, 다른 지표를 쓰거나, 지표 무리마다 순위를 매기도록 measure를 빼십시오
fault-measured-by = { $channel }의 수치는 { $measure } 지표
fault-nobody-in-target = { $country }의 인구표에 이 정책 대상에 드는 사람이 없습니다. 나이는 { $youngest }~94세입니다
fault-catalogue = 참조 자료로는 { $country }에 답할 수 없습니다. 중위소득이나 인구표가 없거나 통화가 서로 다릅니다
fault-cost = 1,000명에게 닿는 비용으로 받은 값: { $received }. 0보다 커야 합니다. 비용이 없으면 빼십시오
fault-cost-twice = { $channel }의 비용이 두 번 나옵니다. 하나만 주십시오
fault-costs-in-two-currencies = 통화가 { $a }, { $b }인 비용은 비교할 수 없습니다. 한 통화로 주십시오

## 캠페인 결과.

fault-future = 받은 값: { $received }. { $as_of }까지의 날이어야 합니다
fault-responded = 받은 값: { $received }. 도달한 { $delivered }명까지여야 합니다. 클릭 수가 아니라 사람 수를 세십시오
fault-known-people = 받은 값: { $received }. { $of ->
    [delivered] 도달한
   *[responded] 반응한
} { $most }명까지여야 합니다
fault-known-in-target = 받은 값: { $received }. 대상 여부를 아는 { $known }명까지여야 합니다
fault-event = 받은 값 { $received }: { $why }. quiz:2026-03-16:2026-03-22와 같이 쓰거나 JSON 객체를 주십시오
fault-event-form = quiz:2026-03-16:2026-03-22와 같은 모양이 아닙니다
fault-metrics = 지표가 { $received }개입니다. 1~{ $max }개여야 합니다

## 계획.

fault-channels = 채널이 { $received }개입니다. { $max }개까지 쓸 수 있습니다
fault-channel-twice = { $channel }: 두 번 나옵니다. 한도를 한 번만 주십시오
fault-weeks = 받은 값: { $received }. 계획을 이어 갈 주 수로, 1~{ $max }여야 합니다
fault-fatigue = 받은 값: { $received }. 한 주 지날 때마다 줄어드는 몫으로, 0~{ $max }여야 합니다
fault-goal = 받은 값: { $received }. 도달하려는 정책 대상 인원으로, 0보다 커야 합니다
fault-goal-own-reach = 목표는 사람 수인데, 기관이 몇 사람에게 닿을 수 있는지 알 수 없습니다. channels[].own_reach를 주십시오. 예: {"{"}"number": 12000, "unit": "followers"{"}"}
fault-curve-own-reach = 곡선은 사람 수인데, 기관이 몇 사람에게 닿을 수 있는지 알 수 없습니다. channels[].own_reach를 주십시오. 예: {"{"}"number": 12000, "unit": "followers"{"}"}
fault-places-own-reach = 지역은 사람 수로 나누는데, 기관이 몇 사람에게 닿을 수 있는지 알 수 없습니다. channels[].own_reach를 주십시오. 예: {"{"}"number": 12000, "unit": "followers"{"}"}
fault-goal-above-target = 받은 값: { $received }. 정책 대상 { $most }명보다 많습니다. 줄이십시오
fault-unreachable = 받은 값: { $received }. 시간을 아무리 들여도 많아야 { $most }명({ $lower }~{ $upper })입니다. 줄이거나, hours_per_week를 주어 가능한 가장 좋은 계획을 받으십시오
fault-hours-missing = 한 주에 쓸 수 있는 직원 시간을 주십시오
fault-hours = 받은 값: { $received }. 0보다 크고 { $max } 이하여야 합니다. 어느 채널이든 올리고 답할 사람이 필요합니다. 한 주에 쓸 수 있는 직원 시간을 주십시오
fault-people = 받은 값: { $received }. 기관 관할 지역의 성인 수로, 1 이상이어야 합니다
fault-people-missing = 사람이 몇 명인지 알 수 없습니다. people에 기관 관할 지역의 성인 수를 주십시오
fault-money-missing = 한 주에 쓸 수 있는 돈을 주십시오
fault-money = 받은 값: { $received }. 0 이상이어야 합니다. 예산이 없으면 budget을 빼십시오
fault-currency-missing = USD나 KRW처럼 통화(ISO 4217)를 주십시오
fault-no-budget = 돈을 쓰라고 했는데 예산이 없습니다. budget에 amount와 currency를 주십시오
fault-budget-people = 예산으로 닿을 수 있는 사람은 전체가 몇 명인지에 달려 있습니다. people에 기관 관할 지역의 성인 수를 주십시오
fault-budget-no-costs = 계획에 든 채널의 비용을 하나도 알 수 없습니다. channels[].response.money에 이용자 절반에게 닿는 돈을 주거나 budget을 빼십시오
fault-budget-currency = 받은 값: { $received }. 계획에 든 채널의 비용은 { RO($known) } 알려져 있습니다. channels[].response.money에 이용자 절반에게 닿는 돈을 주거나 budget을 빼십시오
fault-half = 받은 값: { $received }. 이용자 절반에게 닿는 { $resource ->
    [hours] 시간으로
   *[money] 돈으로
}, { $min } 이상이어야 합니다
fault-min-above-max = min_{ $resource } { IGA($min) } max_{ $resource } { $max }보다 큽니다. 하나를 고치십시오
fault-hold-above-max = hold { IGA($hold) } max_{ $resource } { $max }보다 큽니다. hold를 낮추거나 max_{ EUL($resource) } 올리십시오
fault-hold-below-min = hold { IGA($hold) } min_{ $resource } { $min }보다 작습니다. hold를 올리거나 min_{ EUL($resource) } 빼십시오
fault-kept-on = { $channel }: 최소나 hold 때문에 계속 쓰려면 { $resource ->
    [hours] 시간이
   *[money] 돈이
} 적어도 { $min } 필요한데 max_{ EUN($resource) } { $max }입니다. max_{ EUL($resource) } 올리거나, threshold.{ EUL($resource) } 낮추거나, 최소를 빼십시오
fault-minimums = 최소와 hold를 합하면 { $taken }이고, 있는 { $limit }보다 { $excess } 많습니다: { $parts }. 그 가운데 하나를 낮추거나 { $name } 값을 올리십시오
fault-origin-of-minimum = { $channel } { $taken }({ $origin ->
    [hold] hold
    [raised] min_{ $resource } { $min }, 할 만한 최소로 올림
    [min] min_{ $resource }
   *[least] 계속 쓰는 채널에 드는 최소
})
fault-does-not-fit = 최소와 hold가 있는 만큼이나 그 이상을 씁니다. 그 가운데 하나를 낮추십시오
fault-reach-missing = 기관이 거기에서 몇 사람에게 닿는지 주십시오
fault-reach = 받은 값: { $received }. 기관이 거기에서 닿는 수로, 0~{ $max }이어야 합니다
fault-reach-nobody = 0이고 늘어날 것도 없습니다. 아무에게도 닿지 않으니 own_reach를 빼거나, growth에 늘어날 것으로 보는 수를 주십시오
fault-reach-above-people = 받은 값: { $received }명. 기관 관할 지역의 { $of ->
    [everyone] 성인
   *[target] 정책 대상
} { $most }명보다 많습니다. 그곳에 사는 사람만 세거나 people을 고치십시오
fault-reach-unit = 그 수가 무엇을 센 것인지 밝히십시오: { $accepted }
fault-growth = 받은 값: { $received }. 계획이 끝날 때까지 늘어날 수로, 0~{ $max }이어야 합니다
fault-visits = 방문은 사람이 아닙니다. per_person에 방문자 한 사람이 한 주에 방문하는 횟수를 주거나 방문자를 세십시오
fault-per-person = { $unit }: 이미 사람 수입니다. per_person을 빼십시오
fault-share-of-target = 그 수는 정책 대상만 센 것입니다(of). target_share를 빼십시오
fault-target-share = 그 가운데 몇 사람이 정책 대상인지 알 수 없습니다. 이 채널을 누가 쓰는지 또는 정책 대상의 모든 조건에 관해 공표된 것이 없습니다. target_share를 주거나 정책 대상만 세십시오(of: target)
fault-no-places = 받은 값: { $received }. 지역이 없습니다. places를 주거나 place를 빼십시오
fault-place = 받은 값: { $received }. places의 이름이어야 합니다: { $accepted }
fault-places = 지역이 { $received }곳입니다. { $max }곳까지 쓸 수 있습니다. 몇 곳을 합치십시오
fault-place-twice = { $place }: 두 번 나옵니다. 지역마다 한 번만 주십시오
fault-place-people = 받은 값: { $received }. 그곳에 사는 성인 수로, 1 이상이어야 합니다
fault-people-of-places = people은 { $people }인데 지역을 더하면 { $sum }입니다. people을 빼십시오
fault-no-sources = 이 서비스는 귀 기관을 위해 읽는 버킷이 없습니다. 파일을 직접 보내거나 운영자에게 sources 설정을 요청하십시오
fault-source = 받은 값: { $received }. 쓸 수 있는 값: 다음 위치 아래의 주소({ $places }), 예: s3://bucket/folder/*.parquet

## 요청의 매개변수.

fault-parameter-twice = 매개변수가 두 번 나옵니다. 한 번만 주십시오
fault-parameter-unknown = 그런 매개변수가 없습니다. 쓸 수 있는 것: { $accepted ->
    [none] 없음
   *[other] { $accepted }
}
fault-target-missing = 정책 대상이 없습니다. 정책 대상의 이름이나 JSON으로 쓴 정의를 주십시오
fault-format-missing = application/octet-stream만으로는 행의 형식을 알 수 없습니다. format=csv처럼 format을 더하십시오

## 수의 계열과 이벤트.

fault-up-to = 받은 값: { $received }. { $max } 이하여야 합니다
fault-no-counts = 수가 있는 행이 없습니다. 다음 가운데 하나 이상을 주십시오: { $accepted }
fault-metric-missing = { $metric } 값이 있는 행이 없습니다. 계열에 있는 지표: { $there }
fault-metrics-empty = 지표를 하나 이상 적거나 이 항목을 빼십시오
fault-series-missing = 수를 행의 배열로 주십시오. 예: {"{"}"date": "2026-11-01", "likes": 12{"}"}
fault-series-rows = { $received }행을 받았습니다. { $max }행까지 쓸 수 있습니다. 주 단위로 주거나 최근 몇 해만 주십시오
fault-control-value = { $name }에 받은 값: { $received }. 허용 범위: 0~{ $max }
fault-control-name = 통제 계열마다 1~{ $max }자의 이름을 주십시오
fault-controls = 통제 계열이 { $received }개입니다. { $max }개까지 쓸 수 있습니다
fault-day-missing = 날짜를 주십시오. 예: 2026-11-01
fault-day-years = 받은 값: { $received }. 1900년에서 2999년 사이의 날이어야 합니다
fault-account-name = 계정에 1~{ $max }자의 이름을 주십시오
fault-events-missing = 이벤트를 하나 이상 주십시오. 예: {"{"}"name": "quiz", "from": "2026-11-01", "to": "2026-11-14"{"}"}
fault-events = 이벤트가 { $received }개입니다. 한 요청에 { $max }개까지 쓸 수 있습니다
fault-event-twice = { $name }: 앞 이벤트의 이름과 같습니다. 서로 다른 이름을 주십시오
fault-event-name = 이벤트에 1~{ $max }자의 이름을 주십시오
fault-event-to = 받은 값: { $received }. 이벤트가 시작하는 { $from } 이후의 날이어야 합니다
fault-event-open = 이벤트의 마지막 날을 주십시오. 마지막 날 없이 이어지는 것은 "kind": "always_on"뿐입니다
fault-beside = { GWA($other) } 함께 주거나 둘 다 빼십시오
fault-series-empty = 행을 하나 이상 주십시오
fault-date-twice = { $date }: { $row }행의 날짜와 같습니다. 날짜마다 한 번만, 모든 수를 함께 주십시오
fault-date-of-month = { $date }: 첫 날짜인 { GWA($start) } 달의 날이 다릅니다. 월 단위 행에는 매달 첫날이나 마지막 날을 주십시오
fault-date-of-week = { $date }: 첫 날짜인 { $start }부터 주 단위로 떨어져 있지 않습니다. 주 단위 행에는 같은 요일의 날짜를 주거나 "frequency": "day"를 주십시오
fault-periods = { $start }부터 { $end }까지입니다. { $max }기간까지 쓸 수 있습니다
fault-days-and-weeks = { $date }부터는 날짜가 한 주씩 떨어져 있고 다른 곳은 그렇지 않습니다. 일 단위나 주 단위의 한 계열로 주거나, 빠진 날이 있으면 "frequency": "day"를 주십시오
