### 채널: 정책 대상에게 얼마나 닿는지, 왜 권하거나 권하지 않는지.

channel-title = 정책 대상에게 닿는 채널
channel-heading = 정책 대상은 어디에 있는가
channel-country = 국가
channel-size = 규모
channel-size-with-income = 소득 조건까지 넣은 규모
channel-size-people = 약 { $people }명, 성인의 { $share }
channel-size-other-limit = { $size }. 함께 쓰이는 다른 기준인 중위소득의 { EUL($limit) } 적용하면 { $other }
channel-size-share = 성인의 { $share }. 몇 명인지는 기준 자료에 없습니다
channel-ignored = 반영하지 않은 조건
channel-ignored-conditions = 공표된 통계가 없는 조건: { $conditions }
channel-events-heading = 이벤트의 성과
channel-events = 늘어난 참여(도달률은 바뀌지 않습니다):
channel-event-item = { $channel }: { $effect }
channel-none = 이 정책 대상에 관해 공표된 통계가 있는 채널이 없습니다.
channel-income-left-out = 이 채널들을 소득별로 조사한 자료가 없습니다. 수치는 { $target }의 것이며, 소득의 영향은 구간에 반영했습니다.
channel-legend = 도달률은 정책 대상 가운데 채널이 닿는 사람의 비율입니다. 배수는 도달률을 전체 성인의 도달률로 나눈 값입니다. 둘 다 { GWA($interval) } 함께 적습니다. 1위 확률은 표에서 도달률이 가장 높을 확률입니다.
channel-next = 가장 많이 알아내는 방법: { $advice }
channel-provenance = audience-fit { $version }, 기준 자료 { $catalog }, 난수 시드 { $seed }. 질문과 난수 시드가 같으면 보고서도 같습니다.

channel-favour = 확대
channel-keep = 유지
channel-reduce = 축소
channel-favour-these = 확대: { $channels }
channel-keep-these = 유지: { $channels }
channel-reduce-these = 축소: { $channels }
channel-stances = { $stances }.

channel-caption = 조사 기준: { $measures }.
channel-caption-several = 조사 기준: { $measures }. 다른 표의 채널과 비교하지 마십시오.
channel-column = 채널
channel-stance = 권고
channel-reach = 도달률
channel-lift = 배수
channel-best = 1위 확률
channel-alone = 비교 대상 없음
channel-not-ranked = 순위 없음
channel-tied = { $level } 수준에서 다음 채널과 차이를 가릴 수 없습니다: { $channels }.
channel-borrowed = 다른 나라의 수치입니다.
channel-sources = 출처: { $sources }.

channel-source-month = { $year }년 { $month }월
channel-source-months = { $year }년 { $first }~{ $last }월
channel-source-heading = 출처
channel-source-note = { $by }. { $n ->
        [unknown] {""}
       *[other] 응답자 { $n }명.{" "}
    }{ $confidence ->
        [computed] 공개 자료로 계산했습니다.
        [reported] 발간물에서 확인했습니다.
        [press] 발간물이 아닌 언론 보도에서 확인했습니다.
       *[unverified] 발간물과 대조해야 합니다.
    } { $license ->
        [unknown] 이용 조건을 알 수 없습니다.
       *[other] 이용 조건: { $license }.
    }
channel-source-medians = { $country } { $year }년 중위소득({ $concept ->
        [gross] 세전, 전체 가구
        [standard] 정부가 가구원 수별로 정한 기준
       *[equivalised_disposable] 세후, 균등화 지수 적용
    })
channel-source-press = { $id }(언론 보도)

channel-event = { $name }({ $at }까지): 다음만큼 늘린 것으로 추정됩니다. { $effects }.
channel-event-with-costs = { $name }({ $at }까지): { EUL($costs) } 들여 다음만큼 늘린 것으로 추정됩니다. { $effects }.
channel-event-hours = { $hours }시간
channel-event-effect = { $metric } { $value }({ $lower }~{ $upper })
channel-event-effect-per-hour = { $metric } { $value }({ $lower }~{ $upper }, 시간당 { $per_hour })

channel-interval = { $value }({ $lower }~{ $upper })
channel-over = { $share } 초과
channel-breakdown = { $by ->
    [total] 전체
    [age] 나이별
    [some-ages] 일부 나이
    [income] 소득별
    [some-incomes] 일부 소득
   *[group] 집단별
}

