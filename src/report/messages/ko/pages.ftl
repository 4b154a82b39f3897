### 서비스의 화면: 보고서와 입력 양식을 둘러싼 말.

pages-skip = 본문 바로가기
pages-nav = 주 메뉴
pages-nav-home = 처음
pages-nav-followers = 팔로워 추가
pages-nav-plan = 채널과 계획
pages-sign-out = 로그아웃
pages-foot-api = 프로그램용 API
pages-foot-sources = 수치의 출처
pages-day = { $year }. { $month }. { $day }.
pages-share = 약 { $share }, 예상 범위 { $range }

## 로그인

pages-sign-in-title = 로그인
pages-sign-in = 로그인
pages-sign-in-key = 키
pages-sign-in-key-hint = afk_로 시작합니다. 서비스 운영자가 만듭니다.
pages-sign-in-ended = 접속이 끝났습니다. 계속하려면 다시 로그인하십시오.
pages-provider-sign-in = 기관 계정으로 로그인
pages-provider-or-key = 키로 로그인
pages-provider-done = 로그인했습니다
pages-provider-on = 계속하기
pages-provider-cancelled = 로그인하지 못했습니다. 인증 서비스가 로그인을 중단했습니다. 다시 시도하십시오.
pages-provider-attempt = 이 화면에서 시작한 로그인이 아니거나 시간이 너무 오래 걸렸습니다. 이 사이트의 쿠키를 허용하고 다시 로그인하십시오.
pages-provider-away = 인증 서비스가 제대로 응답하지 않습니다. 몇 분 뒤에 다시 시도하십시오. 계속되면 audience-fit 운영자에게 알려 주십시오.
pages-provider-code = 인증 서비스가 이 로그인을 받아들이지 않았습니다. 다시 로그인하십시오.
pages-provider-token = 인증 서비스가 보낸 계정을 믿을 수 없습니다. { $reason ->
    [algorithm] 정해진 방식으로 서명되지 않았습니다
    [key] 인증 서비스에 없는 키로 서명되었습니다
    [signature] 서명이 잘못되었습니다
    [issuer] 다른 인증 서비스가 보냈습니다
    [audience] 다른 사이트를 위한 것입니다
    [time] 기한이 지났거나 아직 유효하지 않습니다
    [nonce] 다른 로그인에 속합니다
   *[malformed] 내용이 불완전합니다
}. 다시 로그인하십시오. 계속되면 audience-fit 운영자에게 알려 주십시오.
pages-provider-no-group = { $name } 계정으로 로그인했지만, 속한 그룹에 audience-fit 사용 권한이 없습니다. 운영자에게 그룹 등록을 요청하십시오.
pages-provider-agencies = { $name } 계정으로 로그인했지만, 속한 그룹이 여러 기관({ $agencies })에 걸쳐 있습니다. 어느 기관을 쓸지 운영자에게 문의하십시오.
pages-provider-revoked = 사용 권한이 취소되었습니다. 운영자에게 문의하십시오.
pages-errors = 문제가 있습니다

## 실패

pages-problem-home = 처음 화면으로
pages-problem-id = 문의할 때 다음 번호를 알려 주십시오:

## 처음 화면

