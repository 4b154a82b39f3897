### 수치를 가장 크게 바꿀 수 있는 사항. 파일을 본 적 없는 사람도 알 수 있는 말로 씁니다.

caveat-heading = 이 수치를 쓰기 전에 확인할 사항:
caveat-labels-not-used = { $of ->
    [panel] 패널에서 { COUNT($count, "명") }
   *[audience] { COUNT($count, "명") }
}의 해당 여부 값은 쓰지 않았습니다. 이 정책 대상을 기준으로 기록한 값이라는 표시가 없기 때문입니다. 이 정책 대상을 기준으로 기록했다면 분석을 요청할 때 그렇게 표시하십시오. 방법은 유의 사항에 있습니다.
caveat-labels-contradict = { $of ->
    [panel] 패널의
   *[audience] 팔로워의
} 해당 여부 값 { COUNT($decided, "건") } 중 { IGA(COUNT($count, "건")) } 같은 사람이 밝힌 내용과 어긋납니다. 이 정책 대상을 기준으로 기록한 값인지 확인하십시오.
caveat-rows-rejected = { $of ->
    [panel] 패널 { $all }행 중 { $n }행을 읽을 수 없습니다.
   *[audience] { $all }명 중 { $n }명의 자료를 읽을 수 없습니다. 이 사람들이 정책 대상인지는 알 수 없습니다.
}
caveat-field-missing = 정책 대상을 가리는 데 필요한 항목을 밝힌 사람이 없습니다: { $condition }.
caveat-column-not-recognised = { $column } 열에 정책 대상을 가리는 데 필요한 내용이 있을 수 있습니다. 그러나 어떤 항목인지 알아보지 못해 쓰지 않았습니다.
caveat-end-codes = { $of ->
    [panel] 패널에서 { COUNT($count, "명") }
   *[audience] { COUNT($count, "명") }
}의 { $field } 값이 { $codes }입니다. 이 값은 무응답을 뜻하는 부호일 수 있습니다. 그렇다면 비율은 { $share }입니다.
caveat-not-resembled = 해당 여부가 확인된 사람 중에 비슷한 사람이 없는 팔로워: { COUNT($count, "명") }. 모두 정책 대상일 수도 있고 한 명도 아닐 수도 있습니다.
caveat-missing-at-random = { $all }명 중 { $n }명이 필요한 항목을 밝혔습니다. 나머지가 정책 대상일 가능성이 다소 높거나 낮다면(오즈 { $gamma }배 이내) 비율은 { $lower }에서 { $upper } 사이입니다.
caveat-missing-at-random-suppressed = 필요한 항목을 모두가 밝히지는 않았습니다. 밝히지 않은 사람이 정책 대상일 가능성이 다소 높거나 낮다면(오즈 { $gamma }배 이내) 비율은 { $lower }에서 { $upper } 사이입니다.
caveat-panel = 이 수치는 패널에 근거합니다. 팔로워가 패널의 비슷한 사람보다 정책 대상일 가능성이 높거나 낮다면(오즈 { $gamma }배 이내) 비율은 { $lower }에서 { $upper } 사이입니다.
caveat-bulk = 팔로워 약 { $n }명은 한꺼번에 유입된 것으로 보입니다. 이들을 빼면 비율은 { $share }입니다.
caveat-bands = 정책 대상의 경계에 걸친 나이·소득 구간은 구간 안에 고르게 퍼져 있다고 보았습니다.
caveat-range = 소수 집단을 보호하기 위해 범위로만 제공합니다.
caveat-columns-guessed = 정책 대상을 가리는 데 필요한 열 { $n }개를 이름이나 값으로 알아보았습니다: { $columns }. 맞게 알아보았는지 확인하십시오.
caveat-values-unreadable = { $field } 값을 읽을 수 없는 사람: { COUNT($count, "명") }. 정책 대상인지가 이 값에 달려 있을 수 있습니다.
caveat-columns-not-used = 정책 대상을 가리는 데 필요한 내용이 든 열이 있을 수 있으나 그대로는 쓸 수 없었습니다. 유의 사항에 열의 이름과 조치 방법이 있습니다.