channel-why-reach = { $target }의 { $phrase } 비율은 { $share }입니다{ $basis }.
channel-source = ({ $source })
channel-source-projected = ({ $source }, { $year }년으로 환산)
channel-why-lift = 전체 성인의 비율({ $everyone })의 { $lift }배입니다.
channel-ceiling = 가까운 시기의 수치가 없어 상한으로 추정합니다. 정책 대상의 { $phrase } 비율은 { $share }입니다({ $source }). 둘을 모두 조사한 자료({ $overlap })와 같은 만큼 상한보다 낮다고 보았습니다.
channel-potential-reach = 잠재 도달: 정책 대상 { $people }명이 이용합니다.
channel-potential-reach-unknown = 잠재 도달: 위의 비율입니다. 인원은 알 수 없습니다.
channel-present-reach = 현재 도달: 정책 대상 { $people }명이 계정을 팔로우합니다. 팔로워 { $followers }명 중 { $fit }가 정책 대상입니다.
channel-present-share = 정책 대상의 { $share }입니다.
channel-present-share-unknown = 정책 대상 가운데 차지하는 비율은 알 수 없습니다.
channel-expected-fit = 이 채널의 성인 이용자 중 정책 대상은 { $expected }이고, 팔로워 중 정책 대상은 { $fit }입니다.
channel-account-misses = 채널은 정책 대상에게 닿지만 이 계정은 닿지 않습니다.
channel-cost = 도달 인원 천 명당 { $thousand }일 때, 정책 대상 한 명에게 닿는 비용은 약 { $value }({ $lower }~{ $upper })입니다.
channel-observed = 관측: 정책 대상인 { $among ->
        [followers] 팔로워
       *[panel] 패널 응답자
    } { $people }명 중 { $share }가 이용합니다. 이들은 정책 대상의 무작위 표본이 아니므로 무작위로 조사한 { $effective }명과 같은 무게로 셈합니다. 추정치는 { $before }에서 { RO($after) } 바뀝니다.

channel-favour-leader = 확대: 이 표에서 도달률이 가장 높습니다. 다음은 { $next }입니다.
channel-favour-near-best = 확대: 도달률이 가장 높은 채널의 4분의 3 이상일 확률이 { $probability }입니다.
channel-why-reduce = 축소: 도달률이 가장 높은 채널의 3분의 1 미만일 확률이 { $probability }입니다.
channel-keep-no-comparison = 유지: 비교할 수 있는 채널이 없습니다.
channel-keep-between = 유지: 도달률이 가장 높은 채널({ $best })에 가깝지도, 뚜렷하게 낮지도 않습니다.
channel-keep-account-misses = 유지: 채널 자체는 확대할 만하지만, 계정의 팔로워 중 정책 대상의 비율이 채널 이용자보다 낮습니다.
channel-unranked = 순위 없음: 순위가 있는 다른 채널과 한쪽이 다른 쪽을 포함하는 관계입니다.
channel-why-tied = { $level } 수준에서 다음 채널과 차이를 가릴 수 없습니다: { $names }.
channel-evidence = 출처: { $sources }.
channel-asked-as = { $year }년 자료의 조사 문항: { $wording }.
channel-no-breakdown = { $by ->
        [income] 소득별
       *[age] 나이별
    } 수치가 공표되지 않아, 흔히 있는 차이를 구간에 반영했습니다.
channel-group-share = { $group } { $share }
channel-groups = 반영할 수 없는 집단의 { $phrase } 비율({ $source }): { $shares }.
channel-other-measure = 조사 기준("{ $title }")이 여기 있는 대부분의 채널과 다르므로 비교할 때 주의하십시오.

channel-learned = 캠페인 { $campaigns }회를 { $delivered }명에게 전달했고, 그중 { $rate }가 반응합니다.
channel-learned-other-tasks = 다른 목적의 캠페인 { $campaigns }회를 { $delivered }명에게 전달했습니다. 다른 채널에 비추어 이번 캠페인에는 그중 { $rate }가 반응할 것으로 보입니다.
channel-learned-no-membership = 그중 정책 대상이 몇 명인지 알 수 없어 도달률은 { $reach } 그대로입니다.
channel-learned-not-comparable = 그중 { $share }가 정책 대상입니다. 공표된 통계는 더 넓은 대상에 관한 것이므로 도달률은 { $reach } 그대로입니다.
channel-learned-as-expected = 그중 { $share }가 정책 대상이며, 이는 도달률 { $reach }에서 예상되는 대로입니다.
channel-learned-moved = 그중 { $share }가 정책 대상이므로 도달률이 { $before }에서 { RO($after) } 바뀝니다({ $points }%p).
channel-next-experiment = 노력의 { $share }를 { $channel }에 쓰십시오. 지금까지 전달 인원당 정책 대상의 반응이 가장 많은 채널은 { $leader }이고, 그보다 나을 가능성이 가장 큰 채널은 { $channel }입니다({ $probability }).

