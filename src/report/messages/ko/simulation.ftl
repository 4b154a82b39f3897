### 모의 팔로워로 시험한 패널의 성능.

simulation-title = 이 패널로 알 수 있는 것
simulation-panel-term = 패널
simulation-panel = { $file }: 해당 여부가 확인된 { $rows }행, 그중 정책 대상 { $share }. 매번 새로 뽑은 { $half }행을 모의 팔로워마다 패널로 씁니다
simulation-audiences-term = 모의 팔로워
simulation-audiences = 종류별 { $n }회, 회당 { $size }명을 나머지 절반에서 추출, 난수 시드 { $seed }
simulation-fields-term = 공통 항목
simulation-heading = 모의 팔로워 종류별 오차, 포함률, 구간 폭
simulation-caption = 오차: 추정 비율과 실제 비율의 평균 거리. 포함률: { $level } 구간 가운데 실제 비율을 포함한 비율. 이동: 실제 비율과 패널 비율의 평균 거리(패널의 비율을 그대로 썼을 때의 오차).
simulation-column-regime = 팔로워와 패널의 차이
simulation-column-error = 오차
simulation-column-coverage = 포함률
simulation-column-width = 구간 폭
simulation-column-moved = 이동
simulation-column-refused = 추정 불가
simulation-regime-none = 차이 없음
simulation-regime-label = 정책 대상 비율만 다름
simulation-regime-covariates = 두 항목이 다름
simulation-regime-dense = 모든 항목이 다름
simulation-regime-non-linear = 항목의 제곱과 곱이 다름
simulation-regime-joint = 두 항목과 정책 대상 비율이 다름
simulation-regime-hidden = 팔로워가 밝히지 않는 항목이 다름
simulation-regime-drift = 패널이 오래되어 다름
simulation-regime-self-declared = 두 항목이 다르고 5분의 1이 스스로 해당 여부를 밝힘
simulation-regime-random-labels = 두 항목과 비율이 다르고 무작위 100명의 해당 여부를 확인
simulation-regime-random-labels-alone = 같은 100명만 쓰고 패널은 쓰지 않음
simulation-reading = 모든 행을 쓴 패널은 절반만 쓴 패널보다 조금 낫습니다. 실제 팔로워가 패널과 어떻게 다른지는 알 수 없습니다. 위의 경우 가운데 하나라도 해당할 수 있으면 그 수치를 예상하십시오.
