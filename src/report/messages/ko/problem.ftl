### 문제: 요청의 무엇이 잘못되었고 어떻게 하면 되는지. 자세한 영문 설명은 뒤에 붙입니다.

problem-title = { $code ->
    [malformed_body] 본문을 읽을 수 없습니다
    [invalid_request] 요청이 올바르지 않습니다
    [no_profiles] 받아들인 프로필이 없습니다
    [rows_rejected] 제외된 행이 있습니다
    [body_timeout] 본문이 제시간에 도착하지 않았습니다
    [body_too_large] 본문이 너무 큽니다
    [too_many_rows] 행이 너무 많습니다
    [unsupported_media_type] 받을 수 없는 형식입니다
    [unauthorized] 유효한 키가 필요합니다
    [forbidden] 권한이 부족합니다
    [not_found] 찾을 수 없습니다
    [method_not_allowed] 허용되지 않는 메서드입니다
    [too_many_requests] 요청이 너무 많습니다
    [too_many_targets] 오늘 질의한 정책 대상이 너무 많습니다
    [conflict] 현재 상태와 충돌합니다
    [precondition_failed] 그사이에 내용이 바뀌었습니다
    [idempotency_mismatch] 다른 요청에 쓴 Idempotency-Key입니다
    [idempotency_under_way] 같은 Idempotency-Key의 요청을 처리하고 있습니다
    [not_acceptable] 요청한 형식으로 응답할 수 없습니다
    [misdirected_request] 다른 호스트로 보낸 요청입니다
    [invalid_configuration] 설정이 올바르지 않습니다
    [io] 파일을 읽거나 쓸 수 없습니다
    [busy] 모든 작업자가 바쁩니다
    [storage_full] 저장 공간이 가득 찼습니다
    [stored_data_damaged] 저장된 자료가 손상되었거나 없습니다
    [quota_exceeded] 기관의 저장 한도에 이르렀습니다
    [unavailable] 서비스가 준비되지 않았습니다
    [internal] 내부 오류입니다
   *[other] { $title }
}
problem-faults = 요청에 고칠 곳이 { $n }군데 있습니다.
problem-detail = { $code ->
    [malformed_body] 본문의 형식을 확인하고 다시 보내십시오.
    [invalid_request] 요청을 고쳐 다시 보내십시오.
    [no_profiles] 열 이름과 제외된 까닭을 확인하십시오.
    [rows_rejected] 제외된 행을 고치거나, 제외된 행 없이 진행하도록 요청하십시오.
    [body_timeout] 다시 보내십시오.
    [body_too_large] 본문을 압축하거나 나누어 보내십시오.
    [too_many_rows] 나누어 보내거나, 운영자에게 한도를 늘려 달라고 요청하십시오.
    [unsupported_media_type] 받을 수 있는 형식으로 바꾸어 보내십시오.
    [unauthorized] Authorization 헤더에 유효한 키를 넣으십시오.
    [forbidden] 필요한 권한이 있는 키를 쓰거나 관리자에게 요청하십시오.
    [not_found] 주소나 id를 확인하십시오. 이미 지웠을 수 있습니다.
    [method_not_allowed] 이 주소에서 쓸 수 있는 메서드를 확인하십시오.
    [too_many_requests] 잠시 뒤에 다시 요청하십시오.
    [too_many_targets] 내일 다시 요청하거나 이미 질의한 정책 대상을 쓰십시오.
    [conflict] 현재 상태를 확인한 뒤 다시 요청하십시오.
    [precondition_failed] 내용을 다시 읽은 뒤 바꾸십시오.
    [idempotency_mismatch] 새 Idempotency-Key를 쓰십시오.
    [idempotency_under_way] 몇 초 뒤에 다시 요청하십시오.
    [not_acceptable] Accept 헤더를 바꾸십시오.
    [misdirected_request] 요청한 호스트를 확인하십시오.
    [invalid_configuration] 설정을 고친 뒤 다시 시작하십시오.
    [io] 파일과 권한을 확인하십시오.
    [busy] 잠시 뒤에 다시 요청하십시오.
    [storage_full] 운영자에게 알리십시오.
    [stored_data_damaged] 운영자에게 알리십시오.
    [quota_exceeded] 쓰지 않는 것을 지우거나 운영자에게 한도를 늘려 달라고 요청하십시오.
    [unavailable] 잠시 뒤에 다시 요청하십시오.
    [internal] 운영자에게 request_id를 알려 주십시오.
   *[other] {""}
} ({ $detail })
problem-fault = { $code ->
    [missing] 필요한 값이 없습니다
    [out_of_range] 값이 허용 범위를 벗어났습니다
    [wrong_type] 값의 종류가 다릅니다
    [conflict] 함께 쓸 수 없는 값입니다
    [inconsistent] 값이 서로 어긋납니다
    [too_many] 너무 많습니다
    [too_long] 너무 깁니다
    [unknown_field] 알 수 없는 항목입니다
    [unknown_parameter] 알 수 없는 매개변수입니다
    [invalid_parameter] 매개변수의 값이 올바르지 않습니다
    [unknown_channel] 알 수 없는 채널입니다
    [unknown_country] 알 수 없는 국가입니다
    [unknown_currency] 알 수 없는 통화입니다
    [unknown_measure] 알 수 없는 조사 기준입니다
    [unknown_metric] 알 수 없는 지표입니다
    [unknown_place] 알 수 없는 지역입니다
    [unknown_preset] 알 수 없는 정책 대상 이름입니다
    [unknown_task] 알 수 없는 과제입니다
    [unknown_year] 수치가 없는 연도입니다
    [not_found] 찾을 수 없습니다
    [not_comparable] 비교할 수 없는 값입니다
    [empty_target] 정책 대상의 조건이 비어 있거나 해당하는 사람이 없습니다
    [infeasible] 제약을 함께 만족할 수 없습니다
    [unreachable] 닿을 수 없는 목표입니다
    [missing_budget] 예산이 없습니다
    [missing_own_reach] 기관의 도달 수치가 없습니다
    [no_costs] 비용을 알 수 없습니다
    [no_figures] 공표된 통계가 없습니다
    [in_the_future] 앞날의 날짜입니다
    [syntax] 행을 읽을 수 없습니다
    [duplicate] 앞의 행과 id가 같습니다
    [too_large] 행이나 값이 너무 깁니다
   *[other] 값을 고치십시오
}: { $detail }

