## 매핑 파일.

mapping-unmapped = unmapped: "drop" 또는 "attributes"여야 합니다
mapping-absent = 매핑에 적은 열이 없습니다: { $absent }. 있는 열: { $there }
mapping-name-in-line = { $name }({ $line }번째 줄)
mapping-member = { $name }. 쓸 수 있는 것: unmapped, sheet, 그리고 표 columns와 constants
mapping-constant = { $field }: 글자, 숫자, true 또는 false여야 합니다
mapping-constant-id = { $field }: 모든 행에서 같을 수 없습니다
mapping-twice = { $field }: { $line }번째 줄에서 이미 열 하나를 여기에 두었습니다
mapping-constant-and-column = { $field }: 상수가 있어서 열을 둘 수 없습니다
mapping-give-field = { $name }: 항목을 적으십시오. 예: {"{"} field = "age" {"}"}
mapping-column = { $name }: 항목의 이름이나 그것이 든 표여야 합니다
mapping-value = 글자, 숫자, true 또는 false여야 합니다
mapping-date-format = date_format: { $error }. [day]/[month]/[year]처럼 적으십시오
mapping-utc-offset = utc_offset: 받은 값 { $received }. +09:00처럼 적으십시오
mapping-option = { $name }. 쓸 수 있는 것: field, 표 values, 글자 date_format과 utc_offset
mapping-field = { $name } 항목이 없습니다. 쓸 수 있는 것: { $accepted }
