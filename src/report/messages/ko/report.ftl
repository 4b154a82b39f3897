### 제목과 모든 보고서에 공통되는 내용.

report-verdict = 판정: { $outcome }.
report-pass = 충족
report-fail = 미달
report-inconclusive = 판정 보류
report-gate-line = { $outcome }. { $why } { $fit }
report-more-on = { $name } 자세히 보기
report-scale = 0%부터 100%까지의 눈금: { $sentence }
report-scale-mark = 0%부터 100%까지의 눈금: { $sentence } 표시: { $mark }.

report-warnings = 유의 사항
report-target = 정책 대상
report-assumptions = 수치의 전제:

report-case = 팔로워 중 { $minimum } 이상이 정책 대상: { $target }
report-case-without-minimum = 정책 대상인 팔로워: { $target }
report-case-of-unknown = 정책 대상인 팔로워
report-skipped = 비교할 기준이 없습니다. 최소 비율을 지정하십시오.
report-alert = { $outcome }. { $why } { $fit } 정책 대상: { $target }.
report-rule-short = 정책 대상인 팔로워가 너무 적습니다.
report-rule-full = 정책 대상인 팔로워의 비율을 최소 기준과 비교합니다. 구간 전체가 기준보다 낮으면 미달이고, 구간 안에 기준이 있으면 판정 보류입니다.
report-rule-help = 구간을 좁히려면 무작위로 뽑은 프로필의 해당 여부를 더 확인하십시오. 비율을 높이려면 다른 채널에서 정책 대상에게 다가가십시오.
report-rejected-rule-short = 읽을 수 없는 프로필이 있어 그 사람이 정책 대상인지 알 수 없습니다.
report-rejected-rule-help = 해당 항목을 고치거나 지우십시오.

report-error-rule-short = 점검 결과가 나오지 않았습니다.
report-error-rule-help = 메시지에 적힌 사항을 고친 뒤 다시 점검하십시오.

report-suppressed-withheld = 비공개: 공개하면 팔로워 { $min }명 미만인 집단이 드러납니다
report-suppressed-range = 범위로 제공: 정확한 수치를 공개하면 팔로워 { $min }명 미만인 집단이 드러납니다
report-suppressed-coarsened = 정확한 수를 쓰지 않고 추정: 그 수를 공개하면 팔로워 { $min }명 미만인 집단이 드러납니다
report-suppressed-audience = 비공개: 팔로워가 { $min }명 미만입니다
report-suppressed-buckets = 팔로워 또는 의심되는 팔로워가 { $min }명 미만인 기간은 합쳤습니다
report-suppressed-signals = 팔로워 { $min }명 미만에 근거한 신호는 공개하지 않습니다
report-suppressed-evidence = 비공개: 팔로워 { $min }명 미만, 또는 { $min }명 미만을 뺀 전부에 근거합니다

report-track-record-fit = 계정의 다음 시점 수치
report-track-record-reach = 채널이 도달한 사람 수
report-track-record-plan = 계획이 도달한 사람 수
report-track-record-effect = 이벤트가 없을 때의 수치
report-track-record-response = 캠페인에 대한 반응
report-track-record-title = 예측이 맞은 빈도
report-track-record-few = { $few }건보다 적어 얼마나 자주 맞는지는 아직 알기 어렵습니다.
report-track-record-open = 아직 채점하지 못한 예측이 { $open }건 더 있습니다.
report-track-record-none = { $kind }에 대한 예측 가운데 아직 채점할 수 있는 것이 없습니다.
report-track-record-held = { $kind }에 대한 예측 { $scored }건 중 { $held }건이 맞았습니다: { $share }({ $lower }~{ $upper }, { $level } 신뢰구간).

## Figures that are suppressed.
report-figure-segment = { $n ->
    [all] 유형별 정책 대상 비율
   *[other] 유형 { $n }의 정책 대상 비율
}
report-figure-cohort = { $n ->
    [all] 집단별 정책 대상 비율
   *[other] 집단 { $n }의 정책 대상 비율
}
report-figure-evidence = { $n ->
    [all] 집단의 징후 하나
   *[other] 집단 { $n }의 징후 하나
}
report-figure = { $figure ->
    [audience-profiles] 프로필 수
    [audience-labelled] 해당 여부가 확인된 프로필 수
    [fit] 정책 대상 비율
    [fit-share] 정책 대상 비율
    [fit-count] 정책 대상 팔로워 수
    [fit-sensitivity] 가정에 따라 비율이 달라지는 정도
    [fit-evidence-labelled] 해당 여부가 확인된 프로필
    [fit-evidence-unlabelled] 해당 여부가 확인되지 않은 프로필
    [fit-evidence-complete] 정책 대상의 조건을 모두 알 수 있는 프로필
    [fit-evidence-labelled_members] 해당 여부가 확인된 정책 대상 프로필
    [fit-evidence-lower_bound] 확실한 최소 비율
    [fit-evidence-upper_bound] 확실한 최대 비율
    [segments] 유형
    [acquisition] 한꺼번에 유입된 팔로워
    [acquisition-timeline] 시기별 팔로워
    [acquisition-single_signs] 한꺼번에 유입된 징후 하나하나
    [acquisition-fit_of_suspected] 의심 팔로워의 정책 대상 비율
    [acquisition-fit_without_suspected] 의심 팔로워를 뺀 정책 대상 비율
   *[other] { $pointer }
}
