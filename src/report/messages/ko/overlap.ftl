### 패널과 팔로워가 얼마나 비슷한지.

overlap-heading = 패널과 팔로워의 유사성
overlap-rows = 팔로워에 맞게 가중하면 패널 { $rows }행은 가중치가 같은 { $effective }행의 가치가 있습니다.
overlap-caption = 팔로워에서 패널을 뺀 차이(표준편차 단위, 가중 전후). 0.1까지는 균형으로 봅니다. 무응답: 그 항목을 밝히지 않은 사람의 비율.
overlap-column-field = 항목
overlap-column-before = 가중 전
overlap-column-after = 가중 후
overlap-column-missing-panel = 패널 무응답
overlap-column-missing-audience = 팔로워 무응답
overlap-level = { $field }: { $level }
overlap-before = 가중 전
overlap-after = 가중 후
overlap-plot = 표의 차이를 부호 없이 나타낸 그림. 빈 원은 가중 전, 찬 원은 가중 후입니다.