## 무슨 일이 있었는지, 원인별로.

problem-no-such = { $of ->
    [audience] 팔로워 자료가
    [panel] 패널이
    [audience-or-panel] 팔로워 자료나 패널이
    [analysis] 분석이
    [recommendation] 채널 추천이
    [effect] 효과 분석이
    [ask] 설문이
    [job] 작업이
    [outcome] 캠페인 결과가
    [target] 정책 대상이
    [file] 파일이
    [page] 화면이
    [problem] 문제가
   *[other] 찾는 것({ $what })이
} 없거나 삭제되었습니다.
problem-scope = { $needed } 권한이 있는 키가 필요합니다. 지금 키의 권한은 { $granted }입니다.
problem-body-too-large = 본문이 { $max }바이트보다 큽니다. 나누어 보내거나 서비스의 --max-body-mib를 늘리십시오.
problem-no-media-type = 요청에 Content-Type이 없습니다. Content-Type: application/json을 보내십시오.
problem-not-json = Content-Type: 받은 값 { $received }. 쓸 수 있는 값 application/json
problem-encoded = Content-Encoding 없이 본문을 보내십시오.
problem-body-late = 본문이 { $seconds }초 안에 도착하지 않았습니다. 다시 보내십시오.
problem-precondition = If-Match 또는 If-None-Match가 요구하는 상태가 아닙니다. 다시 읽은 뒤 요청하십시오.
problem-storage-full = 서비스의 저장 공간이 가득 차서 더 저장할 수 없습니다. 읽기와 삭제는 할 수 있습니다. 필요 없는 것을 지우거나 운영자에게 알리십시오.
problem-too-many-requests = 요청이 너무 많습니다. { $seconds }초 뒤에 보내십시오.
problem-key-revoked = 폐기된 키입니다. 관리자에게 다른 키를 요청하십시오.
problem-key-expired = 기한이 지난 키입니다. 관리자에게 다른 키를 요청하십시오.
problem-quota = 기관이 저장한 { $things ->
    [datasets] 팔로워 자료와 패널
    [bytes] 팔로워 자료, 패널과 올린 파일
    [outcomes] 캠페인 결과
    [asks] 설문
    [recommendations] 채널 추천
    [effects] 효과 분석
   *[targets] 정책 대상
}: { $stored }{ $things ->
    [bytes] MiB
   *[other] 건
}, 한도 { $max }{ $things ->
    [bytes] MiB
   *[other] 건
}. 필요 없는 것을 지우거나 운영자에게 { $setting } 설정을 늘려 달라고 요청하십시오.
problem-busy = 대기열이 가득 찼습니다. 몇 초 뒤에 다시 요청하십시오.
problem-failed = 요청을 처리하지 못했습니다. 원인은 서비스 기록에 request_id로 남아 있습니다.
problem-job-ended = 이미 끝난 작업입니다. 작업을 읽어 결과를 확인하십시오.
problem-idempotency-in-progress = 같은 Idempotency-Key의 요청을 처리하고 있습니다. 몇 초 뒤에 다시 요청하십시오.
problem-idempotency-mismatch = 이 Idempotency-Key는 주소, 쿼리, 본문 또는 언어가 다른 요청에 쓰였습니다. 새 키를 쓰십시오.
problem-formats = 받을 수 있는 형식: { $formats }. Accept를 바꾸십시오.
problem-figures-on-terminal = 수치 표는 바이트 형식이라 터미널에 표시할 수 없습니다. 파일로 보내십시오: > figures.parquet
problem-lake-empty = { $place }에 Parquet 파일이 없습니다. 이름이 .parquet로 끝나는 파일이 있는 폴더, 패턴 또는 버킷 경로를 지정하십시오.
problem-lake-too-many = { $place }에 Parquet 파일이 { $n }개 있습니다. 한도는 { $max }개입니다. 더 큰 파일로 저장하거나 패턴으로 줄이십시오.
problem-lake-delta = { EUN($place) } Delta 테이블이며 어떤 파일이 유효한지는 그 로그에 있습니다. 이 빌드는 로그를 읽지 않으며, 로그 없이 읽으면 삭제된 행까지 세게 됩니다. delta 기능이 있는 빌드를 쓰거나 일반 Parquet로 내보내십시오.
problem-lake-delta-folder = { EUN($place) } Delta 테이블 하나의 폴더가 아닙니다. _delta_log 폴더가 다른 곳에 있거나 이름에 패턴이 있습니다. _delta_log가 있는 폴더를 패턴 없이 지정하십시오.
problem-lake-log = Delta 테이블 { $place }의 로그를 읽을 수 없습니다({ $error }). 테이블을 만든 프로그램으로 확인하거나 일반 Parquet로 내보내십시오.
problem-source-log = 서비스가 Delta 테이블 { $place }의 로그를 읽을 수 없습니다. 테이블을 만든 프로그램으로 확인하고, 이상이 없으면 서비스 운영자에게 문의하십시오. 원인은 서비스 로그에 있습니다.
problem-lake-mapping-by-id = Delta 테이블 { $place }에서는 파일 속 번호로 열을 구분합니다(id 방식 열 매핑). 이 방식은 읽지 않습니다. 일반 Parquet로 내보내십시오.
problem-lake-files-elsewhere = Delta 테이블 { $place }의 파일 일부가 얕은 복제본처럼 폴더 밖에 있습니다. 이런 파일은 읽지 않습니다. 전체를 복제하거나 일반 Parquet로 내보내십시오.
problem-lake-missing = Delta 테이블 { $place }의 로그에 적힌 { $file } 파일이 없습니다. 정리되었거나 테이블이 완전히 복사되지 않았습니다. 더 새로운 버전을 지정하거나 테이블을 다시 복사하십시오.
problem-lake-version = { $place }에는 버전 { $version }이(가) 없습니다. 가장 새로운 버전은 { $newest }입니다. 그 이하의 버전을 지정하거나, 버전을 빼고 가장 새로운 것을 읽으십시오.
problem-lake-no-log = { $place }에는 버전이 없습니다. Delta 테이블이 아닙니다. 버전을 빼십시오.
problem-lake-changed = 파일을 읽는 동안 { $place }의 { $file } 파일이 바뀌었거나 추가되었거나 삭제되어 아무것도 가져오지 않았습니다. 쓰기가 끝난 뒤 다시 읽으십시오.
problem-lake-unreachable = { $place }: 읽을 수 없습니다({ $error }). 이름과 접근 권한을 확인하십시오. 버킷이면 환경 변수 AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT도 확인하십시오.
problem-source-unreachable = { $place }: 서비스가 읽을 수 없습니다. 이름을 확인하고, 이름이 맞으면 서비스 운영자에게 문의하십시오. 원인은 서비스 로그에 있습니다.
problem-source-late = { $place }: 업로드 제한 시간인 { $seconds }초 안에 읽지 못했습니다. 패턴으로 파일 수를 줄이거나 upload_timeout_seconds를 늘리십시오.
problem-lake-format = { EUN($place) } Parquet 파일로 읽습니다. --input-format을 빼거나 파일 하나를 지정하십시오.
problem-method = 여기서는 { $method } 메서드를 쓸 수 없습니다. 쓸 수 있는 메서드: { $allowed }.
problem-upload-late = { $seconds }초 동안 아무것도 도착하지 않았습니다. 다시 보내십시오.
problem-upload-too-large = 올린 파일이 { $bytes }바이트입니다. 한도는 { $max }바이트입니다. 나누어 올리거나 --max-upload-mib를 늘리십시오.
problem-single-rows = 누구에게 물을지, 각자가 무엇이라고 답했는지는 한 사람 한 사람에 관한 내용입니다. exact 권한이 있는 키가 필요합니다. 이 권한은 자료의 소유자를 위한 것입니다.
problem-too-many-targets = 이 키로 오늘 { $id }에 관해 서로 다른 정책 대상 { $most }건을 질의했습니다. 이미 질의한 것을 다시 쓰거나 { $seconds }초 뒤에 계속하십시오.
problem-too-many-targets-in-all = 기관의 키로 { $id }에 관해 서로 다른 정책 대상 { $most }건을 질의하여 보관 기간 전체 한도에 이르렀습니다. 이미 질의한 것을 다시 쓰거나 exact 권한이 있는 키를 쓰십시오.
problem-too-many-targets-of-people = 기관의 키로 { $id }에 있는 사람들에 관해 { $days }일 안에 서로 다른 정책 대상 { $most }건을 질의했습니다. 같은 계정의 모든 저장본을 합하며, 계정 없이 저장한 것은 하나로 셉니다. 이미 질의한 것을 다시 쓰거나 { $left }일 뒤에 계속하거나 exact 권한이 있는 키를 쓰십시오.
problem-stopping = 서비스가 멈추는 중입니다. 다른 인스턴스로 보내십시오.

