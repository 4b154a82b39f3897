### 서비스의 설정이 하는 일.

setting-listen = 연결을 받을 주소. 포트 0은 비어 있는 포트를 씁니다
setting-data-dir = 서비스가 저장하는 모든 것의 폴더
setting-models = 내장된 기준 자료를 대신할 기준 자료 폴더
setting-database-url = 데이터 폴더의 데이터베이스 대신 쓸 PostgreSQL 데이터베이스
setting-object-store = 데이터 폴더 대신 프로필을 저장할 S3 호환 저장소
setting-sources = 기관이 표를 읽게 할 수 있는 버킷의 위치. AGENCY=s3://bucket/prefix를 쉼표로 나누어 적습니다. 기본값은 없음
setting-max-body-mib = 요청 본문의 최대 크기(MiB)
setting-max-upload-mib = 올리는 프로필의 최대 크기(보낸 그대로, MiB)
setting-max-decompressed-mib = 올리는 프로필의 최대 크기(압축을 푼 뒤, MiB)
setting-max-rows = 요청 본문에 담을 수 있는 프로필의 최대 수
setting-max-upload-rows = 올리는 파일의 최대 행 수
setting-max-row-kib = 올리는 파일에서 한 행의 최대 크기(KiB)
setting-threads = 분석에 쓸 스레드 수. 기본값은 코어마다 하나
setting-queue = 이 스레드를 기다리거나 쓰는 요청의 최대 수. 한 기관은 그 4분의 1까지 쓸 수 있습니다
setting-memory-mib = 요청, 저장된 프로필, 올리기에 쓸 메모리(MiB). 기본값은 컴퓨터나 컨테이너가 가진 것의 절반
setting-uploads = 한꺼번에 올릴 수 있는 최대 수. 한 기관은 그 4분의 1까지 쓸 수 있습니다. 기본값은 memory_mib 512 MiB마다 하나, 2~8
setting-min-upload-kib-per-second = 올리기의 최저 속도(body_timeout_seconds 동안 초당 KiB). 0이면 제한 없음
setting-upload-timeout-seconds = 올리기를 모두 합쳐 기다리는 최대 시간(초)
setting-body-timeout-seconds = 요청 본문이 도착하거나 올리기가 멈춰 있을 수 있는 최대 시간(초)
setting-header-timeout-seconds = 요청의 머리글이 도착하기를 기다리는 최대 시간(초)
setting-keep-alive-seconds = 쓰지 않는 연결을 닫기까지의 시간(초)
setting-max-connections = 연결의 최대 수. 나머지는 기다립니다
setting-drain-seconds = SIGTERM을 받은 뒤 준비되지 않은 상태로 계속 답하는 시간(초). 부하 분산기가 다른 곳으로 돌리게 합니다
setting-shutdown-seconds = 서비스를 멈출 때 진행 중인 요청이 끝나기를 기다리는 시간(초)
setting-session-seconds = 페이지에 로그인한 사람이 다시 로그인해야 하는 시간(초)
setting-min-cell = 공개하는 최소 인원. 이보다 적은 수는 비공개합니다. 요청은 더 높일 수만 있습니다. 1이면 모두 공개합니다
setting-retention = 저장된 프로필, 분석, 추천, 효과를 삭제하기까지의 일수
setting-auth = API 키를 요구할지. auto: 루프백에서 키 없이 실행할 때만 요구하지 않습니다
setting-hosts = 키를 요구하지 않는 서비스가 localhost와 루프백 주소 외에 답하는 이름
setting-oidc-issuer = 사람들이 페이지에 로그인하는 OpenID Connect 제공자의 발급자. 제공자가 쓰는 그대로 적습니다
setting-oidc-client-id = 제공자에 등록된 이 서비스의 이름
setting-oidc-client-secret-file = 제공자에 등록된 이 서비스의 비밀 값이 든 파일
setting-oidc-redirect-url = 제공자가 사람들을 돌려보낼 곳: 이 서비스의 주소에 /sign-in/provider/return을 붙인 것
setting-oidc-scopes = 제공자에 요청할 범위. 빈칸으로 나눕니다
setting-oidc-groups-claim = ID 토큰에서 그 사람의 그룹이 적힌 항목
setting-oidc-groups = 그룹의 사람들이 할 수 있는 일(예: `analysts=housing:write+exact; staff=housing:read`)
setting-max-datasets = 한 기관이 저장할 수 있는 팔로워 집합과 패널의 최대 수
setting-max-stored-mib = 한 기관이 저장할 수 있는 팔로워 집합과 패널 파일의 최대 크기의 합(MiB)
setting-max-outcomes = 한 기관이 저장할 수 있는 캠페인 결과의 최대 수
setting-max-targets = 한 기관이 저장할 수 있는 정책 대상의 최대 수
setting-max-documents = 한 기관이 저장할 수 있는 추천의 최대 수와 효과의 최대 수
setting-outcomes-learned = 한 질문이 배우는 최근 캠페인 결과의 수
setting-rate-per-minute = 키마다 1분에 보낼 수 있는 요청 수. 0이면 제한 없음
setting-rate-burst = 키가 한꺼번에 보낼 수 있는 요청 수
setting-targets-per-day = exact 권한이 없는 키가 저장된 팔로워 집합과 패널마다 하루에 물을 수 있는 서로 다른 정책 대상의 수
setting-targets-per-dataset = exact 권한이 없는 한 기관의 키들이 물을 수 있는 서로 다른 정책 대상의 수: 팔로워 집합과 패널마다 통틀어, 한 계정의 모든 시점은 365일 동안. 많을수록 답마다 잡음이 커집니다
setting-metrics-listen = /metrics를 이 주소에서만 제공합니다
setting-log = 로그 사건의 필터
setting-log-format = 로그의 형식. auto: 터미널에서는 글, 그 밖에는 JSON
setting-otlp-endpoint = 추적을 모으는 곳(OTLP over HTTP, 예: http://127.0.0.1:4318). otlp 기능을 넣은 빌드가 필요합니다

## 설정이 받는 값.
setting-accepts-whole = { $min }~{ $max }의 정수
setting-accepts-address = 주소와 포트(예: 127.0.0.1:8080, [::1]:8080)
setting-accepts-folder = 폴더
setting-accepts-url = URL({ $first }{ $second ->
    [none] {""}
   *[other] {" "}또는 { $second }
})
setting-accepts-log-filter = 로그 필터(예: info, audience_fit=debug)
setting-accepts-sources = 쉼표로 나눈 기관과 버킷의 위치(예: agy_1f=s3://lake/one)
setting-accepts-host-names = 쉼표로 나눈, 포트 없는 호스트 이름
setting-accepts-text = 줄 바꿈 없는 글
setting-accepts-file = 파일
setting-accepts-groups = 그룹=기관:권한. 세미콜론으로 나누고, 그룹은 한 번씩만 적으며, 한 그룹의 권한은 더하기표로 잇습니다

## 값이 온 곳.
setting-place-default = 기본값
setting-place-file = 파일 { $path }: { $key }
setting-place-environment = 환경 변수 { $name }
setting-place-flag = 옵션 { $name }
setting-print-head = 쓰이는 설정과 각 설정이 온 곳.
setting-print-unset = { $key } 설정 없음

## 설정에서 잘못된 것.
setting-mistakes = 설정에 잘못이 { $n }개 있습니다
setting-fault-of-file = 파일 { $path }
setting-fault-received = 받은 값 `{ $received }`. 쓸 수 있는 값: { $accepted }
setting-fault-type = 받은 값의 형식 { $kind }. 쓸 수 있는 값: { $accepted }
setting-fault-unknown = 모르는 설정입니다. 쓸 수 있는 설정: { $accepted }
setting-fault-toml = { $line }행: TOML로 읽을 수 없습니다({ $error }). 한 줄에 `key = value` 하나씩 적으십시오
setting-fault-unreadable = 파일을 읽을 수 없습니다({ $error }). 읽을 수 있는 파일을 --config나 { RO($variable) } 주십시오
setting-fault-utf8 = 값이 UTF-8이 아닙니다
setting-fault-auth-off = 받은 값 `off`. 다른 컴퓨터가 닿을 수 있는 { $address }에서는 auto나 on만 쓸 수 있습니다
setting-fault-metrics = 받은 값 `{ $address }`. listen의 주소와 같습니다. 다른 포트를 쓰십시오
setting-fault-sources = 받은 값 `{ $place }`. object_store가 모든 기관의 자료를 저장하는 곳입니다. 그곳과 떨어진 위치를 쓰십시오
setting-fault-otlp = 이 빌드는 추적을 보낼 수 없습니다. `--features otlp`로 빌드하십시오
setting-fault-together = 설정되지 않았는데 { EUN($given) } 설정되어 있습니다. { $all } 모두를 설정하거나 모두 빼십시오
setting-fault-oidc-auth = 받은 값 `off`. 아무에게도 로그인을 요구하지 않습니다. oidc_issuer가 있으면 auto나 on만 쓸 수 있습니다
setting-fault-oidc-http = 받은 URL이 http입니다. https만 쓸 수 있고, 이 컴퓨터(127.0.0.1, localhost)에서만 http도 됩니다
setting-fault-oidc-path = 받은 URL의 경로가 다릅니다. { RO($path) } 끝나야 합니다
setting-fault-oidc-scopes = openid가 없습니다. openid와, 원하면 빈칸으로 나눈 다른 범위를 적으십시오