pages-home-title = 무엇을 알고 싶으십니까?
pages-home-fit = 우리 팔로워는 우리 기관의 정책 대상입니까?
pages-home-fit-how = 팔로워 표(CSV, 엑셀) 또는 플랫폼에서 내려받은 파일을 가져오십시오.
pages-home-plan = 정책 대상에게 어디에서 다가갈 수 있습니까?
pages-home-plan-how = 정책 대상이 누구인지 알려 주십시오. 어떤 채널을 이용하는지는 공표된 조사에 있습니다.
pages-home-effect = 캠페인은 효과가 있었습니까?
pages-home-effect-how = 날짜별 수치를 붙여 넣으십시오. 캠페인이 없었을 때의 예측과 비교합니다.
pages-home-demo = 파일이 없으십니까? 지어낸 팔로워 620명으로 시험해 보십시오. 실제 사람은 한 명도 없습니다.
pages-home-demo-button = 시험해 보기
pages-home-latest = 최근 결과
pages-home-none = 아직 없습니다. 팔로워를 가져오거나 시험해 보십시오.
pages-home-unnamed = 이름 없는 팔로워
pages-home-no-share = 비율을 추정하지 못함
pages-home-column-question = 팔로워와 정책 대상
pages-home-column-share = 정책 대상 비율
pages-home-column-trend = 추이
pages-home-column-day = 분석일
pages-home-then = { $day }: { $share }
pages-demo-name = 지어낸 팔로워

## 분석

pages-analysis-print = 이 화면 인쇄
pages-analysis-report = 전체 보고서
pages-analysis-again = 다른 질문 하기
pages-analysis-audience = 이 팔로워에 관해 보관한 내용
pages-analysis-delete = 이 결과 삭제
pages-analysis-delete-what = 결과와 보고서를 삭제합니다. 팔로워 자료는 남습니다.
pages-analysis-delete-button = 결과 삭제

## 팔로워 자료

pages-audience-title = { $account }, { $name }
pages-audience-kept = { $day }에 팔로워 { $n }명을 보관했습니다. { $rejected ->
    [0] 빠진 행은 없습니다.
   *[other] { $rejected }행은 읽을 수 없었습니다.
}
pages-audience-analyse = 정책 대상과 비교
pages-audience-notes = 알아 둘 사항
pages-audience-columns = 각 열을 어떻게 읽었는지
pages-audience-rejected = 읽을 수 없는 행
pages-audience-rejected-row = { $row }행, { $field }: 쓸 수 있는 값은 { $accepted }
pages-audience-analyses = 결과
pages-audience-no-analyses = 이 팔로워에 관한 질문이 아직 없습니다.
pages-audience-delete = 이 팔로워 자료 삭제
pages-audience-delete-what = 팔로워 자료와 그에 관해 저장한 것을 모두 삭제합니다. 결과는 남습니다.
pages-audience-delete-button = 팔로워 자료 삭제

## 팔로워 가져오기

