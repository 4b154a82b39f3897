### 명령을 읽을 수 없는 까닭과 할 일.

usage-unknown = `{ $received }`: 그런 인수가 없습니다.
usage-unknown-command = `{ $received }`: 그런 명령이 없습니다.
usage-similar = 혹시 { $similar }입니까?
usage-refused = { $argument }: 받은 값 `{ $received }`. { $accepted }
usage-no-value = { $argument }: 값이 없습니다.
usage-missing = 필요한 것이 빠졌습니다: { $arguments }
usage-missing-command = 명령을 적으십시오.
usage-conflict = { EUN($argument) } { GWA($other) } 함께 쓸 수 없습니다. 하나를 빼십시오.
usage-repeated = { EUN($argument) } 한 번만 쓸 수 있습니다.
usage-utf8 = UTF-8이 아닌 인수가 있습니다. 다시 입력하십시오.
usage-more = 모든 옵션은 --help를 붙이면 볼 수 있습니다.

## 값이 갖추어야 할 것.

usage-accepted = 쓸 수 있는 값: { $accepted }
usage-one-value = 값을 하나만 적으십시오.
usage-whole = 쓸 수 있는 값: 정수
usage-number = 쓸 수 있는 값: 수
usage-whole-within = 쓸 수 있는 값: { $min }~{ $max }의 정수
usage-within = 쓸 수 있는 값: { $min }~{ $max }의 수
usage-day = 쓸 수 있는 값: 날짜(예: 2026-11-01)
usage-income-unit = 쓸 수 있는 값: 통화, 기간, 범위(예: KRW/month/household). 기간은 month나 year, 범위는 household나 personal입니다
usage-own-reach = 쓸 수 있는 값: 채널, 수, 수가 센 것(예: facebook=12000followers). 센 것은 followers, subscribers, visitors, circulation, recipients, reached 가운데 하나이며, 방문은 per_person과 함께 --constraints에 적습니다
usage-cost = 쓸 수 있는 값: 채널, 1,000명에게 닿는 비용, 통화(예: facebook=9.5USD)
usage-field = 쓸 수 있는 값: 계약의 항목(예: gender, age, attributes.city)
usage-name = 쓸 수 있는 값: 제어 문자가 없는 1~{ $max }자
