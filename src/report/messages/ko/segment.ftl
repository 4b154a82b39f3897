### 팔로워의 유형과 각 유형의 특징.

segment-heading = 팔로워는 어떤 사람들인가
segment-column = 유형
segment-followers = 팔로워
segment-share = 비중
segment-fit = 정책 대상 비율
segment-caption = 비슷한 팔로워끼리 묶은 유형과 유형별 정책 대상 비율({ $interval }).
segment-caption-suppressed = 비슷한 팔로워끼리 묶은 유형. 유형별 정책 대상 비율은 공개하지 않습니다.
segment-caption-not-identified = 비슷한 팔로워끼리 묶은 유형. 이 자료로는 유형별 정책 대상 비율을 알 수 없습니다.
segment-suppressed = 비공개
segment-number-shown = 자료에서 유형 { $n }개가 확인됩니다.
segment-number-useful = 쓰기 좋게 { $n }개로 나눈 것입니다. 유형이 몇 개인지는 자료에서 확인되지 않습니다.
segment-number-none = 자료에서 유형이 나뉘지 않아 모든 팔로워를 한 유형으로 보았습니다.
segment-number-few = 팔로워가 너무 적어 유형을 나눌 수 없으므로 한 유형으로 보았습니다.
segment-stable = 팔로워의 절반만으로도 같은 결과가 나와 안정적인 유형: { $segments }.
segment-partly-stable = 팔로워의 절반만으로 거의 같은 결과가 나와 어느 정도 안정적인 유형: { $segments }.
segment-unstable = 팔로워의 절반만으로는 같은 결과가 나오지 않아 불안정한 유형: { $segments }. { $n ->
    [one] 이 유형을
   *[other] 이 유형들을
} 근거로 결정하지 마십시오.
segment-like-all = 전체 팔로워와 비슷함
segment-trait-mean = { $field } 평균 { $segment }(전체 { $everyone })
segment-trait-share = { $field } { $segment }(전체 { $everyone })
segment-trait-level = { $field } { $level }: { $segment }(전체 { $everyone })
segment-trait-not-stated = { $field } 밝히지 않음: { $segment }(전체 { $everyone })
segment-month = { $year }년 { $month }월
