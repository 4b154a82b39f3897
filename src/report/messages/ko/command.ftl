### 명령이 결과 외에 하는 말.

command-faults = 잘못된 것이 { $n }개 있습니다:
command-place = { $what ->
    [row] { $number }행
    [line] { $number }행
   *[share] { $number }번째 비율
}
command-place-panel = 패널 { $place }

## 파일.

command-file = { $place }: 읽거나 쓸 수 없습니다({ $error })
command-unreadable = { $place }: 읽을 수 없습니다({ $error }). 읽을 수 있는 프로필 파일을 주십시오
command-stdout = 표준 출력에 쓸 수 없습니다({ $error })
command-other-format = { $place }: 이 파일은 { $what ->
    [table] 스프레드시트이며 CSV로 읽습니다
   *[parquet] Parquet입니다
}. --input-format을 빼십시오
command-mapping-csv = --mapping은 CSV에 씁니다. { EUN($place) } CSV로 읽지 않습니다
command-mapping-platform = --mapping은 --from csv에 씁니다. 플랫폼의 항목은 이미 알고 있습니다
command-write-mapping = --write-mapping은 표에 씁니다. { $place }의 항목은 형식에 정해져 있습니다
command-totals-large = { $place }: { $max } MiB보다 큽니다. 페이지 통계를 주십시오
command-parquet-sent = { $place }: Parquet는 요청에 담지 않습니다. NDJSON으로 바꾸거나(import) POST /v1/audiences로 올리십시오
command-json-array = { $place }: JSON 배열 하나가 아닙니다: { $why }. 고치거나, 한 줄에 객체 하나씩(NDJSON) 주십시오. 그러면 잘못된 줄만 제외합니다
command-all-rejected = { $n }행이 제외되었고 받아들인 행이 없습니다
command-some-rejected = { $n }행이 제외되었습니다. 나머지로 계속하려면 --reject-all을 빼십시오
command-outcomes = --outcomes { $place }: 읽을 수 없습니다({ $error }). 한 줄에 JSON 객체 하나씩 있는 파일을 주십시오
command-constraints = --constraints { $place }: { $why }. 객체를 주십시오. 예: {"{"}"hours_per_week": 20{"}"}
command-target = { $place }: { $why }. 기본 정책 대상의 이름, JSON 객체(docs/DATA.md), 또는 @파일을 주십시오
command-country = 채널에는 나라가 필요합니다. --country KR이나 US를 주십시오
command-effect-document = { $place }: { $why }. JSON 객체 하나를 주십시오
command-event = { $place }: { $why }. 이름:첫날:마지막날, JSON 객체, 또는 그 배열이 든 @파일을 주십시오

## `import`.

command-import-spreadsheet = { $place }: 스프레드시트입니다. --from csv로 주십시오
command-import-unwritten = 프로필을 쓸 수 없습니다({ $error })
command-import-rejected = 제외: { $place }: { $why }
command-import-more = 제외: 모두 { $n }행
command-import-done = 프로필 { $profiles }건을 썼고 { $rejected }행을 제외했습니다

## `ask`와 답.

command-ask-list = { $place }: 조사한 사람의 명단이 이미 있습니다. 그대로 두고 --out으로 다른 폴더를 주거나, 다음 차수는 --asked { $place } 옵션으로 뽑으십시오
command-answers-none = 답 { $n }개 가운데 쓸 수 있는 것이 없습니다. { $unknown }개는 명단에 없는 사람의 것이고, { $undecided }개로는 해당 여부를 알 수 없습니다. code 열과 선택지를 확인하십시오
command-answers-codes = --answers에 코드가 있는데 누구의 코드인지 적힌 명단이 없습니다. --asked로 주십시오
command-answers-place = { $place }: { $why }
command-list-columns = 조사 명단의 열({ $columns })이 아닙니다. `ask`가 만든 list.csv를 주십시오
command-list-line = { $line }행: 받은 값 { $received }. 쓸 수 있는 값: { $column ->
    [0] 여섯 자리 코드
    [1] 행 번호(1부터)
    [2] 차수(1부터)
    [3] plain, prize, 또는 빈칸
    [4] 층 번호(1부터)
   *[5] 층의 인원(1 이상)
}
command-list-several = { $row }행의 사람이나 코드가 여러 명단에 있습니다. 명단마다 한 번만, 한 파일에서 뽑은 명단만 주십시오
command-list-strata = { $stratum }번 층의 크기가 여럿입니다. 한 파일에서 같은 방법으로 뽑은 명단만 주십시오
command-list-twice = { $line }행: { $row }행의 사람이나 코드가 명단에 두 번 있습니다. 명단을 한 번만 주십시오
command-answers-no-row = 명단의 { $row }행이 프로필 { $rows }건 가운데 없습니다. 명단을 뽑은 파일을 주십시오
command-answers-known = 조사한 사람 가운데 { $people }명은 정책 대상인지 이미 알 수 있습니다. 명단을 뽑은 파일과 정책 대상을 주십시오
command-answers-other = 명단은 { $list }명 가운데 뽑았는데, 해당 여부를 모르는 사람은 { $audience }명입니다. 명단을 뽑은 파일과 정책 대상을 주십시오

