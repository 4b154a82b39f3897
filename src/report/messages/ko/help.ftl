### 명령줄 도움말: 명령, 옵션, 값의 설명.

## 명령.
help-cmd = 공공기관의 팔로워가 그 기관의 정책 대상인지, 나머지 정책 대상은 어디에서 만날 수 있는지 추정합니다
help-cmd-serve = 서비스를 실행합니다
help-cmd-config = 서비스의 설정을 확인합니다
help-cmd-config-check = 쓰이는 설정과 각 설정이 온 곳을 출력하고, 잘못이 있으면 모두 알려 줍니다. serve와 같은 옵션을 씁니다
help-cmd-analyze = 팔로워를 분석합니다. 정책 대상이 얼마나 되는지, 누구인지, 정책 대상은 어디에 있는지, 무엇을 할지 알려 줍니다
help-cmd-ask = 팔로워 가운데 조사할 사람을 무작위로 뽑아 명단과 설문지를 만듭니다
help-cmd-check = 팔로워를 최소 기준과 비교합니다. 종료 코드: 0 충족, 1 미달, 2 입력 잘못, 3 판정 보류, 4 내부 오류
help-cmd-recommend = 정책 대상 도달률로 채널의 순위를 매기고 한 주의 인력과 예산을 계획합니다. 팔로워 자료는 필요 없습니다
help-cmd-import = 내려받은 팔로워 자료(X, 인스타그램, 페이스북, 마스토돈, 블루스카이)나 CSV를 프로필로 바꿉니다
help-cmd-inspect = 파일의 열을 각각 무엇으로 읽는지 보여 줍니다. 분석하거나 저장하지 않습니다
help-cmd-simulate = 패널에서 뽑은 가상의 팔로워로 그 패널의 오차와 포함률을 알아봅니다
help-cmd-effect = 퀴즈, 캠페인, 꾸준한 게시가 없었을 때와 비교하여 참여에 어떤 효과를 냈는지 알려 줍니다
help-cmd-openapi = OpenAPI 문서를 출력합니다
help-cmd-schemas = 기준 자료 파일의 JSON 스키마를 만듭니다
help-cmd-keys = 서비스의 API 키를 만들고, 나열하고, 폐기합니다
help-cmd-keys-create = 키를 만들어 한 번만 보여 줍니다. 해시만 저장합니다
help-cmd-keys-list = 비밀 값을 뺀 모든 키를 나열합니다
help-cmd-keys-revoke = 키를 영구히 폐기합니다. 실행 중인 서비스는 5초 안에 그 키를 거부합니다
help-cmd-cluster = `analyze --engine`이 쓰는 클러스터에서 이 컴퓨터가 맡은 일을 실행합니다
help-cmd-cluster-scheduler = 작업을 나누어 줍니다. 클러스터마다 하나를 둡니다
help-cmd-cluster-executor = 작업을 실행합니다. 컴퓨터마다 하나를 두며, 팔로워 파일이 모든 컴퓨터에서 같은 경로에 있어야 합니다
help-cmd-health = 실행 중인 서비스가 준비되었는지 확인합니다. 준비되었으면 종료 코드는 0입니다
help-cmd-help = 이 도움말이나 주어진 명령의 도움말을 보여 줍니다