pages-draft-column = 열
pages-draft-meaning = 뜻
pages-draft-not-kept = 보관하지 않음
pages-draft-examples = 예
pages-draft-filled = 채워진 칸
pages-step-file = 파일
pages-step-columns = 열
pages-step-target = 정책 대상
pages-upload-title = 팔로워 추가
pages-upload-intro = 팔로워 한 명에 한 행씩 있는 파일을 가져오십시오. 열 이름은 한국어나 영어로 자유롭게 쓸 수 있습니다. 보관하기 전에 파일을 어떻게 읽었는지 보여 드립니다.
pages-upload-account = 계정(선택)
pages-upload-account-hint = 팔로우하는 계정입니다. 예: @housing. 같은 계정의 결과는 시간에 따라 비교합니다.
pages-upload-name = 이름(선택)
pages-upload-name-hint = 이 파일을 부를 이름입니다. 예: 2026년 가을.
pages-upload-file = 팔로워 파일
pages-upload-file-hint = CSV, 엑셀, JSON 또는 X, 인스타그램, 페이스북, 마스토돈, 블루스카이에서 내려받은 파일. 여기에 끌어다 놓을 수 있습니다.
pages-upload-button = 파일 확인
pages-upload-progress = 보내는 중:
pages-upload-failed = 연결이 끊겼습니다. 파일을 다시 보내십시오.
pages-upload-no-file = 파일을 고르십시오.
pages-draft-title = 파일을 이렇게 읽었습니다
pages-draft-rows = { $file }: { $n }행을 읽을 수 있습니다. { $rejected ->
    [0] {""}
   *[other] { $rejected }행은 읽을 수 없습니다.
}
pages-draft-caption = 각 열의 뜻을 확인하십시오
pages-draft-fields = 파일에 있는 항목:
pages-draft-income = 소득의 단위
pages-draft-income-hint = 파일에 소득이 있으나 단위가 적혀 있지 않을 때 필요합니다.
pages-draft-income-said = 파일에 적혀 있거나 소득이 없음
pages-draft-unreadable = 읽을 수 없는 값 { $n }개(예: { $examples })
pages-draft-personal = 개인정보가 들어 있습니다.
pages-draft-kept = 뜻이 정해진 열은 이 서비스에 보관합니다. 이름, 주소, 그 밖에 보관하지 않는 것은 저장하지 않습니다.
pages-draft-check = 다시 확인
pages-draft-keep = 팔로워 { $n }명 보관
pages-draft-discard = 파일 버리기
pages-field-age = 나이
pages-field-birth-year = 출생 연도
pages-field-gender = 성별
pages-field-region = 지역
pages-field-income = 소득
pages-field-median-ratio = 중위소득 대비 소득
pages-field-household-size = 가구원 수
pages-field-education = 학력
pages-field-employment = 취업 상태
pages-field-tenure = 주거 점유 형태
pages-field-in-target = 정책 대상 여부(예 또는 아니요)
pages-field-label-weight = 해당 여부 값의 가중치
pages-field-id = 팔로워 id
pages-field-followed-at = 팔로우한 날
pages-field-follow-order = 팔로우한 순서
pages-field-created-at = 계정 생성일
pages-field-followers = 팔로워의 팔로워 수
pages-field-following = 팔로워가 팔로우하는 계정 수
pages-field-posts = 게시물
pages-field-likes = 누른 좋아요
pages-field-listed = 리스트
pages-field-last-active = 마지막 활동일
pages-field-own-name = { $name }(제 이름 그대로)
pages-field-channel = { $name } 이용
pages-field-attribute = 그 밖의 것: 제 이름 그대로 보관
pages-field-not-kept = 보관하지 않음

## 정책 대상

pages-target-who = 우리 기관의 정책 대상은 누구입니까?
pages-target-preset = 정책 대상
pages-target-own = 아래에 직접 정한 조건
pages-target-labelled = 파일에 정책 대상으로 적힌 사람
pages-target-age-min = 가장 적은 나이
pages-target-age-max = 가장 많은 나이
pages-target-income = 가구소득
pages-income-any = 상관없음
pages-income-half = 중위소득의 50% 미만
pages-income-three-quarters = 중위소득의 75% 미만
pages-income-median = 중위소득 미만
pages-income-one-and-a-half = 중위소득의 150% 미만
pages-income-double = 중위소득의 200% 미만
pages-target-region = 지역(선택)
pages-target-region-hint = 파일에 적힌 대로 쉼표로 나누어 적으십시오. 예: KR-11, KR-26.
pages-target-country = 국가
pages-target-year = 연도(선택)
pages-target-nobody = 정책 대상을 고르거나 조건을 적으십시오.
pages-target-sentence = 정책 대상: { $target }.
pages-target-people = 약 { $people }명, 성인의 { $share }입니다.
pages-target-share = 성인의 { $share }입니다.
pages-target-figures = { $year }년에 이들이 어떤 채널을 이용하는지는 조사에 있습니다.
pages-target-no-income = 이들이 어떤 채널을 이용하는지 소득별로 조사한 자료가 없습니다. { $year }년 수치는 나이만 반영했으며, 소득의 영향은 구간에 반영했습니다.
pages-target-unknown-size = 몇 명인지는 공표된 통계로 알 수 없습니다.

## 질문

