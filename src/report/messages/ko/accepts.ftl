## 프로필을 읽을 때 쓸 수 있는 값. "쓸 수 있는 값: ..."의 뒤에 온다.

accepts-flag = true 또는 false
accepts-flag-cell = true 또는 false(1 또는 0, yes 또는 no도 가능)
accepts-number = 숫자
accepts-finite-number = -3.4e38에서 3.4e38까지의 숫자
accepts-count = 0 이상의 정수
accepts-text-or-number = 글자 또는 숫자
accepts-short-text = 1000자 이하의 글자
accepts-attribute = 숫자, 글자, true 또는 false
accepts-id = 1~256자의 글자 또는 정수
accepts-new-id = 앞의 행에 없는 id
accepts-once = 한 행에 항목마다 한 번
accepts-nested-object = 객체
accepts-names = { $names } 가운데 하나{ $place ->
    [profile] . 그 밖의 것은 attributes 아래에 둡니다
    [mapping] . 그 밖의 것은 attributes.NAME으로 적습니다
   *[object] {""}
}
accepts-age = 0에서 120까지의 숫자
accepts-one-age = age, birth_year, age_band 가운데 하나만
accepts-birth-year = { $first }년에서 { $last }년까지의 연도(정수)
accepts-band-order = max보다 크지 않은 min
accepts-amount = 0에서 3.4e38까지의 숫자
accepts-amount-or-open = 0에서 3.4e38까지의 숫자. 한쪽이 열려 있으면 비워 둡니다
accepts-one-income = amount, band, median_ratio 가운데 하나만
accepts-currency = 대문자 3자로 쓴 통화(예: KRW)
accepts-period = year(연) 또는 month(월)
accepts-scope = household(가구) 또는 personal(개인)
accepts-income-currency = 대문자 3자로 쓴 소득의 통화(예: KRW)
accepts-income-period = 소득의 기간: year(연) 또는 month(월)
accepts-income-scope = 누구의 소득인지: household(가구) 또는 personal(개인)
accepts-household-size = 1에서 30까지의 정수
accepts-follow-order = 1 이상의 정수. 1이 가장 오래된 팔로워입니다
accepts-weight = 0보다 크고 3.4e38 이하인 숫자
accepts-no-weight = weight 없음: 패널의 행에만 쓸 수 있습니다
accepts-no-label-weight = label_weight 없음: 팔로워에만 쓸 수 있습니다. 패널 행의 가중치는 weight입니다
accepts-channel-id = a-z, 0-9, _로 된 1~64자의 채널 id
accepts-channels = 모든 프로필을 합하여 서로 다른 채널 256개까지
accepts-attribute-name = 1~128자의 속성 이름
accepts-attributes = 모든 프로필을 합하여 서로 다른 속성 512개까지
accepts-date = 날짜
accepts-date-example = 날짜(예: 2024-01-31)
accepts-certain-date = 어느 것이 날인지 분명한 날짜(예: 2024-01-31)
accepts-time = 시차를 적은 RFC 3339 시각 또는 날짜({ $first }부터 { $last }까지)
accepts-time-as = { $written } 형식의 시각
accepts-time-with-offset = 시차를 아는 시각: 매핑에 utc_offset을 적으십시오(예: "+09:00")

## 행이 적힌 모양.

accepts-cells = 머리글과 같은 { $cells }칸
accepts-utf8 = UTF-8 글자
accepts-utf8-file = UTF-8 글자. 파일을 UTF-8로 저장하십시오(엑셀: "CSV UTF-8")
accepts-row-bytes = { $max }바이트 이하의 행
accepts-row-bytes-quoted = { $max }바이트 이하의 행. 닫히지 않은 따옴표가 있습니까?
accepts-closing-quote = 닫는 따옴표. 따옴표 없이 이 행이 파일 끝까지 이어집니다
accepts-after-quote = 닫는 따옴표와 칸의 끝 사이에는 아무것도 없어야 합니다. 따옴표 안의 따옴표는 두 번 적습니다
accepts-outside-quotes = 따옴표 밖의 행. 이 행 앞에서 열린 따옴표가 닫히지 않습니다
accepts-object = JSON 객체
accepts-object-no-array = JSON 객체. [로 시작하는 파일은 NDJSON이 아니라 JSON 배열입니다
accepts-array-object = 쉼표마다 그 앞에 객체 하나, 마지막 뒤에는 쉼표 없음
accepts-array-row = 행 또는 배열을 닫는 ]
accepts-array-comma = 쉼표 또는 배열을 닫는 ]
accepts-array-whole-row = 온전한 행과 배열을 닫는 ]. 이 행의 중간에서 파일이 끝납니다
accepts-array-end = 배열을 닫는 ] 뒤에는 아무것도 없어야 합니다
accepts-at-byte = { $accepted }({ $at }번째 바이트)
accepts-at-byte-of-row = { $accepted }(행의 { $at }번째 바이트)
accepts-json-value = JSON 값
accepts-json-word = JSON 값: 큰따옴표로 묶은 글자, 숫자, true, false 또는 null
accepts-json-finite = JSON 값: 유한한 숫자가 없는 항목은 빼거나 null로 적으십시오
accepts-json-text = 큰따옴표로 묶은 글자
accepts-json-colon = 이름 뒤의 쌍점(:)
accepts-json-comma = 쉼표 또는 닫는 괄호
accepts-json-end = 객체 뒤에는 쉼표나 줄바꿈만
accepts-json-escaped-controls = 이스케이프로 적은 제어 문자
accepts-json-closing-quote = 글자를 닫는 따옴표
accepts-json-escape = JSON의 이스케이프 가운데 하나
accepts-json-unicode-escape = 16진수 4자리의 유니코드 이스케이프(FFFF를 넘으면 두 개)
accepts-json-leading-zeros = 0으로 시작하지 않는 숫자
accepts-json-decimals = 소수점 뒤의 숫자
accepts-json-exponent = 지수 뒤의 숫자
accepts-json-nesting = 32단계 이하의 중첩

## 플랫폼의 페이지와 내보내기 파일에 든 이용자.

accepts-page = 이용자의 페이지. 여기에 팔로워가 빠졌으므로 다시 받으십시오
accepts-user-object = JSON 객체로 된 이용자
accepts-user-bytes = { $max }바이트 이하의 이용자
accepts-user-id = 이용자의 id: 1~256자의 글자 또는 정수
accepts-user-with = { $mark } 항목이 있는 이용자
accepts-address = 주소(예: a@b.example)

## 요청의 매개변수.

accepts-within = { $min }~{ $max }
accepts-share-example = 0~1(예: { $percent } %는 { $example })
accepts-label = 제어 문자가 없는 200자 이하의 글
accepts-moment = 2026-11-01T09:30:00Z와 같은 시각
accepts-cursor = 앞 페이지의 next_cursor
accepts-year = 2024와 같은 연도
accepts-day = 날짜(예: 2026-11-01)
accepts-panel-day = 패널을 조사한 날(예: 2024-05-01). 오늘보다 뒤일 수 없습니다
accepts-panel-size = 조사한 인원(예: 1200)
accepts-income-unit = KRW/month/household처럼 쓴 통화, 기간, 범위. 기간은 month나 year, 범위는 household나 personal입니다