## 여러 명령의 옵션.
help-arg-help = 도움말을 보여 줍니다
help-arg-version = 버전을 보여 줍니다
help-arg-models = 내장된 기준 자료를 대신할 기준 자료 폴더
help-arg-lang = 도움말, 보고서, 안내의 언어. auto는 시스템의 언어(LC_ALL, LC_MESSAGES, LANG)를 따릅니다
help-arg-log = 로그 필터(예: `info`, `audience_fit=debug`)
help-arg-format = 출력 형식
help-arg-level = 신뢰구간의 수준
help-arg-seed = 난수 시드
help-arg-target = 정책 대상: 기본 정책 대상의 이름, JSON 객체 또는 JSON 객체가 든 `@파일`
help-arg-country = 통계표를 쓸 나라(예: `KR`). 정책 대상에 나라가 있으면 그것을 씁니다
help-arg-year = 통계표를 쓸 연도
help-arg-channels = 비교할 채널. 여러 번 쓸 수 있습니다
help-arg-costs = 한 채널에서 1,000명에게 닿는 비용(예: facebook=9.5USD). 여러 번 쓸 수 있습니다
help-arg-account-channel = 계정이 있는 채널
help-arg-min-share = 정책 대상의 비율과 비교할 최소 기준(0~1)
help-arg-mapping = CSV의 열이 무엇인지 적은 파일
help-arg-sheet = 스프레드시트에 시트가 여럿일 때 읽을 시트
help-arg-income = 파일에 있는 소득의 통화, 기간, 범위(예: KRW/month/household)
help-arg-keep-columns = 개인정보처럼 보여도 남길 열. 여러 번 쓸 수 있습니다
help-arg-panel = 다른 곳에서 정책 대상 여부를 확인한 사람들의 파일(패널)
help-arg-panel-date = 패널을 조사한 날(예: 2024-05-01). 없으면 2년 전으로 봅니다
help-arg-panel-size = 패널이 가중값이 있는 교차표일 때 조사한 인원
help-arg-panel-sheet = 패널의 시트가 여럿일 때 읽을 시트
help-arg-input-format = 프로필의 형식. 기본값은 파일 이름이나 첫 바이트로 알아냅니다
help-arg-as-of = 출생 연도, 날짜, 결과의 경과 기간을 따질 기준일(예: 2026-11-01). 기본값은 오늘
help-arg-file = 프로필 파일(스프레드시트, CSV, JSON 배열, NDJSON, Parquet, 플랫폼에서 내려받은 자료. 압축해도 됩니다), `-`는 표준 입력. 또는 한 표를 이루는 Parquet 파일들: 폴더, `followers/*.parquet` 같은 패턴, 버킷(`s3://bucket/followers`)
help-arg-table-version = 팔로워가 Delta 표일 때 읽을 버전. 기본값은 최신 버전
help-arg-totals = 플랫폼의 페이지 통계: 나이, 성별, 지역별 비율의 표, 또는 Meta, YouTube, TikTok, LinkedIn에서 내려받은 것
help-arg-followers = 팔로워 파일이 없을 때 팔로워 수
help-arg-shift = 패널과 팔로워가 서로 다른 방식
help-arg-reject-all = 한 행이라도 제외되면 파일 전체를 거부합니다
help-arg-max-rejected = 판정을 내릴 수 있는, 팔로워나 패널에서 제외된 행의 최대 비율(0~1)
help-arg-labels-of-target = 파일의 해당 여부 값(in_target)을 이 정책 대상에 씁니다. 그 값을 이 정책 대상을 위해 만들었을 때 쓰십시오
help-arg-labels = 프로필의 해당 여부를 확인한 방법
help-arg-min-cell = 공개하는 최소 인원. 이보다 적은 수는 비공개합니다. 0이면 모두 공개합니다(내부용)
help-arg-answers = `ask`가 뽑은 사람들의 답 파일(CSV나 스프레드시트): code, row, id 열 가운데 하나와 질문의 열 또는 in_target. 여러 번 쓸 수 있습니다
help-arg-asked = `ask`가 만든 조사 명단. 차수마다 하나씩 여러 번 쓸 수 있습니다
help-arg-sequential = 답을 몇 번이든 살펴볼 수 있게 합니다. 구간은 살펴볼 때마다 맞고, 더 넓어집니다
help-arg-outcomes = 학습할 캠페인 결과 파일. 한 줄에 JSON 객체 하나, `-`는 표준 입력
help-arg-exploration = 새로운 시도에 쓸 노력의 비율(0~1). 0이면 시도를 제안하지 않습니다
help-arg-half-life-days = 결과의 무게가 절반이 되는 일수

## 계획.
help-heading-week = 한 주의 계획
help-arg-hours = 한 주의 직원 시간
help-arg-budget = 한 주의 예산. --currency와 함께 씁니다
help-arg-currency = 예산의 통화(예: KRW)
help-arg-task = 계획의 목표. 기본값은 awareness(인지)
help-arg-people = 기관 관할 지역의 성인 수. 기본값은 전국의 성인 수
help-arg-own-reach = 한 채널에서 실제로 닿을 수 있는 사람 수. 채널=수와 단위로 씁니다(예: facebook=12000followers. 단위: followers, subscribers, visitors, circulation, recipients, reached). 채널마다 되풀이하십시오. 하나도 없으면 계획은 채널의 순서와 시간 배분만 알려 줍니다
help-arg-weeks = 계획을 이어 갈 주 수. 기본값은 1
help-arg-reach-at-least = 도달하려는 정책 대상 인원. 필요한 최소 시간을 알려 줍니다
help-arg-curve = 시간에 따른 도달 인원을, 예산이 있으면 예산에 따른 도달 인원도 보여 줍니다
help-arg-constraints = 요청의 `constraints`와 같은 JSON 제약 조건 파일. 위의 옵션이 먼저입니다