## `simulate`.

command-simulate-rows = { $place }: 패널에서 해당 여부가 확인된 행은 { $labelled }행이고 그 가운데 { $members }행이 정책 대상입니다. 시뮬레이션에는 { $rows }행이 필요하고, 정책 대상인 행과 아닌 행이 각각 { $each }행 필요합니다
command-simulate-fields = { $place }: 정책 대상의 조건을 빼면 사람마다 다른 항목이 패널에 없습니다. 팔로워에게도 있는 항목이 든 패널을 주십시오
command-simulate-cells = { $place }: 패널이 교차표입니다. 시뮬레이션에는 한 행에 한 사람씩 있어야 합니다

## `analyze --engine`.

command-engine = --engine: 받은 값 { $received }. 쓸 수 있는 값: local, ballista://HOST:PORT
command-engine-cluster = --engine ballista://: 이 프로그램은 cluster 기능 없이 빌드되었습니다. --features cluster로 빌드하십시오
command-engine-rows = { EUN($flag) } 모든 행이 있어야 하는데 --engine은 나누어 읽습니다. 하나를 빼십시오
command-engine-file = --engine은 Parquet 파일이나 그런 파일의 폴더를 읽습니다. 경로를 주십시오

## `check`.

command-check-overwrites = { $place }: 보고서가 프로필 파일을 덮어쓰게 됩니다. 다른 이름을 주십시오
command-check-answers = --answers와 --sequential은 이 컴퓨터에서 계산할 때 씁니다. --server를 빼십시오
command-server = --server: 받은 값 { $received }. 쓸 수 있는 값: https://HOST, http://HOST:PORT
command-server-at = { $url }: { $why }
command-server-late = 제때 답이 오지 않았습니다
command-server-gone = 연결할 수 없습니다
command-server-gone-because = 연결할 수 없습니다({ $why })
command-server-large = 답이 { $max } MiB보다 큽니다
command-server-version = { $url }: 이 버전의 분석이 아닌 답입니다: { $why }
command-server-other = { $url }: 답이 { $status }인데 문제 문서가 없습니다. audience-fit의 주소인지 확인하십시오
command-server-problem = { $detail } ({ $status } { $code }, { $url }의 요청 { $request })
command-server-verdict = 서비스의 판정을 알 수 없습니다: { $received }
command-runtime = 명령이 스레드를 시작하지 못했습니다({ $error })

## `serve`와 `health`.

command-listens = audience-fit이 http://{ $address } 에서 연결을 받습니다. Swagger UI: http://{ $address }/docs/
command-metrics = 지표: http://{ $address }/metrics
command-keys-provider = 사람들은 OpenID Connect 제공자에서 로그인합니다. 다른 모든 요청에는 API 키가 필요합니다
command-keys-required = 모든 요청에 API 키가 필요합니다
command-keys-none-yet = 모든 요청에 API 키가 필요한데 아직 키가 없습니다. `audience-fit keys create`로 만드십시오
command-keys-not-required = API 키를 요구하지 않습니다. 모든 요청에 답합니다. 바꾸려면 `audience-fit keys create`로 키를 만들거나 --auth on으로 시작하십시오
command-health-url = --url: 받은 값 { $received }. 쓸 수 있는 값: http://HOST:PORT
command-health-gone = { $url }: 서비스에 연결할 수 없습니다({ $error })
command-health-not-ready = 준비되지 않았습니다: { $answer }

## `keys`.

command-keys-no-database = { $folder }에 데이터베이스가 없습니다. --data-dir로 서비스의 데이터 폴더를 주십시오
command-keys-expired = --expires: 지난 날입니다. { $today }이나 그 뒤의 날을 주십시오
command-keys-last-day = --expires: 있을 수 있는 마지막 날입니다. 그 전의 날을 주십시오
command-keys-unknown = KEY_ID: 받은 값 { $received }. `keys list`에 있고 폐기되지 않은 키를 주십시오
command-keys-revoked = { EUL($id) } 폐기했습니다. 실행 중인 서비스는 5초 안에 그 키를 거부합니다
command-keys-column-key = 키
command-keys-column-agency = 기관
command-keys-column-label = 이름표
command-keys-column-scopes = 권한
command-keys-column-created = 만든 때
command-keys-column-state = 상태
command-keys-state = { $state ->
    [revoked] { $at } 폐기됨
    [expired] { $at } 만료됨
    [until] { $at }까지 유효
   *[valid] 유효
}