pages-question-title = 누구에게 다가가려 하십니까?
pages-question-more = 그 밖의 조건
pages-question-minimum = 최소 기준(%, 선택)
pages-question-minimum-hint = 팔로워 중 정책 대상이 이 비율 이상인지 알려 드립니다.
pages-question-of-target = 파일의 해당 여부 열은 이 정책 대상을 기준으로 적은 것입니다
pages-question-of-target-hint = 파일에 그런 열이 없으면 비워 두십시오.
pages-question-random = 그 열이 채워진 사람은 무작위로 뽑았습니다
pages-question-panel = 비교할 조사
pages-question-no-panel = 없음
pages-question-hours = 주당 인력 시간(선택)
pages-question-hours-hint = 적으면 한 주의 계획도 함께 드립니다.
pages-question-check = 뜻 확인
pages-question-ask = 결과 보기

## 채널과 계획

pages-plan-title = 정책 대상이 있는 곳과 계획
pages-plan-means = 한 주에 쓸 수 있는 것
pages-plan-hours = 인력 시간:
pages-plan-money = 예산
pages-plan-button = 채널과 계획 보기
pages-plan-key-target = 정책 대상
pages-plan-key-everyone = 전체 성인
pages-plan-scale = 0%부터 100%까지
pages-plan-target = 정책 대상
pages-plan-everyone = 전체 성인
pages-plan-group = 채널, 표 { $n }
pages-plan-measured = 조사 기준: { $measures }.

## 캠페인

pages-nav-campaigns = 캠페인
pages-campaign-title = 캠페인은 효과가 있었습니까?
pages-campaign-intro = 일별 또는 주별 수치를 붙여 넣고 캠페인 기간을 알려 주십시오. 실제 수치와 캠페인이 없었을 때의 예상을 나란히 보여 드립니다.
pages-campaign-again = 다른 캠페인 보기
pages-campaign-counts = 수치
pages-campaign-counts-hint = 표를 첫 행까지 복사해 붙여 넣으십시오. 날짜 열과 팔로워, 좋아요, 답글, 재게시, 클릭 가운데 하나의 열이 필요하며, 캠페인 전 기록이 21일 또는 8주 이상 있어야 합니다.
pages-campaign-event = 캠페인
pages-campaign-name = 이름
pages-campaign-from = 첫날
pages-campaign-to = 마지막 날(계속 진행 중이면 비움)
pages-campaign-country = 공휴일을 반영할 국가
pages-campaign-no-country = 없음
pages-campaign-button = 캠페인 판단
pages-campaign-store = 결과 저장
pages-campaign-not-kept = 판단만 하면 아무것도 저장하지 않습니다. 저장한 결과는 캠페인 결과 화면에 나옵니다.
pages-campaign-line = { $line }째 줄: { $problem }

## 캠페인 결과

pages-ledger-title = 캠페인 결과
pages-ledger-intro = 캠페인의 성과는 이후 계획에 반영됩니다. 틀린 것은 고치고, 실제로 하지 않은 것은 지우십시오.
pages-ledger-record = 예측이 맞은 비율
pages-ledger-results = 결과
pages-ledger-none = 아직 없습니다.
pages-ledger-day = 날짜
pages-ledger-delivered = 닿은 인원
pages-ledger-responded = 반응한 인원
pages-ledger-unknown = 알 수 없음
pages-ledger-new = 결과 추가
pages-ledger-one = 결과
pages-ledger-any-country = 밝히지 않음
pages-ledger-add = 결과 추가
pages-ledger-correct = 결과 정정
pages-ledger-save = 정정 저장
pages-ledger-back = 전체 결과로
pages-ledger-delete = 이 결과 삭제
pages-ledger-delete-what = 이후 계획에 더는 반영되지 않습니다.

## 계정의 추이

