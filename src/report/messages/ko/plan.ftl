### 한 주의 계획: 채널별 배분, 그 까닭, 확실한 정도.

plan-title = 소통 계획
plan-heading = 한 주 동안 할 일
plan-step-objective = 목표
plan-step-insight = 대상 이해
plan-step-strategy = 전략
plan-step-implementation = 실행
plan-step-scoring = 평가

plan-lead = { $channels } 계획으로 { $weeks } 정책 대상 { $people }명에게 닿습니다.
plan-lead-order = { $channels }: 지금 아는 바로는 이렇게 시간을 나누는 것이 가장 좋습니다. 몇 명에게 닿는지는 알 수 없습니다. 채널별로 팔로워, 구독자, 방문, 발행 부수, 지난 실적 등 기관의 수치를 적으십시오.
plan-weeks = { $n ->
    [one] 한 주 동안
   *[other] { $n }주 동안
}
plan-none = 이 제약 안에 들어가는 채널이 없습니다.
plan-part = { $channel } { $effort }
plan-effort-hours = { $n }시간
plan-effort = { GWA($hours) } { $money }{ $currency ->
    [KRW] 원
    [USD] {" "}달러
    [EUR] {" "}유로
   *[other] {" "}{ $currency }
}
plan-reach = 이 계획은 정책 대상의 { $share }인 { $people }명에게 닿습니다.

plan-objective = { $task ->
    [awareness] 목표: 정책 대상({ $target })이 최대한 많이 이 서비스를 알게 합니다.
    [eligibility] 목표: 정책 대상({ $target })이 최대한 많이 자신이 자격이 되는지 확인하게 합니다.
   *[application] 목표: 정책 대상({ $target })이 최대한 많이 신청하게 하고, 필요하면 신청을 돕습니다.
} { $reach }
plan-objective-reach = 한 주에 { EUL($means) } 들이면 { $weeks } 그중 { $people }명에게 닿습니다.
plan-objective-order = 한 주에 { EUL($means) } 들일 때 어디에 쓰는 것이 가장 좋은지 알려 줍니다. 몇 명에게 닿는지는 알 수 없습니다.
plan-task = 과제
plan-task-awareness = 인지
plan-task-eligibility = 자격 확인
plan-task-application = 신청
plan-staff = 인력
plan-hours-a-week = 주 { $n }시간
plan-column-money = 예산
plan-money-a-week = 주 { $money }{ $currency ->
    [KRW] 원
    [USD] {" "}달러
    [EUR] {" "}유로
   *[other] {" "}{ $currency }
}
plan-people = 인원
plan-people-reached = 도달 { $n }명

plan-segment = 정책 대상의 구분
plan-segment-share = 비중
plan-segment-reached = 도달률
plan-segment-caption = 나이와 가구소득(전국 중위소득의 배수)별 계획의 도달률({ $interval }).

plan-channel = 채널
plan-hours-column = 시간
plan-best-hours = 최선의 시간
plan-used = 최선의 계획에 포함
plan-reaches = 인원
plan-adds = 추가 인원
plan-part-column = 기여
plan-not-counted = 셈에 넣지 않음
plan-caption = 주간 { GWA($amounts) } 채널마다 따로 닿는 정책 대상의 수({ $interval }). 최선의 시간: 불확실한 것을 모두 알 때 최선의 계획이 쓰는 시간의 범위. 추가 인원: 계획의 다른 채널이 닿지 않는 사람의 수.
plan-caption-order = 주간 { $amounts }(조사 기준: { $measures }). 최선의 시간: 불확실한 것을 모두 알 때 최선의 계획이 쓰는 시간의 범위와 그 채널을 쓸 확률. 기여: 그 채널이 없으면 계획이 잃는 몫.
plan-caption-hours = 시간
plan-caption-hours-money = 시간 및 { $currency }

plan-more = 더 들일 때 늘어나는 것:
plan-excluded = 제외:
plan-excluded-item = { $channels }: { $reason }
plan-measure = 한 주 뒤 채널마다 확인할 것:
plan-measure-item = { $channel }: 몇 명에게 닿았고 그중 정책 대상은 몇 명인가. 예상: 정책 대상 { $people }명.
plan-measure-item-order = { $channel }: 몇 명에게 닿았고 그중 정책 대상은 몇 명인가. 다음에는 두 수치를 모두 적으십시오.
plan-gap = 이 제약 안에서 다른 어떤 계획도 많아야 { $more } 닿습니다.
plan-runner-up-effort = { $summary } 그 계획: { $parts }.
plan-no-runner-up = 가장 좋을 확률이 5% 이상인 다른 채널 조합이 없습니다. 이 계획이 가장 좋을 확률은 { $p }입니다.
plan-assumptions = 계획의 가정:
plan-notes = 계획에 관한 유의 사항:

plan-hours = { $hours }시간
plan-money = { $amount }{ $currency ->
    [KRW] 원
    [USD] {" "}달러
    [EUR] {" "}유로
   *[other] {" "}{ $currency }
}
plan-more-people = { $n }명 더
plan-more-part = { $part } 더
plan-less-people = { $n }명 덜
plan-less-part = { $part } 덜

plan-reason-reaches = 닿을 수 있는 사람의 { $part }, 정책 대상 { $people }명에게 닿습니다. 이 채널이 없으면 계획은 { $less } 닿습니다.
plan-reason-order = 이 채널이 없으면 계획은 { $less } 닿습니다.
plan-reason-frequency = 반응이 가정대로라면 닿은 사람은 { $weeks } 약 { $contacts }번 접합니다.
plan-own-number = { $unit ->
    [followers] 팔로워 { $number }명
    [subscribers] 구독자 { $number }명
    [visits] 주간 방문 { $number }회
    [visitors] 주간 방문자 { $number }명
    [circulation] 발행 { $number }부
    [recipients] 수신자 { $number }명
   *[reached] 지난번 도달 { $number }명
}
plan-own-growth = { $number }, 끝날 때까지 { $growth } 증가
plan-own-counted = { $number }, 모두 정책 대상: { $people }명에게 닿을 수 있습니다.
plan-own-given = { $number }, 입력한 대로 그중 { $share }가 정책 대상: { $people }명에게 닿을 수 있습니다.
plan-own-audience = { $number }, 계정의 추정 비율대로 그중 { $share }가 정책 대상: { $people }명에게 닿을 수 있습니다.
plan-own-campaigns = { $number }, 지난 캠페인대로 그중 { $share }가 정책 대상: { $people }명에게 닿을 수 있습니다.
plan-own-published = { $number }, 공표 통계의 채널 이용자와 비슷하다면 그중 { $share }가 정책 대상: { $people }명에게 닿을 수 있습니다.
plan-reason-held = 요청대로 주 { RO($amount) } 고정했습니다.
plan-reason-at-maximum = 더 쓰면 좋지만 주 { IGA($amount) } 최대입니다.
plan-reason-at-minimum = 최소인 주 { EUL($amount) } 배정했습니다.
plan-reason-threshold-account = 게시에 주 { $post }, 응답에 { $answer }, 모두 { IGA($amount) } 필요합니다.
plan-reason-threshold-placement = 게재에 주 { IGA($amount) } 필요합니다.
plan-reason-threshold-given = 주 { IGA($amount) } 할 만한 최소입니다.
plan-reason-own-followers = 정책 대상인 이용자의 { $share }가 계정을 팔로우하므로 담당자를 두는 즉시 닿습니다.
plan-reason-not-counted = 요청대로 두었으나 계획의 도달에는 넣지 않았습니다. { $reason }

plan-half-given = 주 { $amount }이면 닿을 수 있는 사람의 절반에게 닿습니다(입력한 { $field }).
plan-half-assumed = 주 { $amount }이면 닿을 수 있는 사람의 절반에게 닿는다고 가정합니다. 더 정확한 값이 있으면 { EUL($field) } 적으십시오.
plan-half-learnt = 캠페인 { $campaigns }회의 결과로 보아 주 { $amount }이면 닿을 수 있는 사람의 절반에게 닿습니다. 위아래로 { $factor }배까지 다를 수 있습니다.
plan-half-price = 접촉 천 회당 { $price }({ $priced }, { $source })이고 1인당 { $contacts }회 접촉한다고 가정하면 주 { RO($amount) } 이용자의 절반에게 닿습니다.
plan-half-price-given = 접촉 천 회당 { $price }(입력값)이고 1인당 { $contacts }회 접촉한다고 가정하면 주 { RO($amount) } 이용자의 절반에게 닿습니다.

