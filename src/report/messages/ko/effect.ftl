### 이벤트가 참여 지표에 미친 효과.

effect-title = 이벤트의 효과
effect-series = 계열
effect-series-days = { $first }부터 { $last }까지 { $n }일: { $metrics }
effect-series-weeks = { $first }부터 { $last }까지 { $n }주: { $metrics }
effect-series-months = { $first }부터 { $last }까지 { $n }개월: { $metrics }
effect-events = 이벤트
effect-plan-title = 다음 이벤트
effect-plan-least = 다섯 번 중 네 번 확인할 수 있는 { $metric }의 최소 효과: { $windows }.
effect-plan-window = { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 동안 { $size }
effect-plan-lift = { $lift } 늘어난 효과는 { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 이상 이어지는 이벤트에서 확인할 수 있습니다.
effect-plan-no-lift = { $lift } 늘어난 효과는 { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 안에는 확인할 수 없습니다. 더 큰 효과를 계획하거나 통제 계열을 추가하십시오.
effect-plan-not-enough-history = 기록이 부족합니다. 이벤트가 없는 { $metric } 기록이 { $need }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 이상 필요하지만 { $history }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }뿐입니다.
effect-plan-item = { $metric }: { $summary }
effect-provenance = audience-fit { $version }, 난수 시드 { $seed }. 계열, 이벤트, 난수 시드가 같으면 보고서도 같습니다.

effect-not-over = 이벤트가 아직 끝나지 않았습니다. { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 중 { $seen }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }까지 관측했습니다.
effect-more = 이벤트가 없을 때보다 많음: { $metrics }.
effect-less = 이벤트가 없을 때보다 적음: { $metrics }.
effect-unclear = 차이가 확인되지 않음: { $metrics }.
effect-level = 시작할 때 수준이 바뀜: { $metrics }.
effect-lasting = 효과가 이어짐: { $metrics }.
effect-nothing = 효과가 있었는지 이 자료로는 알 수 없습니다.
effect-not-judged = 판단하지 않은 지표:
effect-not-judged-item = { $metric }: { $reason }

effect-ran = 기간
effect-hours = { $hours }시간
effect-outside = 계열의 기간 밖
effect-ran-after = 이후 기간
effect-took = 투입
effect-together = 함께 진행
effect-together-with = { $events }. 효과를 서로 나눌 수 없습니다

effect-column-metric = 지표
effect-column-counted = 집계
effect-column-without = 없었을 때
effect-column-added = 증가
effect-column-above-zero = 0보다 클 확률
effect-column-lasted = 지속
effect-persistence-yes = 이어짐
effect-persistence-faded = 약해짐
effect-persistence-reversed = 뒤집힘
effect-persistence-open = 미정
effect-caption = 이벤트 기간의 수와 각각의 { $interval }.
effect-per-hour = 시간당 { $effect }
effect-per-money = 100 { $currency }당 { $effect }
effect-per-cost = 환산하면 { $effects }입니다.

effect-chart-counted = 집계
effect-chart-without = 이벤트가 없었을 때
effect-chart-event = 이벤트
effect-net-followers = 팔로워 순증
effect-chart = { $first }부터 { $last }까지의 { GWA($metric) } { IGA($event) } 없었을 때 예상되는 수. { $summary }

effect-reading = 읽는 방법
effect-reading-without = 없었을 때: 이벤트 전의 기록, 요일 양상, 추세로 한 예측입니다. 그전에 있었던 장애, 급증, 갑작스러운 수준 변화는 찾아내어 따로 떼어 놓았습니다. { $level } 구간에는 이 모두의 불확실성과 수준의 표류, 집계의 우연 변동이 들어 있습니다.
effect-reading-confounded = 통제 계열에 나타나지 않는 한, 같은 날 함께 바뀐 다른 것도 이벤트의 효과로 셈합니다. 해마다 되풀이되는 양상은 주별·월별 기록이 2년 이상일 때 분리합니다.
effect-reading-lasted = 이어짐: 이벤트 뒤의 구간이 여전히 0의 같은 쪽에 있습니다. 약해짐: 그렇지 않으며, 구간의 먼 쪽 끝이 이벤트 기간의 기간당 효과의 절반보다 작습니다.
effect-reading-always-on = 끝이 없는 이벤트는 후반부에도 효과가 보이면 이어진 것으로 봅니다.

effect-metric = { $metric ->
    [posts] 게시물
    [followers] 팔로워
    [followers-net] 팔로워 순증
    [likes] 좋아요
    [replies] 답글
    [reposts] 재게시
    [clicks] 클릭
   *[other] { $metric }
}
effect-interval = { $value }({ $lower }~{ $upper })
effect-with-share = { $effect }, 비율로는 { $share }
effect-under = { $share } 미만
effect-over = { $share } 초과

effect-no-observations = { $event } 기간에 관측된 { IGA($metric) } 없습니다.
effect-not-enough-history = 기록이 부족합니다. { $event } 전에 다른 이벤트가 없는 { $metric } 기록이 { $need }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 이상 필요하지만 { $history }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }뿐입니다.
effect-counted = 이벤트 기간의 { $metric }: { $observed }. 이벤트가 없었다면 { $expected }.
effect-added = 증가: { $effect }. 0보다 클 확률은 { $probability }입니다.
effect-cost = 감소: { $effect }. 0보다 클 확률은 { $probability }입니다.
effect-not-shown = 효과가 확인되지 않습니다: { $effect }. 0보다 클 확률은 { $probability }입니다.
effect-sum-unclear = 전체 기간의 합은 불확실합니다: { $effect }. 0보다 클 확률은 { $probability }입니다.
effect-not-separable = { $events }의 효과를 합친 것이며, 이 자료로는 서로 나눌 수 없습니다.
effect-nothing-to-last = 이어질 효과가 확인되지 않습니다.
effect-lasted = 효과가 이어졌습니다. { $part ->
        [second-half] 후반부에도
       *[after] 이벤트 뒤에도
    } 차이가 보입니다.
effect-faded = 효과가 약해졌습니다. { $part ->
        [second-half] 후반부에는
       *[after] 이벤트 뒤에는
    } 기간당 효과의 절반도 남지 않았습니다.
effect-reversed = 효과가 { $part ->
        [second-half] 후반부에
       *[after] 이벤트 뒤에
    } 뒤집혔습니다.
effect-persistence-unclear = 효과가 이어졌는지 분명하지 않습니다.
effect-after = 이벤트 뒤 { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 동안 { $effect }.
effect-truncated = 이벤트 뒤의 기간은 { IGA($event) } 시작할 때 끝납니다.
effect-placebo = 이 이벤트와 앞선 같은 길이의 기간 { $windows }개 가운데 크기로 { $rank }위입니다(p = { $p }).
effect-change = 시작할 때 수준이 { $level }만큼 바뀌었습니다. 주간 증가율은 이전에 { $before }였고 { $trend }만큼 바뀌었습니다.
effect-change-not-shown = 시작할 때 수준의 변화는 확인되지 않습니다: { $level }. 주간 증가율은 이전에 { $before }였고, 증가율의 변화는 { $trend }입니다.

effect-controls-narrowed = 예측에 도움이 되는 통제 계열과 그 확률: { $controls }. 예상 구간이 { $share } 좁아집니다.
effect-controls-widened = 예측에 도움이 되는 통제 계열과 그 확률: { $controls }. 예상 구간이 { $share } 넓어집니다.
effect-controls-of-no-use = 예측에 도움이 되는 통제 계열이 없습니다.

effect-warning-holidays-no-country = 공휴일을 반영하지 않았습니다. 국가를 지정하고, 이벤트 기간에 공휴일이 있었는지 확인하십시오
effect-warning-holidays-of-country = { $country }의 공휴일 자료가 없습니다. 자료가 있는 국가: { $known }. 이벤트 기간에 공휴일이 있었는지 확인하십시오
effect-warning-holidays-of-years = 공휴일 자료가 있는 해: { $years }. 다른 해에는 이벤트 기간에 공휴일이 있었는지 확인하십시오
effect-warning-holiday-during-event = { $event } 기간에 공휴일이 있습니다: { $holidays }. 기록에서 알 수 있는 만큼 반영했습니다
effect-warning-control-left-out = 통제 계열 { EUL($control) } 쓰지 않았습니다. 값이 변하지 않거나 값이 없는 기간이 너무 많습니다({ $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 중 { $missing }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }. 5분의 1까지는 채워 넣습니다)
effect-warning-overlapping-events = { GWA($event) } { $others }의 효과를 나눌 수 없습니다. 날짜가 겹치거나 2주 안에 이어서 시작했습니다
effect-warning-event-not-over = { EUN($event) } 아직 끝나지 않았습니다. { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 중 { $seen }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }까지 관측했습니다. 성과와 지속 여부는 끝난 뒤에 알 수 있습니다
effect-warning-many-comparisons = 효과 { $effects }개를 추정했습니다. 그 구간 가운데 약 { $misses }개는 우연히 빗나갈 수 있습니다
effect-warning-gaps = { $periods }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    } 중 { $missing }{ $unit ->
        [month] 개월
        [week] 주
       *[day] 일
    }에 { $metric } 값이 없습니다. 0이 아니라 알 수 없는 것으로 봅니다
effect-warning-all-zero = { $metric } 값이 모두 0입니다. 집계가 되었는지 확인하십시오