pages-account-title = { $account }의 추이
pages-account-files = 팔로워 파일
pages-account-file = 파일
pages-account-day = 가져온 날
pages-account-followers = 팔로워
pages-account-answer = { $name }, { $day } 분석
pages-account-change-since = { $name } 이후 팔로워 { $stayed }명이 남고 { $came }명이 새로 왔으며 { $went }명이 떠났습니다.
pages-account-change = 앞의 파일 이후 팔로워 { $stayed }명이 남고 { $came }명이 새로 왔으며 { $went }명이 떠났습니다.
pages-analysis-account = 이 계정의 추이
pages-analysis-download = 내려받기:
pages-home-over-time = 추이 보기
pages-plan-own = 기관이 직접 닿을 수 있는 사람(선택)
pages-plan-own-hint = 적으면 계획이 몇 명에게 닿는지, 시간을 더 들이면 몇 명이 더 늘어나는지 알려 드립니다. 적지 않으면 채널의 순서만 알려 드립니다.
pages-plan-own-none = 없음
pages-plan-own-number = 인원
pages-plan-own-unit = 세는 기준
pages-plan-followers = 팔로워
pages-plan-subscribers = 구독자
pages-plan-visitors = 주간 방문자
pages-plan-recipients = 우편이나 메시지 수신자
pages-plan-reached = 지난 캠페인이 닿은 사람

## 잘못된 입력

pages-draft-no-table = 파일이 표가 아니어서 여기서는 열을 고를 수 없습니다.
pages-draft-two = 두 열이 같은 것을 나타낼 수 없고, 각 열은 담긴 값에 맞는 것이어야 합니다: { $problem }.
pages-form-foreign = 이 화면에서 만든 양식이 아니거나 접속이 끝났습니다. 뒤로 돌아가 화면을 새로 고친 뒤 다시 보내십시오.
pages-ledger-changed = 그사이에 다른 사람이 이 결과를 바꾸었습니다. 다시 여십시오.
pages-ledger-plans = 저장한 계획
pages-ledger-effects = 저장한 효과 분석
pages-ledger-known = 닿은 인원 가운데 대상 여부를 아는 인원
pages-ledger-in-target = 그 가운데 정책 대상 인원
pages-ledger-plan = 이 캠페인이 따른 계획
pages-ledger-no-plan = 저장한 계획 없음
pages-plan-store = 이 계획 저장
pages-plan-store-what = 계획과 함께 도달할 것으로 예측한 인원을 저장합니다. 캠페인 결과에 이 계획을 적으면 예측이 얼마나 자주 맞았는지 알려 드립니다.
pages-stored-delete = 삭제
pages-stored-delete-what = 예측한 내용과 함께 삭제됩니다.
pages-stored-delete-button = 삭제하기
pages-sign-in-cookies = 브라우저가 쿠키를 보내지 않았습니다. 이 사이트의 쿠키를 허용하고 https로 여십시오.
pages-sign-in-wait = 시도가 너무 많습니다. { $n }초 기다렸다가 다시 하십시오.
pages-sign-in-wrong = 등록되지 않았거나 폐기되었거나 기한이 지난 키입니다. 키 전체를 복사했는지 확인하십시오.

## 팔로워 표본에게 묻기

