## 보여 줄 값이 아닌 것을 받았을 때.

received-nothing = 없음
received-end = 파일의 끝
received-row-end = 행의 끝
received-cells = { $cells }칸
received-bytes = { $bytes }바이트
received-other-text = 다른 글자
received-other-record = 다른 종류의 기록
received-something-else = 다른 것
received-error = 오류 "{ $error }"
received-null = null 값
received-flag = true 또는 false
received-number = 숫자
received-text = 글자
received-object = 객체
received-list = 목록