problem-advice = { $code ->
    [malformed_body] 본문을 읽을 수 없습니다. 형식이 맞지 않거나 중간에 끊겼습니다. 파일과 형식을 확인한 뒤 다시 보내십시오.
    [invalid_request] 요청은 읽었으나 받을 수 없는 값이 있습니다. errors에 나온 값을 각각 고치십시오.
    [no_profiles] 프로필로 읽을 수 있는 행이 없어 분석할 사람이 없습니다. 열 이름과 errors의 사유를 확인하십시오.
    [rows_rejected] 읽을 수 없는 행이 있으며, 그 경우 전부 거부하도록 요청하였습니다. errors에 나온 행을 고치거나, on_error를 빼고 나머지로 계속하십시오.
    [body_timeout] 본문이 제시간에 도착하지 않았습니다. 가능하면 더 빠른 연결로 다시 보내십시오.
    [body_too_large] 본문이 허용 크기를 넘습니다. 압축하거나 나누어 보내거나, 운영자에게 한도를 높여 달라고 요청하십시오.
    [too_many_rows] 행이 허용 개수를 넘습니다. 나누어 보내거나, 운영자에게 한도를 높여 달라고 요청하십시오.
    [unsupported_media_type] 본문의 Content-Type 또는 Content-Encoding을 받지 않습니다. 받는 형식은 detail에 있습니다.
    [unauthorized] 요청에 유효한 API 키가 없습니다. Authorization 헤더에 Bearer, 빈칸, 키의 순서로 보내십시오. 키는 관리자가 audience-fit keys create로 만듭니다.
    [forbidden] 키는 유효하지만 요청에 필요한 권한이 없습니다. 권한이 있는 키를 관리자에게 요청하십시오.
    [not_found] 이 경로에 아무것도 없거나, 삭제되었거나, 다른 기관의 것입니다. id를 확인하십시오.
    [method_not_allowed] 경로는 있으나 이 메서드는 쓸 수 없습니다. 쓸 수 있는 메서드는 Allow 헤더에 있습니다.
    [too_many_requests] 이 키 또는 주소에서 요청을 너무 많이 보냈습니다. Retry-After에 나온 시간만큼 기다리십시오.
    [too_many_targets] 여러 결과를 모아 개인을 알아내지 못하도록, 하루에 이 자료에 물을 수 있는 정책 대상의 수가 정해져 있으며 이 키는 이를 모두 썼습니다. 오늘 물은 정책 대상을 다시 묻거나, Retry-After에 나온 시간만큼 기다리거나, 행의 소유자라면 exact 권한이 있는 키를 관리자에게 요청하십시오.
    [conflict] 요청이 자료의 현재 상태와 맞지 않습니다. 다시 조회한 뒤 결정하십시오.
    [precondition_failed] 조회한 뒤 자료가 바뀌었습니다. 다시 조회하여 새 ETag로 요청하십시오.
    [idempotency_mismatch] 이 Idempotency-Key는 다른 요청에 이미 쓰였습니다. 새 요청에는 새 키를 쓰십시오.
    [idempotency_under_way] 같은 Idempotency-Key의 요청을 처리하고 있습니다. Retry-After에 나온 시간만큼 기다린 뒤 다시 보내십시오.
    [not_acceptable] Accept 헤더가 허용하는 형식으로는 응답할 수 없습니다. 가능한 형식은 detail에 있습니다.
    [misdirected_request] 키를 요구하지 않는 서비스는 웹 페이지가 브라우저를 통해 접근하지 못하도록 자기 컴퓨터의 이름으로만 응답합니다. http://127.0.0.1 또는 http://localhost를 쓰거나, 운영자에게 hosts 설정을 요청하십시오.
    [invalid_configuration] 서비스의 설정이 잘못되었습니다. 운영자가 고쳐야 합니다.
    [io] 서비스가 파일을 읽거나 쓰지 못했습니다. 원인은 운영자가 로그에서 확인할 수 있습니다.
    [busy] 처리 중인 요청이 많습니다. Retry-After에 나온 시간만큼 기다린 뒤 다시 보내십시오.
    [storage_full] 서비스의 디스크 또는 데이터베이스에 빈 공간이 없습니다. 조회와 삭제는 됩니다. 필요 없는 자료를 삭제하거나, 운영자에게 공간을 늘려 달라고 요청하십시오.
    [stored_data_damaged] 저장된 파일이 없거나 저장할 때와 달라 쓰지 않습니다. 해당 자료를 삭제하고 다시 올리거나, 운영자에게 백업 복구를 요청하십시오.
    [quota_exceeded] 기관에서 저장할 수 있는 자료의 한도에 이르렀습니다. 필요 없는 자료를 삭제하거나, detail에 나온 한도를 높여 달라고 운영자에게 요청하십시오.
    [unavailable] 서비스가 시작 또는 종료 중이거나, 데이터베이스나 파일에 접근할 수 없습니다. 잠시 뒤 다시 보내십시오.
   *[internal] 서비스 내부에서 오류가 났습니다. 다시 보내 보고, 그래도 안 되면 request_id를 운영자에게 알리십시오.
}
problem-page-list = 문제 목록
problem-page-retry = 같은 요청이 나중에는 성공할 수 있습니다.
problem-page-no-retry = 같은 요청을 다시 보내도 실패합니다.
problem-page-more = 무슨 일이 있었는지는 응답의 detail에, 잘못된 값은 errors에 있습니다. 더 자세한 내용은 서비스 로그에서 request_id로 찾을 수 있습니다.
problem-page-all = 전체 문제 목록
problem-page-status = 상태: { $status }. 코드:
