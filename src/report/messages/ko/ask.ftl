### 누구에게 물을지, 설문지, 답변이 알려 주는 것.

ask-title = 누구에게 물을 것인가
ask-target = 정책 대상
ask-followers = 팔로워
ask-followers-open = { $profiles }, 그중 { $frame }명은 정책 대상을 가리는 항목을 밝히지 않았습니다
ask-heading = 몇 명에게 물을 것인가
ask-lead = 해당 여부를 알 수 없는 { $frame }명 중 { $people }명에게 물으십시오.
ask-needed = 답변 { $n }건이면 충분하므로 더 뽑지 않았습니다.
ask-needed-more = 원하는 결과를 얻으려면 답변 { $n }건이 필요합니다. --asked로 2차 조사 대상을 더 뽑을 수 있습니다.
ask-outlook-heading = 답변으로 알 수 있는 것:
ask-outlook = 답변이 { $n }건이면 비율을 { $points }%p 이내로 알 수 있습니다.
ask-outlook-decides = 답변이 { $n }건이면 비율을 { $points }%p 이내로 알 수 있고, 최소 기준 { $minimum } 충족 여부를 판정할 가능성은 { $chance }입니다.
ask-how-heading = 뽑은 방법:
ask-by-chance = 모두 같은 확률로 뽑았습니다.
ask-by-segment = 유형별로 크기에 비례하여 무작위로 뽑았습니다.
ask-by-uncertainty = 패널로 알기 어려운 사람일수록 높은 확률로 뽑았습니다. 답변에 가중치를 주는 데 필요한 값은 목록에 있습니다.
ask-arms = 무작위로 고른 절반에게는 경품을 제안합니다. 누구인지는 목록의 arm 열에 있습니다. 그 사람들에게만 경품을 알리십시오.
ask-sequential = 답변은 언제든지 확인할 수 있고, 판정이 나오면 멈추어도 됩니다.
ask-earlier = 이전에 물은 { $n }명은 이 목록에 없습니다.
ask-files-heading = 파일:
ask-file-list = { $file }: 파일의 행 번호와 사람별 코드. 답변은 이 목록이 있어야 셀 수 있으므로 보관하십시오. 이름은 없지만, 원래 파일을 가진 사람은 누구인지 알 수 있습니다.
ask-file-questionnaire = { $file }: 글로 된 설문지.
ask-file-form = { $file }: 설문 도구에 넣을 표.
ask-questions-heading = 묻는 내용
ask-provenance = 목록에 있는 사람에게만 묻고, 코드를 설문과 함께 보내십시오. 그다음 실행할 명령: audience-fit analyze FILE --target TARGET --asked { $list } --answers ANSWERS

## 응답자가 읽는 설문지.

ask-form-title = 팔로워 대상 짧은 설문
ask-form-intro = 문항은 { $n }개이며 1분이 걸리지 않습니다. 팔로워 가운데 무작위로 선정되셨으므로, 귀하의 답변은 다른 팔로워의 의견도 대신합니다.
ask-form-consent = 참여는 자유입니다. 답변은 저희 기관의 정책 대상인 팔로워가 몇 명인지 세는 데에만 씁니다. 답변으로 귀하에 관해 결정하는 것은 없습니다. 집계가 끝나면 코드와 답변을 삭제합니다. 답변하시면 이에 동의하신 것으로 봅니다.
ask-form-prize = 답변 내용과 상관없이 답변하신 분 가운데 추첨하여 경품을 드립니다.
ask-form-code = 저희가 보낸 메시지의 코드
ask-form-age = 나이가 어떻게 되십니까?
ask-form-income = { $period ->
    [month] 평소 한 달
   *[year] 한 해
} 동안의 { $scope ->
    [personal] 본인 소득
   *[household] 가구원 모두를 합한 가구소득
}은 { $tax ->
    [after] 세금을 뺀 금액으로
   *[before] 세금을 내기 전 금액으로
} 얼마입니까?
ask-form-income-sizes = { $question } 가구원 수에 맞는 금액과 비교해 주십시오: { $amounts }.
ask-form-household = { $n }인: { $amount }
ask-form-household-or-more = { $n }인 이상: { $amount }
ask-form-amount = { $amount }{ $currency ->
    [KRW] 원
   *[other] {" "}{ $currency }
}
ask-form-amount-range = { $from }~{ $below }
ask-form-region = { $values }에 사십니까?
ask-form-gender = 성별이 { $values }입니까?
ask-form-education = 학력이 { $values }입니까?
ask-form-employment = 취업 상태가 { $values }입니까?
ask-form-tenure = 주거 점유 형태가 { $values }입니까?
ask-form-attribute = 다음에 해당하십니까: { $field } { $values }?
ask-form-number = 다음에 해당하십니까: { $field } { $bounds ->
    [both] { $min }에서 { $max } 사이
    [lower] { $min } 이상
   *[upper] { $max } 이하
}?
ask-form-values = { $items } 또는 { $last }
ask-form-all = 다음이 모두 맞습니까? { $questions }
ask-form-all-one = { $question }({ $choice })
ask-form-named = 다음에 해당하십니까: { $name }?
ask-form-age-up-to = { $age }세 이하
ask-form-age-between = { $from }세부터 { $to }세까지
ask-form-age-from = { $age }세 이상
ask-form-below = { $amount } 미만
ask-form-between = { $from } 이상 { $below } 미만
ask-form-at-least = { $amount } 이상
ask-form-below-that = 그 금액 미만
ask-form-too-little-that = 낮은 금액 미만
ask-form-between-that = 두 금액 사이
ask-form-at-least-that = 그 금액 이상
ask-form-at-least-upper = 높은 금액 이상
ask-form-yes = 예
ask-form-no = 아니요
ask-form-not-said = 답하고 싶지 않음
ask-form-column-question = 문항
ask-form-column-type = 유형
ask-form-column-required = 필수
ask-form-column-option = 선택지 { $n }

## 돌아온 답변.

ask-answers-heading = 답변
ask-answers-lead = 물은 { $asked }명 중 { $answered }명이 해당 여부를 가릴 수 있는 답을 했습니다: { $rate }.
ask-answers-stop = 더 묻지 않아도 됩니다. 답변으로 판정이 나왔습니다.
ask-answers-go-on = 아직 판정할 수 없습니다. 약 { $n }명에게 더 물으면 다섯 번 중 네 번은 판정할 수 있습니다. 그 전에도 확인할 수 있습니다.
ask-answers-go-on-all = 아직 판정할 수 없습니다. 비율이 최소 기준에 매우 가까워 모두에게 물어야 판정할 수 있습니다.
ask-answers-notes = 답변에 관해 알아 둘 사항:
ask-answers-no-list = 누구에게 물었는지 적은 목록(--asked)이 없습니다. 답한 사람이 물은 사람 전부이고 모두 같은 확률로 뽑혔다고 보았습니다.
ask-answers-unknown = 답변 { $n }건은 목록에 없는 사람의 것이어서 세지 않았습니다. 코드를 확인하십시오.
ask-answers-repeated = 되풀이된 답변 { $n }건은 한 번만 셌습니다.
ask-answers-conflicting = { $n }명은 서로 다른 답을 하여 세지 않았습니다.
ask-answers-undecided = { $n }명은 해당 여부를 가릴 만큼 답하지 않았거나 답하고 싶지 않다고 했습니다.
ask-answers-unreadable = { $n }칸은 선택지에 없는 답이어서 답하지 않은 것으로 봅니다.
ask-answers-contradicted = { $n }명은 프로필과 다르게 답했습니다. 답변을 따릅니다.
ask-answers-wave = { $wave }차: { $asked }명 중 { $answered }명이 답했습니다.
ask-answers-groups = 집단별 답변: { $groups }. 각 답변은 같은 집단에서 답하지 않은 사람을 대신합니다.
ask-answers-group = { $asked }명 중 { $answered }명
ask-answers-no-group = 모두 { $n }명인 집단들에서는 아무도 답하지 않았습니다. 다른 집단이 대신합니다.
ask-answers-assumption = 답하지 않은 사람이 답한 사람과 비슷하다고 보았습니다. 그렇지 않을 때의 결과는 수치 아래의 범위에 있습니다. 무작위로 나눈 두 절반 중 한쪽에 경품을 제안하면 이를 확인할 수 있습니다.
ask-prize-heading = 누가 답하지 않는가
ask-prize-rates = 경품이 없을 때 { $plain }, 있을 때 { IGA($with) } 답했습니다.
ask-prize-words = 경품 때문에 답한 사람 중 정책 대상은 { $prize }, 그 밖에 답한 사람 중 정책 대상은 { $always }입니다.
ask-prize-never = 끝내 답하지 않는 사람(전체의 { $part })은 관측되지 않았습니다. 차이가 이들에게도 이어진다면 이들 중 { $never }, 물은 사람 전체 중 { IGA($whole) } 정책 대상입니다.
ask-prize-weak = 경품으로 늘어난 답변이 거의 없어, 두 절반으로는 누가 답하지 않는지 거의 알 수 없습니다.
ask-prize-caution = 경품 때문에 응답하지 않거나 응답을 바꾼 사람이 없고, 응답할 뜻이 같은 사람끼리는 정책 대상이라고 해서 경품에 더 끌리지 않으며, 끝내 응답하지 않는 사람도 경품이 있어야 응답한 사람과 같은 경향을 잇는다고 볼 때의 결과입니다. 이 가정들은 응답으로 확인할 수 없습니다.
ask-prize-withheld = 두 절반에서 각각의 답을 한 사람이 너무 적어 더 알려 드릴 수 없습니다. 그래서 판정은 답하지 않은 사람이 답한 사람과 비슷하다고 보고 내립니다.

## 답변 표.

ask-table-broken = 답변 표로 읽을 수 없습니다: { $problem }
ask-table-no-person = 누구의 답변인지 알려 주는 code, row 또는 id 열이 없습니다. 있는 열: { $columns }
ask-table-no-answers = 답변 열이 없습니다. 필요한 열: { $expected } 또는 in_target. 있는 열: { $columns }

## 아무에게도 물을 수 없는 까닭.

ask-fault-nothing = 정책 대상에 물을 조건도 이름도 없습니다. 사람들이 예나 아니요로 답할 수 있는 이름을 주십시오
ask-fault-no-model = 누가 정책 대상인지 가늠할 모형이 없습니다. 패널을 주거나 단순 무작위로 뽑으십시오
ask-fault-uneven = { $what ->
    [arms] 무작위 절반에게 경품을 제안하려면
   *[sequential] 여러 번 살펴보려면
} 모두 같은 확률로 뽑아야 합니다. 단순 무작위로 뽑거나 이 선택을 빼십시오
ask-fault-no-size = 몇 명에게 물을지 알 수 없습니다. 인원, 원하는 구간의 폭, 판정할 최소 기준 가운데 하나를 주십시오
ask-fault-too-few = 프로필이 { $least }개보다 적어 아무것도 알리지 않습니다. 프로필을 더하십시오
ask-fault-no-median = 정책 대상의 소득 조건이 국가 중위소득을 기준으로 하는데 그 값이 없습니다. 나라를 주거나 금액으로 정하십시오
ask-fault-nobody-left = 물을 사람이 남지 않았습니다. { $known }명은 밝힌 내용으로 이미 알 수 있고, { $asked }명에게는 이전에 물었습니다
ask-fault-strata = { $wave }차 명단을 뽑은 집단이 이 파일의 집단과 다릅니다. 그 명단을 뽑을 때 쓴 파일, 패널, 뽑는 방법(--by)을 주십시오