plan-excluded-held = 고정한 양이 필요한 양보다 적습니다.
plan-excluded-threshold-account = 게시에 주 { $post }, 응답에 { $answer }, 모두 { IGA($threshold) } 필요한데 최대 { $max }까지만 쓸 수 있습니다. 담당자가 없는 계정은 오히려 해가 됩니다.
plan-excluded-threshold-placement = 게재에 주 { IGA($threshold) } 필요한데 최대 { $max }까지만 쓸 수 있습니다.
plan-excluded-threshold-given = 주 { $threshold } 미만이면 할 만하지 않은데 최대 { $max }까지만 쓸 수 있습니다.
plan-excluded-no-own-reach = 이 채널에서 몇 명에게 닿는지 입력되지 않았습니다. 수와 단위를 적으십시오. 예: 팔로워 12,000명
plan-excluded-no-budget = 돈을 들여야만 닿는 채널인데 예산이 없습니다.
plan-excluded-not-buyable = 돈을 들이면 닿는 채널인지 알 수 없습니다. channels[].response.money에 이용자의 절반에게 닿는 { $currency } 금액을 적으십시오.
plan-excluded-no-costs = { $currency } 비용을 알 수 없습니다. channels[].response.money에 이용자의 절반에게 닿는 { $currency } 금액을 적으십시오.
plan-excluded-foreign-costs = 비용이 { $known } 단위로만 알려져 있고 { $currency } 단위로는 알 수 없습니다. channels[].response.money에 이용자의 절반에게 닿는 { $currency } 금액을 적으십시오.
plan-excluded-no-people = 비용이 지역의 인구에 따라 달라집니다. people을 적거나, channels[].response.money에 이용자의 절반에게 닿는 { $currency } 금액을 적으십시오.
plan-excluded-overlaps = { GWA($with) } 겹칩니다. 둘 다 넣으면 사람을 두 번 세게 됩니다.
plan-excluded-overlaps-ranked = 순위가 있는 다른 채널과 겹칩니다. 둘 다 넣으면 사람을 두 번 세게 됩니다.
plan-excluded-not-comparable = 조사 기준이 "{ $title }"여서 계획의 기준인 "{ $planned }"와 비교할 수 없습니다. 이 기준으로 계획하려면 기준을 { RO($measure) } 지정하십시오.
plan-excluded-not-requested = 요청한 채널이 아니어서 닿는 인원을 알 수 없습니다.
plan-excluded-no-figures = 이 국가와 연도에 누가 이용하는지 공표된 통계가 없습니다.
plan-excluded-better-elsewhere = 여기에 쓸 자원은 다른 채널에서 같거나 더 큰 성과를 냅니다.
plan-excluded-account-better-elsewhere = 게시와 응답에 주 { IGA($hours) } 들며, 다른 채널에 쓰면 더 많이 닿습니다. 이 채널을 넣으면 계획은 { $loss } 닿습니다.
plan-excluded-hours-better-elsewhere = 주 { IGA($hours) } 들며, 다른 채널에 쓰면 더 많이 닿습니다. 이 채널을 넣으면 계획은 { $loss } 닿습니다.
plan-excluded-unaffordable = 주 { IGA($hours) } 필요하지만 고정한 일을 빼면 그만큼 남지 않습니다.

plan-more-adds = 주 { EUL($amount) } 더 들이면 { $more } 닿습니다.
plan-more-adds-nothing = 주 { EUL($amount) } 더 들여도 늘어나는 것이 없습니다.

plan-regret = 불확실한 것을 모두 알면 계획은 평균 { $expected } 닿고, { $level } 확률로 최대 { $upper } 닿습니다.
plan-leads-on-average = 평균적으로 이 계획이 가장 많이 닿습니다. 이 채널 조합이 가장 좋을 확률은 { $p_optimal }입니다.
plan-leads-nearly = 평균적으로 이 계획은 다른 어떤 채널 조합과도 같거나 거의 같은 성과를 냅니다. 이 채널 조합이 가장 좋을 확률은 { $p_optimal }입니다.
plan-leads-most-often = 평균 성과가 비슷한 채널 조합 가운데 가장 좋은 것이 되는 경우가 가장 많은 조합입니다. 그 확률은 { $p_optimal }입니다.
plan-runner-up = { $leads } 차선안은 { $change ->
        [replaces] { $removed } 대신 { EUL($added) } 쓰는 것으로
        [adds] { EUL($added) } 더하는 것으로
        [drops] { EUL($removed) } 빼는 것으로
       *[keeps] 같은 채널을 쓰는 것으로
    }, 가장 좋을 확률이 { $probability }이며 그때는 { $gain } 닿습니다.
plan-runner-up-why = 둘 가운데 차선안이 더 나은 경우가 많지만, 평균으로는 이 계획이 { $lead } 닿습니다. 차선안은 못 미칠 때 { $shortfall } 닿기 때문입니다.
plan-runner-up-level = 둘은 평균적으로 거의 같고 차선안이 더 나은 경우가 많습니다. 채널에 관해 아는 바에 따라 고르십시오.

plan-assumes-independent-overlap = 중복은 우연입니다. 나이와 소득이 같은 사람들 사이에서 한 채널에서 만난 사람을 다른 채널에서도 만날 가능성은 다른 사람과 같습니다. 누구나 한 번만 셉니다.
plan-assumes-saturation = 노력을 충분히 들이면 채널을 이용하는 모든 사람에게 닿습니다. 절반에게 닿는 노력을 다시 들이면 나머지의 절반에게 닿습니다.
plan-assumes-half-saturation = 채널 이용자의 절반에게 닿는 시간은 가정입니다(models/responses.toml). 이를 조사한 자료가 없으며, 위아래로 약 { $factor }배까지 다를 수 있습니다.
plan-assumes-own-overlap = 한 채널의 팔로워가 다른 채널도 팔로우한다면 계획이 닿는 사람은 더 적습니다. 적어도 가장 큰 채널의 { $people }명에게는 닿습니다.
plan-assumes-fatigue = 첫 주 뒤의 { $weeks }주는 매주 전주의 { $left }만큼 성과를 냅니다. { $given ->
    [yes] 입력한 값입니다.
   *[no] 가정한 값입니다. 더 정확한 값이 있으면 fatigue에 적으십시오.
}
plan-assumes-even-places = 성인 가운데 정책 대상의 비율은 모든 지역에서 같습니다.
plan-assumes-whole-country = 기관이 전국의 성인 { $adults }명을 대상으로 합니다. 더 작은 지역이면 people을 적으십시오.
plan-assumes-average-costs = 유료 접촉은 정책 대상이든 아니든 채널의 모든 사람에게 닿습니다. 공표된 비용은 평균이며 견적이 아닙니다.
plan-assumes-additive-effort = 같은 채널에서 직접 올린 게시물과 유료 접촉의 효과는 더해집니다.

plan-warning-understaffed = { EUN($channel) } 주 { RO($hours) } 고정되어, 게시와 응답에 필요한 { $needed }보다 적습니다. 고정 시간을 늘리거나 계정을 닫으십시오
plan-warning-money-without-effect = 요청대로 { $channel }에 { EUL($money) } 배정했으나, 이 채널에서 돈으로 얼마나 닿는지 알 수 없습니다. response.money를 적으십시오
plan-warning-followers-exceed-users = { $channel } 계정의 정책 대상 팔로워 수가 그 지역 이용자 수와 거의 같습니다. people을 확인하십시오
plan-warning-followers-not-counted = { $channel } 계정의 정책 대상 팔로워를 셈에 넣으려면 people을 적으십시오
plan-warning-not-counted = { EUL($channel) } 요청대로 두었으나 셈에 넣지 않았습니다: { $reason }
plan-warning-hours-left = 주 { IGA($hours) } 남습니다. 이를 쓸 수 있는 채널이 없습니다
plan-warning-money-left = 주 { IGA($money) } 남습니다. 이를 쓸 수 있는 채널이 없습니다

plan-goal-least-hours = { $money ->
    [yes] 지금의 예산으로{" "}
   *[no] {""}
}정책 대상 { $people }명에게 평균적으로 닿는 최소 시간은 주 { $hours }입니다.
plan-goal-no-money = 지금의 시간이면 돈은 필요하지 않습니다.
plan-goal-least-money = 지금의 시간으로 이렇게 닿는 최소 금액은 주 { $money }입니다.
plan-goal-unreachable = 정책 대상 { $people }명에게 닿을 수 없습니다. 시간을 아무리 들여도 최대 { $most }명입니다.
plan-goal-probability = 이 계획이 이 인원에게 닿을 확률은 { $p }입니다.

plan-place = 지역
plan-place-target = 정책 대상
plan-place-caption = 지역별 정책 대상의 수와 그중 계획이 닿는 수({ $interval }).
plan-week = 주차
plan-week-caption = 주차별로 그 주말까지 닿은 정책 대상의 수({ $interval }).
plan-curve-hours-title = 주당 시간에 따라 닿는 정책 대상의 수
plan-curve-money-title = 주당 { $currency }에 따라 닿는 정책 대상의 수
plan-curve-expected = 닿는 사람과 그 구간
plan-curve-planned = 이 계획
plan-curve-words = { $title }: { $from }에서 { $first }, { $to }에서 { $last }. 계획은 { $planned }입니다. 수치는 표에 있습니다.
plan-curve-caption = { $title }({ $interval }): 각 분량에서 가장 좋은 계획.
plan-curve-amount = { $resource ->
    [hours] 주당 시간
   *[money] 주당 금액
}