## `analyze`.
help-arg-profile-patterns = 의심되는 집단과 같은 모습을 보이는 행을 나열합니다(JSON)
help-arg-engine = Parquet를 메모리에 모두 올리지 않고 이 컴퓨터(`local`)나 클러스터(`ballista://HOST:50050`)에서 나누어 읽습니다. 파일은 Parquet 파일이나 그런 파일의 폴더여야 합니다
help-arg-assign = 행마다 속한 유형을 이 파일에 CSV로 씁니다

## `check`.
help-check-min-share = 최소 기준(0~1)
help-arg-inconclusive = 판정 보류를 이것으로 칩니다
help-arg-junit = JUnit 보고서를 만듭니다
help-arg-sarif = SARIF 보고서를 만듭니다
help-arg-server = 이 컴퓨터 대신 결과를 계산할 서비스(예: https://HOST)
help-arg-key = 서비스의 API 키 또는 키가 든 `@파일`
help-arg-timeout = 서비스를 기다릴 시간(초). 바쁠 때 다시 시도하는 시간을 포함합니다

## `ask`.
help-ask-people = 조사할 최대 인원. 판정이나 구간의 폭에 더 적은 사람으로 충분하면 더 적게 뽑습니다
help-ask-min-share = 답으로 판정할 최소 기준(0~1)
help-arg-within = 답으로 알아내려는 비율의 오차(%포인트). 예: 5는 ±5 %포인트
help-arg-by = 사람마다 뽑힐 확률을 정하는 방법
help-arg-response-rate = 조사한 사람 가운데 답할 것으로 보는 비율(0 초과 1 이하)
help-arg-arms = 무작위로 고른 절반에게 경품을 제안하여, 답하지 않는 사람이 다른지 알아봅니다
help-ask-sequential = 답을 두 번 이상 살펴볼 것입니다
help-ask-asked = 앞서 `ask`가 만든 조사 명단. 여러 번 쓸 수 있습니다
help-arg-out = 명단과 설문지를 만들 폴더

## `inspect`.
help-inspect-file = 프로필 파일(스프레드시트, CSV, JSON 배열, NDJSON, Parquet, 플랫폼에서 내려받은 자료. 압축해도 됩니다), `-`는 표준 입력
help-inspect-target = 필요한 항목을 열과 견주어 볼 정책 대상: 기본 정책 대상의 이름, JSON 객체 또는 JSON 객체가 든 `@파일`
help-arg-write-mapping = 이렇게 읽게 하는 매핑을 쓸 파일

## `recommend`.
help-recommend-country = 나라(예: `KR`). 정책 대상에 나라가 있으면 그것을 씁니다
help-recommend-year = 답할 연도. 기본값은 수치가 있는 가장 최근 연도
help-arg-measure = 순위를 매길 조사 기준 또는 조사 기준의 무리
help-arg-borrow-from = 수치가 없는 나라를 대신할 나라
help-recommend-account-channel = 기관의 계정이 있는 채널. 계정이 닿는 사람과 채널이 닿을 수 있는 사람을 비교합니다
help-recommend-followers = 계정의 팔로워 수
help-arg-fit = 팔로워 가운데 정책 대상의 비율(0~1)
help-recommend-as-of = 결과의 경과 기간을 따질 기준일(예: 2026-11-01). 기본값은 오늘
help-recommend-seed = 시뮬레이션의 난수 시드

## `import`.
help-arg-from = 파일의 종류. 기본값은 파일마다 알아내며, 모두 같은 플랫폼의 것이어야 합니다
help-arg-files = 받은 순서대로 적은 파일. 최근 팔로워가 먼저입니다. `-`는 표준 입력
help-import-format = 프로필을 쓰는 형식
help-arg-output = 쓸 파일. 기본값은 표준 출력
help-import-as-of = 출생 연도와 날짜를 따질 기준일(예: 2026-11-01). 기본값은 오늘

## `simulate`.
help-simulate-panel = 정책 대상 여부가 확인된 사람들의 파일: 쓸모를 알아볼 패널
help-simulate-labels-of-target = 패널의 해당 여부 값(in_target)을 이 정책 대상에 씁니다. 그 값을 이 정책 대상을 위해 만들었을 때 쓰십시오
help-simulate-as-of = 가상 팔로워의 기준일. 기본값은 오늘
help-arg-without = 패널에는 있으나 팔로워에게는 없는 항목(예: `education`, `attributes.city`). 여러 번 쓸 수 있습니다
help-arg-regimes = 팔로워가 패널과 다른 방식. 여러 번 쓸 수 있습니다. 기본값은 모두
help-arg-audiences = 방식마다 만들 가상 팔로워 집합의 수
help-arg-size = 가상 팔로워 집합마다 사람 수

## `effect`.
help-effect-file = 시계열: `date` 열과 지표(posts, followers, likes, replies, reposts, clicks)마다 열이 하나씩 있는 CSV나 스프레드시트, 또는 `POST /v1/effects`가 받는 JSON 문서. `-`는 표준 입력
help-arg-events = 이벤트(예: `quiz:2026-03-16:2026-03-22`. 마지막 날이 없으면 계속됩니다), 또는 요청과 같이 시간, 비용, 채널이 든 JSON 객체, 또는 그 배열이 든 `@파일`. 여러 번 쓸 수 있습니다
help-arg-metrics = 판단할 지표. 여러 번 쓸 수 있습니다. 기본값은 수가 있는 모든 지표
help-arg-controls = 통제 계열인 열: 검색량처럼 수와 함께 움직이지만 이벤트의 영향은 받지 않는 것. 여러 번 쓸 수 있습니다
help-effect-country = 공휴일을 반영할 나라(예: KR)
help-arg-plan = 다음 이벤트의 효과를 이 시계열에서 얼마나 알아볼 수 있는지 알려 줍니다: 기간마다 알아볼 수 있는 최소 효과와 --lift를 알아보는 데 드는 기간
help-arg-lift = --plan이 알아볼 효과의 크기(비율). 기본값은 0.2
help-arg-frequency = 기간의 단위: `day`, `week`, `month`. 기본값은 날짜로 알아냅니다
help-effect-level = 신뢰구간의 수준(0.5~0.99). 기본값은 0.9
help-effect-seed = 난수 시드. 기본값은 0
help-arg-outcomes-to = 채널과 비용이 있는 이벤트의 결과를 한 줄에 JSON 객체 하나로 씁니다. `recommend --outcomes`로 읽을 수 있습니다
help-effect-format = 출력 형식

## 그 밖의 명령.
help-arg-config = TOML 설정 파일. AUDIENCE_FIT_CONFIG로도 줄 수 있습니다
help-openapi-version = 출력할 OpenAPI 버전. 3.0은 3.1을 읽지 못하는 도구를 위한 것입니다
help-arg-folder = 만들 폴더(예: models/schemas)
help-arg-url = 서비스의 주소
help-arg-data-dir = 서비스의 데이터 폴더
help-arg-database-url = 데이터베이스(예: postgres://user:password@host/name). 기본값은 데이터 폴더의 것
help-arg-agency = 키의 기관. 새 이름이면 만듭니다. 키를 요구하지 않을 때 저장한 것은 `local`에 있습니다
help-arg-label = 키의 이름표(예: 키를 쓸 프로그램의 이름)
help-arg-scope = 권한: read(읽기), write(저장, 변경, 삭제), admin(키와 감사 기록). 뒤의 것은 앞의 것을 포함합니다. exact는 저장된 사람에 관한 수치를 잡음 없이 봅니다(자료의 소유자용)
help-arg-expires = 키가 유효한 마지막 날(UTC, 예: 2027-06-30). 기본값은 만료 없음
help-arg-id = `keys list`에 나오는 키의 id
help-scheduler-listen = 연결을 받을 주소. 비밀번호가 없으므로 클러스터만의 네트워크에 두십시오
help-scheduler-advertise = 다른 컴퓨터가 이 컴퓨터를 부르는 호스트 이름. 기본값은 주소의 호스트
help-arg-scheduler = 작업을 나누어 주는 스케줄러
help-executor-listen = 연결을 받을 주소. 다음 번호의 포트도 씁니다. 비밀번호가 없으므로 클러스터만의 네트워크에 두십시오
help-executor-advertise = 다른 컴퓨터가 이 컴퓨터를 부르는 호스트 이름. 기본값은 주소의 호스트
help-arg-cores = 한꺼번에 실행할 작업 수. 기본값은 코어마다 하나
help-executor-data-dir = 주고받는 중간 결과의 폴더. 프로필이 들어 있습니다. 기본값은 임시 폴더

## 옵션의 값.
help-value-lang-en = 영어
help-value-lang-ko = 한국어
help-value-lang-auto = 시스템의 언어. 위의 언어가 아니면 영어
help-value-format-parquet = 수치의 표, Parquet 파일
help-value-format-arrow = 수치의 표, Arrow 스트림
help-value-input-format-parquet = Apache Parquet 파일
help-value-from-auto = 파일의 내용으로 알아냅니다
help-value-from-csv = CSV. 매핑이나 머리글 행으로 읽습니다
help-value-labels-random-sample = 팔로워 가운데 무작위로 뽑아 조사했습니다. 확률은 모두 같거나 label_weight에 있습니다
help-value-labels-self-declared = 스스로 밝혔습니다
help-value-by-chance = 모두 같은 확률
help-value-by-segment = 모두 같은 확률, 유형마다 크기에 비례하여
help-value-by-uncertainty = 패널로 알 수 있는 것이 적은 사람을 더 많이
help-value-x-v2 = X API v2의 응답, twarc, tweepy, snscrape, twscrape, twint가 쓴 사용자
help-value-x-v1 = X API v1.1의 followers/list와 followers/ids
help-value-x-archive = X 계정 보관 파일의 data/follower.js
help-value-mastodon = 마스토돈 계정의 배열
help-value-mastodon-csv = 마스토돈에서 내려받은 주소 CSV
help-value-bluesky = 블루스카이의 팔로워나 프로필 응답
help-value-instagram = 인스타그램에서 내려받은 JSON: followers_1.json
help-value-facebook = 페이스북에서 내려받은 JSON: people_who_followed_you.json

## 틀.
help-options = {"["}옵션]
help-usage = 사용법:
help-heading-options = 옵션
help-heading-arguments = 인수
help-heading-commands = 명령
help-variable = {"["}환경 변수: { $name }]
help-default = {"["}기본값: { $value }]
help-values = {"["}쓸 수 있는 값: { $values }]
help-values-heading = 쓸 수 있는 값:
help-name-command = 명령

## 값 자리에 쓰는 말.
help-name-address = 주소
help-name-agency-url = 기관=URL
help-name-amount = 금액
help-name-cc = 나라
help-name-channel-cost = 채널=비용
help-name-channel-number = 채널=수
help-name-code = 통화
help-name-column = 열
help-name-country = 나라
help-name-day = 날짜
help-name-days = 일수
help-name-dir = 폴더
help-name-engine = 엔진
help-name-event = 이벤트
help-name-field = 항목
help-name-file = 파일
help-name-filter = 필터
help-name-groups = 그룹
help-name-host = 호스트
help-name-host-port = 호스트:포트
help-name-how = 방법
help-name-id = ID
help-name-key-id = 키ID
help-name-name = 이름
help-name-names = 이름
help-name-name-number = 이름|번호
help-name-number = 수
help-name-people = 인원
help-name-points = %포인트
help-name-regime = 방식
help-name-scopes = 권한
help-name-seconds = 초
help-name-share = 비율
help-name-text = 글
help-name-unit = 단위
help-name-url = 주소
help-name-version = 버전
help-name-word = 낱말
help-name-lang = 언어
help-name-hours = 시간
help-name-task = 목표
help-name-input-format = 형식
help-name-year = 연도
help-name-target = 정책대상
help-name-level = 수준
help-name-seed = 시드
help-name-shift = 방식
help-name-format = 형식
help-name-min-share = 비율
help-name-inconclusive = 판정
help-name-key = 키
help-name-measure = 기준
help-name-followers = 수
help-name-from = 종류
help-name-lift = 비율
help-name-frequency = 단위
help-name-label = 이름표
