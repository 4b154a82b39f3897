### 응답과 함께 제공하는 유의 사항.

warning-audience-suppressed = 팔로워가 { $min }명 미만이므로 팔로워에 관한 수치는 공개하지 않습니다. 채널 수치는 공표된 통계만을 근거로 합니다
warning-small-audience = 팔로워가 { $n }명뿐입니다. { $enough }명 미만의 수치는 변동이 큽니다
warning-profiles-rejected = 프로필 { $n }건이 제외되어 이 사람들이 정책 대상인지 알 수 없습니다. 까닭은 목록에 있습니다
warning-panel-rows-rejected = 패널 { $n }행이 제외되어 셈에 들어가지 않습니다. 까닭은 목록에 있습니다
warning-labels-not-used = { $of ->
    [panel] 패널 행의 해당 여부 값(in_target)을 쓰지 않았습니다
   *[audience] 프로필의 해당 여부 값(in_target)을 쓰지 않았습니다
}: { COUNT($count, "건") }. 이 정책 대상을 기준으로 기록한 값이라는 표시가 없습니다. 이 정책 대상을 기준으로 기록했다면 --labels-of-target(JSON "labels": {"{"}"of_target": true{"}"}, 쿼리 labels_of_target=true)을 지정하거나, 정책 대상을 {"{"}"labelled": true{"}"}로 지정하십시오
warning-labels-contradict = { $of ->
    [panel] 패널의
   *[audience] 팔로워의
} 해당 여부 값 { COUNT($decided, "건") } 중 { IGA(COUNT($count, "건")) } 같은 행의 내용과 어긋납니다. in_target이 이 정책 대상을 기준으로 기록되었는지 확인하십시오
warning-end-codes = { $field } 값이 { $codes }인 { $of ->
    [panel] 패널 행
   *[audience] 프로필
}: { COUNT($count, "건") }. 가까운 값으로 설명되는 것보다 훨씬 많아 무응답을 뜻하는 부호일 수 있습니다. { $effect ->
    [unknown] 그렇다면 이 칸을 비우십시오
   *[known] 그렇다면 비율은 { $share }입니다. 이 칸을 비우십시오
}
warning-too-many-levels = { $field } 항목은 서로 다른 값이 너무 많아 범주로 쓸 수 없습니다. 쓰지 않은 값: { COUNT($count, "개") }
warning-income-not-comparable = 정책 대상과 비교할 수 없는 소득: { COUNT($count, "건") }. 중위소득이 있는 국가를 정책 대상에 지정하거나, 소득을 median_ratio로 적으십시오
warning-household-size-missing = 소득 { EUN(COUNT($count, "건")) } 가구원 수에 따라 해당 여부가 달라지는데 가구원 수가 없습니다
warning-audit-of-sample = 팔로워 점검은 팔로워 { $followers }명 가운데 무작위로 뽑은 { $audited }명만 살펴보았습니다. 인원은 전체로 환산한 값이며, 적은 수의 계정이 한꺼번에 들어온 것은 드러나지 않을 수 있습니다
warning-or = { " 또는 " }
warning-field-missing = { $fields } 항목이 있는 프로필이 없습니다. 정책 대상을 가리는 데 필요합니다({ $condition })
warning-profile = 프로필
warning-profiles = 프로필
warning-panel-row = 패널 행
warning-panel-rows = 패널 행
warning-value-missing = { $field } 값이 정책 대상에서 인정하는 { $missing }인 { IGA($of) } 없습니다. 실제 값은 { $stated }입니다
warning-value-missing-suppressed = { $field } 값이 정책 대상에서 인정하는 { $missing }인 { IGA($of) } 없습니다. 실제 값은 너무 드물어 공개하지 않습니다
warning-value-unmet = { $sentence }. 정책 대상의 값을 자료와 같은 말로 적기 전에는 { $field } 항목으로 해당 여부를 가릴 수 없습니다
warning-value-unmatched = { $field } 값이 정책 대상의 어느 값과도 맞지 않는 { $of }(맞는 것도 있음): { COUNT($count, "건") }. 예: { $values }. { $effect }
warning-value-unmatched-suppressed = { $field } 값이 정책 대상의 어느 값과도 맞지 않는 { $of }(맞는 것도 있음): { COUNT($count, "건") }. 각 값이 너무 드물어 공개하지 않습니다. { $effect }
warning-counts-as-unknown = 이들의 해당 여부는 알 수 없는 것으로 봅니다
warning-counts-as-outside = 이들은 정책 대상이 아닌 것으로 봅니다. 잘못 적은 값이면 고치십시오
warning-column-is-attribute = { $column } 열을 사용자 항목(attribute)으로 읽었습니다. 정책 대상에 필요한 항목은 { $expected }입니다
warning-too-many-fields = 항목이 너무 많아, 밝힌 프로필이 가장 적은 다음 항목은 유형을 나누는 데 쓰지 않았습니다: { $fields }
warning-panel-rows-unlabelled = 해당 여부를 알 수 없어 쓰지 않은 패널 행: { COUNT($count, "건") }. 정책 대상을 가리는 항목을 모두 적거나, in_target을 적고 --labels-of-target을 지정하십시오
warning-no-fields = 없음
warning-no-overlap = 패널과 팔로워에 사람마다 값이 다른 공통 항목이 없어 패널을 쓰지 않았습니다. 패널: { $panel }. 팔로워: { $audience }.
warning-covariate-left-out = { $field } 항목을 쓰지 않았습니다. { $reason }. 패널: { $panel }. 팔로워: { $audience }.
warning-other-names = 패널과 팔로워의 값이 거의 맞지 않습니다. 같은 말로 적으십시오
warning-other-range = 팔로워의 값이 패널의 범위를 벗어납니다
warning-other-scale = 팔로워의 값이 패널의 { $factor }배입니다. 같은 단위로 적으십시오
warning-other-unit = 소득의 통화, 기간 또는 범위(가구·개인)가 서로 다릅니다. 같은 단위로 적으십시오
warning-number-range = 대부분 { $low }에서 { $high } 사이
warning-rare-values = 너무 드물어 공개하지 않는 값
warning-panel-not-comparable = 다음 항목의 값이 패널과 팔로워 사이에 맞지 않고, 나머지 항목으로는 정책 대상인지 거의 알 수 없어 패널을 쓰지 않았습니다: { $fields }
warning-levels-unmatched = 해당 여부가 확인되지 않은 프로필의 { $share }는 { $field } 값이 어느 패널 행에도 없어, 이들에 대해서는 { $field } 항목으로 알 수 있는 것이 없습니다. 값: { $values }.
warning-panel-duplicated = 패널 { $rows }행은 { $left }행이 많게는 { $copies }번씩 되풀이된 것입니다. 되풀이된 행은 한 번만 셉니다
warning-audience-duplicated = 프로필 { $rows }건은 { $left }건이 많게는 { $copies }번씩 되풀이된 것입니다. 중복을 지우거나 프로필마다 id를 적으십시오. 되풀이된 해당 여부 값은 근거로 한 번만 셉니다.
warning-weak-overlap = 패널에 팔로워와 비슷한 사람이 거의 없습니다. 팔로워에 맞게 가중하면 패널 { $rows }행은 { $effective }행의 가치밖에 없고, { $covariate } 항목은 여전히 표준편차의 { $difference }배만큼 다릅니다. 그런 사람이 있는 패널이나 무작위 표본의 해당 여부를 마련하십시오
warning-dominant-weight = 패널의 한 행이 전체 가중치의 { $percent }%를 차지하여, 패널은 가중치가 같은 { $effective }행의 가치가 있습니다. 그 행의 가중치를 확인하십시오
warning-few-effective-rows = 해당 여부가 확인된 패널 { $rows }행이 가중치가 같은 { $effective }행의 가치밖에 없어 패널을 쓰지 않았습니다. { $needed }행이 필요합니다
warning-panel-one-class = 확인되지 않은 일부 프로필에 맞는 패널 행이 모두 정책 대상이거나 모두 정책 대상이 아니어서 쓰지 않았습니다. 정책 대상인 사람과 아닌 사람이 모두 있고 같은 항목이 있는 패널을 마련하십시오
warning-panel-may-not-carry = 팔로워가 패널과 눈에 띄게 다릅니다(공통 항목의 로그 밀도비의 표준편차: { $tilt }). 따라서 비슷한 사람이 정책 대상일 가능성이 패널보다 높거나 낮을 수 있습니다. 구간에는 관측된 만큼의 차이를 한 번 더 반영했으며, 차이가 더 크면 어떻게 되는지는 민감도 범위에 있습니다. 확인하려면 무작위로 뽑은 팔로워 100명 이상의 해당 여부를 확인하십시오
warning-share-out-of-reach = 패널로는 이 팔로워의 비율을 알 수 없습니다. 오즈가 패널보다 50배 넘게 높거나 낮을 확률이 { $percent }%입니다. 무작위로 뽑은 팔로워의 해당 여부를 확인하거나, 정책 대상의 비율이 팔로워와 비슷한 패널을 마련하십시오
warning-pattern-not-identified = 해당 여부가 확인된 사람 중에 비슷한 사람이 너무 적은 프로필: { COUNT($count, "건") }. 이들의 비율은 0%에서 100%까지 무엇이든 될 수 있습니다
warning-followers = 팔로워
warning-panel-members = 패널 응답자
warning-one-sided-channel-use = { $channels } 이용 여부를 밝힌 { IGA($by) } 모두 같은 값이어서 셈에 넣지 않았습니다. true와 false를 모두 적으십시오
warning-channel-use-suppressed = { GWA($by) } 관련된 { $channels } 이용은 셈에 넣지 않았습니다. 해당하거나, 이용하거나, 이용하지 않는 사람이 { $min }명 미만이기 때문입니다
warning-unknown-channel-use = { IGA($by) } 기준 자료에 없는 채널의 이용을 밝혔습니다: { $channels }
warning-noise = 저장된 사람의 수치에는 표준편차 { $sd }명, 최대 { $most }명의 잡음이 들어 있으며 구간에 반영되어 있습니다. 0명과 { $least }명 미만은 구별되지 않습니다
warning-no-country = 채널을 보려면 정책 대상의 국가가 필요합니다. 예: "KR", "US"
warning-no-plan = 순위를 매길 수 있는 채널이 없어 계획이 없습니다
warning-panel-against-labels = 패널과 무작위 표본의 응답이 서로 다른 비율을 가리킵니다. 추정값은 둘 사이에 있고, 구간의 폭은 응답만으로 얻은 구간과 같습니다
warning-totals-not-used = { $fields } 통계를 쓰지 않았습니다. 여기서는 정책 대상이 그 항목에 달려 있지 않거나, 프로필이 그 항목을 직접 밝혔거나, 통계에 맞게 가중할 행이 너무 적습니다
