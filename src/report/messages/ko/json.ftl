### JSON에서 잘못된 것.

json-at = { $line }행 { $column }열: { $what }
json-at-path = { $path }: { $what }
json-end = 글이 중간에 끝났습니다. 괄호와 따옴표를 닫으십시오
json-colon = 이름 뒤에 쌍점이 없습니다
json-comma = 쉼표나 닫는 괄호가 없습니다
json-trailing-comma = 닫는 괄호 앞에 쉼표가 있습니다. 지우십시오
json-trailing = 문서가 끝난 뒤에 글이 더 있습니다. 문서 하나만 보내십시오
json-key = 항목의 이름은 큰따옴표 안에 적어야 합니다
json-value = JSON 값이 아닙니다. 쓸 수 있는 값: 큰따옴표 안의 글, 수, true, false, null, 객체, 배열
json-number = 읽을 수 없는 수입니다
json-depth = 괄호 안의 괄호가 너무 많습니다
json-escape = JSON의 이스케이프가 아닙니다. 역슬래시는 \\로 적으십시오
json-control = 글 안에 제어 문자가 있습니다. 이스케이프로 적으십시오
json-utf8 = 글이 UTF-8이 아닙니다
json-no-object = {"{"}로 시작하지 않습니다

## 값.

json-unknown-field = { $field } 항목이 없습니다. 쓸 수 있는 항목: { $accepted }
json-missing-field = { $field } 항목이 빠졌습니다. 적어 넣으십시오
json-duplicate-field = { $field } 항목이 두 번 나옵니다. 한 번만 적으십시오
json-no-such-field = 그런 항목이 없습니다. 쓸 수 있는 항목: { $accepted }
json-required = 필요한 항목입니다. 적어 넣으십시오
json-twice = 항목이 두 번 나옵니다. 한 번만 적으십시오
json-wrong = 받은 값 { $received }. 쓸 수 있는 값: { $accepted }
json-object = 객체
json-array = 배열
json-text = 글
json-boolean = true 또는 false
json-count = 0 이상의 정수
json-whole = 정수
json-any-number = 수
json-target = 객체(예: {"{"}"preset": "NAME"{"}"}) 또는 조건
