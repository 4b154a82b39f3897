### 요청 전체에 답하지 못한 까닭과 할 일.

failure-counts-media-type = Content-Type: 받은 값 { $received }. 쓸 수 있는 값: application/json, 파일 하나가 든 multipart/form-data, { $accepted }
failure-no-counts = 파일이 수의 표가 아닙니다. date 열과 지표마다 열이 하나씩 있는 CSV나 스프레드시트를 보내거나, Content-Type: application/json으로 JSON을 보내십시오.
failure-form-files = 양식에 파일이 여러 개입니다. 수가 든 파일 하나를 보내십시오.
failure-form-field-utf8 = 양식의 한 항목이 UTF-8이 아닙니다.
failure-form-no-file = 양식에 파일이 없습니다. 수가 든 파일 하나를 보내십시오.
failure-job-audience-gone = 작업을 시작하기 전에 그 팔로워 집합이나 패널이 삭제되었습니다.
failure-job-rows = 작업의 분석은 저장되며, 프로필 하나하나에 관한 것은 저장하지 않습니다. assign과 profile_patterns를 빼거나, Prefer: respond-async 없이 POST /v1/analyses를 쓰십시오.
failure-job-retain = 작업의 분석은 나중에 받아 가므로 저장해야 합니다. retain을 빼거나, Prefer: respond-async 없이 POST /v1/analyses를 쓰십시오.
failure-job-cancelled = 작업이 취소되었습니다.
failure-job-attempts = 작업을 { $attempts }번 시작했으나 끝나지 않았습니다. 다시 시도하지 않습니다.
failure-host = Host: 받은 값 { $received }. 쓸 수 있는 값: localhost와 루프백 주소. 이 서비스는 키를 요구하지 않으므로 같은 컴퓨터의 요청에만 답합니다. 바꾸려면 hosts를 설정하거나 `audience-fit keys create`로 키를 만드십시오.
failure-foreign-page = 다른 사이트의 페이지에서 온 요청입니다. 이 서비스는 키를 요구하지 않으므로 다른 사이트에는 답하지 않습니다.
failure-key-unknown = 모르는 키입니다. 끝까지 복사했는지 확인하십시오.
failure-key-missing = 키를 `Authorization: Bearer afk_...`로 보내십시오. 키는 `audience-fit keys create`로 만듭니다.
failure-keys-several = Authorization 머리글이 둘 이상입니다. 하나만 보내십시오.
failure-key-scheme = Authorization 머리글의 방식이 다르거나 키가 비었습니다. `Authorization: Bearer afk_...`를 보내십시오.
failure-key-malformed = 키의 모양이 잘못되었습니다. 키는 `afk_`, 16진수 32자리, `_`, 16진수 64자리입니다.
failure-no-profiles = 분석할 프로필이 없습니다. 하나 이상 보내십시오
failure-analysis-cancelled = 분석이 취소되었습니다
failure-estimate = 추정하지 못했습니다. 까닭은 로그의 request_id 아래에 있습니다.
failure-json-object = JSON 객체 하나여야 합니다: { $error }. UTF-8로 된 application/json을 보내십시오
failure-busy-memory = 요청에 쓸 메모리가 모두 쓰이고 있습니다. 몇 초 뒤에 다시 시도하십시오.
failure-busy-uploads = 다른 올리기가 진행 중입니다. 몇 초 뒤에 다시 시도하십시오.
failure-upload-long = 올리는 데 { $seconds }초를 넘었습니다. 압축하거나 나누십시오.
failure-upload-slow = { $seconds }초에 { $bytes }바이트만 왔습니다. 1초에 { $least }바이트 이상이어야 합니다. 더 빠른 연결로, 또는 압축하여 다시 보내십시오.
failure-body-cut = 본문이 Content-Length보다 먼저 끝났거나 읽을 수 없습니다. 다시 보내십시오.
failure-form-parts = { $found ->
    [none] 양식에 부분이 없습니다.
   *[more] 양식에 부분이 더 많습니다.
} { $takes ->
    [file] 파일이 든 부분 하나를 보내십시오
   *[panel] 파일이 든 부분 하나를 보내고, 원하면 panel이라는 부분에 패널을 보내십시오
}. name, account 등은 쿼리에 적습니다.
failure-upload-media-type = Content-Type: 받은 값 { $received }. 쓸 수 있는 값: format 매개변수가 있는 application/octet-stream, 파일 하나가 든 multipart/form-data, { $accepted }.
failure-encoding = Content-Encoding: 받은 값 { $received }. 쓸 수 있는 값: gzip, zstd, identity
failure-upload-no-media-type = 올린 것에 Content-Type이 없습니다. 알맞은 값을 보내거나, application/octet-stream과 format 매개변수를 보내십시오.
failure-other-bytes = 이 Idempotency-Key는 다른 파일을 올릴 때 썼습니다. 새 키를 쓰십시오.
failure-upload-bytes = 올린 것이 { $max }바이트보다 큽니다. 나누거나 --max-upload-mib을 올리십시오.
failure-upload-rows = { $rows ->
    [0] 올린 것에 행이 없습니다.
   *[other] { $rows }행이 제외되어 아무것도 저장하지 않았습니다. 까닭은 errors에 있습니다.
}
failure-not-ready = { $seconds }초 안에 되지 않았거나 실패했습니다: { $missing }.
failure-patterns = profile_patterns는 저장된 팔로워의 행을 하나하나 가리키므로 exact 권한이 있는 키가 필요합니다.
failure-no-path = 그런 경로가 없습니다. 이 서비스에는 { $paths }와, 사람을 위한 /와 /docs가 있습니다.
failure-analysis-memory = 저장된 프로필 { $rows }건의 분석에는 메모리 { $needed } MiB가 필요한데, 이 서비스에는 { $available } MiB가 있습니다. 더 적게 분석하거나 서비스의 --memory-mib을 올리십시오.
failure-rows-rejected = { $rows }행이 제외되었습니다. 까닭은 errors에 있습니다.
failure-idempotency-key = 받은 값 { $received }. 눈에 보이는 ASCII 글자 1~{ $max }자를 쓸 수 있습니다(예: UUID)
failure-stored-analysis = 이 버전의 audience-fit은 저장된 분석을 읽을 수 없습니다. JSON은 요청한 언어로 받을 수 있습니다. 보고서가 필요하면 다시 분석하십시오.
failure-spreadsheet = 스프레드시트를 쓸 수 없습니다. 다시 요청하여 새 답을 저장하십시오.
failure-stored-target = 저장된 정책 대상을 읽을 수 없습니다. 다시 저장하십시오.
failure-stored-ask = 저장된 조사를 읽을 수 없습니다. 삭제하고 다시 만드십시오.
failure-form = 양식을 읽을 수 없습니다: { $error }. 다시 보내십시오.
failure-storage-full = 서비스의 저장 공간이 가득 차서 이 요청은 아무것도 저장하지 않았습니다. 읽기와 삭제는 됩니다. 필요 없는 것을 삭제하거나 운영자에게 알리십시오.
failure-storage-damaged = 저장된 것이 없어졌거나 처음과 달라져서 쓰지 않습니다. 삭제하고 다시 올리거나, 운영자에게 백업을 되살려 달라고 하십시오. 까닭은 로그의 request_id 아래에 있습니다.
failure-storage-locked = 다른 프로세스가 서비스의 데이터베이스를 잠가서 이 요청은 아무것도 저장하지 않았습니다. 다시 시도하고, 계속되면 운영자에게 알리십시오.
failure-storage-unreachable = 서비스가 저장한 것에 닿거나 쓸 수 없어서 이 요청은 아무것도 저장하지 않았습니다. 다시 시도하십시오
failure-form-late = 양식이 제때 오지 않았습니다. 다시 보내십시오.
failure-form-cut = 양식이 온전히 오지 않았습니다. 다시 보내십시오.
failure-form-bytes = 양식이 { $max }바이트보다 큽니다. 줄여서 보내십시오.
failure-form-media-type = 양식은 { RO($accepted) } 옵니다. 페이지에서 보내십시오.
failure-form-part = 양식에 모르는 이름의 부분이 있습니다.
failure-form-text-bytes = 양식의 글이 { $max }바이트를 넘습니다.
failure-answers-bytes = 답이 { $max }바이트보다 큽니다. 나누어 보내십시오.
failure-report = 이 분석의 보고서를 읽을 수 없습니다. 다시 분석하십시오.
failure-stored-report = 저장된 보고서를 읽을 수 없습니다. 삭제하고 다시 저장하십시오.
failure-key-form = 키를 입력하십시오. 키는 afk_로 시작합니다.