channel-assumes-additive-effects = 나이와 소득은 채널 이용에 서로 독립적으로 작용합니다(로짓 척도). 공표된 표가 한 번에 하나씩만 보여 주기 때문이며, 그만큼 구간을 넓혔습니다.
channel-assumes-household-income = 공표된 수치는 가구원 수로 조정하지 않은 가구소득별 수치입니다. 소득 기준은 { $year }년 { $size ->
        [all] 전체 가구
       *[other] { $size }인 가구
    } 중위소득({ $amount }, 출처 { $source })에 견주었습니다.
channel-assumes-equal-income-spread = 나이별 소득표가 없어 소득은 모든 나이에서 똑같이 퍼져 있다고 보았습니다(로그정규분포, 로그 표준편차 { $log_sd }, 출처 { $source }).
channel-assumes-selected-followers = 팔로워는 한 채널에서 온라인으로 모였으므로 이들의 다른 채널 이용은 적게 반영하며, 계정의 채널과 비슷한 채널일수록 더 적게 반영합니다.
channel-assumes-uninformative-use = 계정을 팔로우하려면 그 채널을 이용해야 합니다. 따라서 팔로워의 다음 채널 이용은 정책 대상에 관해 알려 주는 것이 없어 셈에 넣지 않았습니다: { $channels }.
channel-assumes-panel-bias = 패널의 정책 대상은 정책 대상 전체의 표본이며, 약 9%p 벗어날 수 있습니다.
channel-assumes-campaign-selection = 캠페인을 전달받은 사람이 정책 대상인 비율은 채널 이용자와 거의 같으며, 위아래로 2배까지 다를 수 있습니다. 캠페인은 전달할 사람을 고르기 때문입니다.

channel-warning-donor-country = { $country }의 수치가 없어 { $donor }의 수치, 인구, 중위소득을 대신 쓰고 구간을 넓혔습니다
channel-warning-ignored-conditions = 공표된 통계가 없는 조건: { $conditions }. 수치는 { $target }의 것입니다
channel-warning-no-demographic-limit = 정책 대상에 나이 조건도 소득 조건도 없어, 도달률은 모든 사람의 것입니다
channel-warning-stale-figures = 가장 가까운 수치가 { $year }년과 5년 넘게 차이 나는 채널: { $channels }
channel-warning-no-breakdown = { $by ->
        [income] 소득
       *[age] 나이
    }의 영향을 구간의 폭에만 반영한 채널: { $channels }
channel-warning-not-fitted = { $channel }의 수치로는 모형을 맞출 수 없습니다
channel-warning-several-measures = 채널의 순위는 각 묶음 안에서만 매기고 묶음 사이에는 매기지 않습니다: { $groups }
channel-warning-median-of-other-year = 가장 가까운 중위소득은 { $year }년 값입니다
channel-warning-unverified-median = 출처 { $source }의 수치는 발간물과 대조해야 합니다
channel-warning-no-figures = 순위 없음(쓰지 말라는 뜻이 아님): 다음 채널은 { $year }년 무렵의 수치가 없습니다: { $channels }
channel-warning-account-without-figures = 계정의 채널인 { $channel }의 수치가 없어 잠재 도달은 알 수 없습니다. 계정은 현재 정책 대상 약 { $people }명에게 닿습니다
channel-warning-no-reference-data = { $channels }의 이용이 관측되었으나 그것으로 보정할 가까운 시기의 공표 수치가 없습니다
channel-warning-drawn-from-ceiling = { $channel }: 가까운 시기의 수치가 없어 상한인 { $phrase } 비율로 추정했습니다({ $source })
channel-warning-ceiling-only = { $channel }: 수치가 없으며, { $phrase } 비율인 { $share }를 넘을 수 없습니다({ $source })