pages-ask-title = 팔로워 일부에게 묻기
pages-ask-intro = 프로필에 밝히지 않은 팔로워가 정책 대상인지는 알 수 없습니다. 무작위로 뽑은 일부에게 물으면 그 답변으로 전체를 추정할 수 있습니다.
pages-ask-more-intro = 이미 물은 사람은 다시 뽑지 않습니다. 모든 차수의 답변을 함께 계산합니다.
pages-ask-size = 몇 명에게 물을 것인가
pages-ask-size-hint = 하나 또는 여럿을 입력하십시오. 필요한 만큼만 뽑습니다.
pages-ask-people = 최대 인원
pages-ask-within = 비율의 오차 한계(%p)
pages-ask-minimum-hint = 최소 기준을 입력하면 판정이 나왔는지, 몇 명에게 더 물어야 하는지 알려 드립니다.
pages-ask-rate = 예상 응답률, %(선택)
pages-ask-rate-hint = 100명 중 30명이 답할 것으로 보이면 30을 입력하십시오. 그만큼 더 뽑습니다. 비워 두면 모두 답한다고 봅니다.
pages-ask-looks = 답변 확인
pages-ask-looks-many = 수시로 확인하고 판정이 나오면 중단
pages-ask-looks-once = 모두 모은 뒤 한 번만 확인
pages-ask-prize = 무작위로 뽑은 절반에게 경품 제안
pages-ask-prize-hint = 답하지 않는 사람이 답하는 사람과 다른지 알 수 있습니다.
pages-ask-draw = 물을 사람 뽑기
pages-ask-needed-more = 원하는 결과를 얻으려면 답변 { $n }건이 필요합니다. 아래에서 더 뽑을 수 있습니다.
pages-ask-send = 설문 보내기
pages-ask-send-how = 목록에 있는 사람에게만 묻고, 코드를 설문과 함께 보내십시오. 목록에는 파일에서 각 사람이 있는 행 번호가 있습니다. 이름은 없지만 원래 파일을 가진 사람은 누구인지 알 수 있으므로 외부에 공개하지 마십시오.
pages-ask-list = 물을 사람과 코드 목록(CSV)
pages-ask-form-text = { $language } 설문지, 글
pages-ask-form-text-prize = { $language } 설문지, 글(경품을 제안받는 사람용)
pages-ask-form-csv = { $language } 설문지, 설문 도구용 표(CSV)
pages-language-en = 영어
pages-language-ko = 한국어
pages-ask-answers = 답변 입력
pages-ask-counts = { $asked }명 중 { $answered }명의 답변으로 해당 여부를 알 수 있습니다.
pages-ask-paste = 답변
pages-ask-paste-hint = 설문 도구나 스프레드시트에서 표를 첫 행까지 함께 복사해 붙여 넣으십시오. 코드 열과 다음 열(또는 질문 문구로 된 열)이 필요합니다: { $columns }.
pages-ask-file = 또는 답변 파일(CSV, 엑셀)
pages-ask-add = 답변 추가
pages-ask-nothing = 답변을 붙여 넣거나 파일을 고르십시오.
pages-ask-figure = 결과 보기
pages-ask-no-answers = 아직 답변이 없습니다.
pages-ask-keep = 이 결과를 전체 보고서와 함께 보관
pages-ask-more = 더 많은 사람에게 묻기
pages-ask-delete = 이 목록과 답변 삭제
pages-ask-delete-what = 목록, 코드, 답변을 삭제합니다. 보고서로 보관한 결과는 남습니다.
pages-ask-delete-button = 목록과 답변 삭제
pages-asks = 설문한 사람
pages-asks-day = 뽑은 날

## 보고서 만들기

pages-build-title = 보고서 만들기
pages-build-link = 보고서 만들기
pages-build-of = { $day }에 낸 결과의 보고서입니다. 담을 내용을 고른 뒤 인쇄하거나 파일로 보관하십시오.
pages-build-name = 제목(선택)
pages-build-agency = 기관(선택)
pages-build-language = 언어
pages-build-parts = 담을 부분
pages-build-always = ‘{ $part }’ 부분은 항상 담습니다.
pages-build-arranged = 계획이 있는 결과의 Markdown은 홍보 계획의 순서에 따르며 모든 부분을 담습니다.
pages-build-print = 인쇄용으로 보기
pages-build-xlsx = 모든 표를 담은 스프레드시트(XLSX)
pages-build-back = 결과로 돌아가기
pages-problem-no-page = 이런 화면은 없습니다. 주소를 확인하거나 처음 화면에서 다시 시작하십시오.
pages-ledger-no-record = 아직 결과를 확인할 수 있는 예측이 없습니다. { $open ->
    [0] 결과나 계획을 저장하면 예측을 등록합니다.
   *[other] 결과를 기다리는 예측이 { $open }건 있습니다.
}
