## 파일이 갖추어야 할 형식. "아닙니다"의 앞에 온다.

file-format-csv = 머리글이 있는 사람의 표
file-format-json = 프로필의 JSON 배열
file-format-json-table = JSON으로 된 표
file-format-parquet = Parquet 파일
file-format-gzip = gzip 파일
file-format-zstd = 창이 8 MiB 이하인 zstd
file-format-platform = 플랫폼의 팔로워
file-format-x-v2 = 이용자가 든 X API v2 응답 페이지
file-format-x-v1 = X API v1.1의 이용자 또는 id 페이지
file-format-x-archive = X 보관 파일의 팔로워(data/follower.js)
file-format-mastodon = Mastodon 계정의 배열
file-format-mastodon-csv = Mastodon 팔로워의 CSV 내보내기
file-format-bluesky = Bluesky의 팔로워 또는 프로필 페이지
file-format-instagram = Instagram 내려받기의 팔로워(followers_1.json)
file-format-facebook = Facebook 내려받기의 팔로워(people_who_followed_you.json)

## 파일이 실제로 무엇으로 보이는지.

file-export-followers-x-v2 = X API v2의 이용자
file-export-followers-x-v1 = X API v1.1의 이용자 또는 id
file-export-followers-x-archive = X 보관 파일의 팔로워
file-export-followers-mastodon = Mastodon 계정 목록
file-export-followers-mastodon-csv = Mastodon 팔로워의 CSV
file-export-followers-bluesky = Bluesky 프로필
file-export-followers-instagram = Instagram 내려받기의 팔로워
file-export-followers-facebook = Facebook 내려받기의 팔로워
file-export-following = 팔로워가 아니라, 이 계정이 팔로우하는 계정의 목록
file-export-friends = 팔로워가 아니라 친구의 목록
file-export-blocked = 팔로워가 아니라 차단하거나 숨긴 계정의 목록
file-export-lists = 팔로워가 아니라 리스트(만든 사람, 구성원 수)
file-export-relationships = 계정 없이 관계(following, followed_by)만 든 파일. 팔로워 목록을 받으십시오
file-export-posts = 팔로워가 아니라 게시물의 목록
file-export-notifications = 팔로워 목록이 아니라 알림
file-export-likes = 팔로워가 아니라 좋아요의 목록
file-export-events = 이용자 없이 사건이나 기록만 든 파일. app.bsky.graph.getFollowers를 받으십시오
file-export-archive-part = X 보관 파일의 다른 부분. 팔로워는 data/follower.js에 있습니다
file-export-instagram-part = Instagram 내려받기의 다른 부분. 팔로워는 followers_1.json에 있습니다
file-export-web-page = Instagram 또는 Facebook 내려받기의 웹 페이지. JSON 형식으로 다시 신청하십시오
file-export-error-page = 실패한 요청의 응답. 다시 받으십시오
file-export-profiles = 가져오기가 필요 없는 프로필

## 파일 전체에 무엇이 잘못되었는지.

file-nothing = 아무것도 없습니다
file-nothing-table = 아무것도 없습니다. 첫 줄에 열의 이름을 적으십시오
file-nothing-array = 아무것도 없습니다. 프로필이 없는 배열은 []입니다
file-nothing-pages = 아무것도 없습니다. 이용자가 없는 페이지는 []이거나 빈 목록입니다
file-no-file = 파일이 없습니다
file-utf16 = UTF-16으로 보입니다. UTF-8로 저장하십시오
file-compressed = 압축 파일로 보입니다. 먼저 압축을 푸십시오
file-cut = 중간에서 끊겼습니다
file-damaged = 손상되었습니다
file-damaged-or-cut = 손상되었거나 중간에서 끊겼습니다
file-object = {"{"}로 시작합니다. 한 줄에 객체 하나면 NDJSON이고, 요청에서는 프로필의 배열만 여기에 둡니다
file-begins = { RO($shown) } 시작합니다
file-not-whole = { $error }. 파일이 온전합니까?
file-json-table-bytes = { $max } MiB를 넘습니다. CSV나 Parquet로 저장하십시오(pandas: to_parquet)
file-json-table-layout = orientation { RO($orientation) } 시작하고 다르게 이어집니다. CSV나 객체의 목록으로 저장하십시오
file-json-table-nested = { $row }행의 { $name }에 목록이나 객체가 있습니다. 표의 칸에는 글자나 숫자 하나만 둡니다
file-no-profiles = 받은 이름: { $names }. 쓸 수 있는 것: 프로필(id, age, region, account 등) 또는 { $platforms }의 내보내기. 항목에 이 이름을 쓰거나, 이름을 알아보는 CSV로 주십시오
file-list-member = 파일이 객체 하나이고 그 안의 { $name }에 목록이 있습니다. 그 목록만 JSON 배열이나 한 줄에 객체 하나(NDJSON)로 주십시오
file-columns-differ = { $file }의 열이 { $first }의 열과 다릅니다. 한 표의 파일을 주십시오
file-column-and-folder = { $file }: { IGA($name) } 열이면서 폴더입니다
file-deleted-rows = 로그가 이 파일에 없는 행을 삭제합니다. 테이블을 만든 프로그램으로 확인하십시오
file-in = { $file }: { $why }
file-mapping-for-csv = 매핑은 CSV에 씁니다. Parquet 파일에서 열의 이름을 바꾸십시오
file-no-columns = 열이 없습니다
file-no-read-column = 읽을 수 있는 열이 없습니다. 있는 열: { $names }
file-column-twice = { $name } 열이 두 번 있습니다
file-column-type = { $name } 열에 { IGA($found) } 있습니다. 쓸 수 있는 것: 글자, 숫자, 참거짓, 날짜, 시각
file-columns-named-by-values = 열의 이름이 값({ $shown })입니다. 이름을 붙이십시오
file-header-in-rows = 첫 행들이 머리글입니다. 그 행을 빼고 다시 저장하십시오
file-too-many-texts = { $name } 열에 서로 다른 글자가 { $max }가지를 넘습니다. 범주가 아니니 파일에서 빼십시오
file-row-proportion = { $bytes }바이트에 { $rows }행이 있습니다. { $free }행까지 또는 1바이트에 { $per_byte }행까지 쓸 수 있습니다. 되풀이되는 행을 빼거나 CSV로 보내십시오
file-groups = 한 행이 사람이 아니라 집단({ $column })입니다. { $role ->
    [panel] 한 행에 한 사람을 적거나, 집단마다 사람 수를 n 열에 적으십시오
   *[audience] 한 행에 한 사람인 팔로워 목록을 주십시오
}
file-posts = 한 행이 사람이 아니라 게시물({ $column })입니다. 한 행에 한 사람인 팔로워 목록을 주십시오
file-days = 한 행이 사람이 아니라 하루나 한 주({ $column })입니다. 한 행에 한 사람인 팔로워 목록을 주거나, 이 수는 effect로 읽으십시오
file-one-column = 열이 "{ $name }" 하나뿐이고 어떤 항목도 아닙니다. 칸이 쉼표, 쌍반점, 탭, 세로줄, 빈칸이 아닌 것으로 나뉘어 있습니까? 표를 CSV로 저장하십시오
file-other-columns = 앞 파일과 열이 다릅니다. 같은 머리글이 필요 없는 NDJSON으로 쓰십시오
file-long-header = 머리글이 { $max }바이트를 넘습니다
file-control-characters = { $at }번째 열의 이름에 제어 문자가 있습니다: { $name }
file-column-name = { $at }번째 열의 이름이 { $name }입니다. 쓸 수 있는 이름: { $accepted }
file-constant-name = 상수의 이름이 { $name }입니다. 쓸 수 있는 이름: { $accepted }
file-unnamed-columns = 이름이 있는 열이 없습니다. 첫 줄에 열의 이름을 적으십시오
file-values-as-names = 첫 줄이 열의 이름이 아니라 값({ $shown })입니다. 그 위에 이름의 줄을 더하십시오
file-first-line-quotes = 첫 줄의 따옴표가 맞지 않습니다: { $shown }
file-first-line-utf8 = 첫 줄이 UTF-8 글자가 아닙니다: { $shown }. 파일을 UTF-8로 저장하십시오
file-first-line-incomplete = 첫 줄이 끝나지 않았습니다. 닫히지 않은 따옴표가 있습니까?
file-income-unit = { $name } 열의 소득은 이름이나 값으로 보아 { IGA($part) } { $found }인데 { EUL($given) } 주었습니다. 하나를 고치거나, 이 열이 무엇인지 매핑에 적으십시오
file-name-twice = { $at }번째 열의 이름이 앞에 나왔습니다: { $name }. 하나의 이름을 바꾸거나 매핑을 쓰십시오
file-nothing-readable = 읽을 수 있는 칸이 없습니다. { $field }: 받은 값 { $examples }, 쓸 수 있는 값 { $accepted }
file-unrecognised = { $names ->
    [none] 무엇인지 알아볼 수 없습니다
   *[other] 받은 이름: { $names }
}. 쓸 수 있는 것: { $platforms }의 페이지나 내보내기. 무엇인지 --from으로 적고, 표이면 --from csv를 쓰십시오
file-other-network = { $platform }의 파일인데 앞의 파일은 { $before }의 것입니다
file-no-users = { $records ->
    [one] 기록 하나에 { $mark } 항목이 없습니다
   *[other] 기록 { $records }건 가운데 { $mark } 항목이 있는 것이 없습니다
}. 받은 이름: { $names ->
    [none] 보여 줄 수 있는 이름이 없습니다
   *[other] { $names }
}
file-first-column = 첫째 열이 Account address가 아닙니다
file-after-page = { $page }번째 페이지 뒤에 다른 것이 있습니다. JSON이어야 합니다
file-no-json = {"{"}나 [로 시작하지 않습니다. JSON이어야 합니다
file-page-cut = { $page }번째 페이지 중간에서 끝납니다. 다시 받으십시오
file-page-utf8 = { $page }번째 페이지가 UTF-8 글자가 아닙니다. 파일을 UTF-8로 저장하십시오
file-page-account = { $page }번째 페이지는 첫 페이지와 다른 계정의 팔로워입니다
file-page-broken = { $page }번째 페이지가 { $at }번째 바이트에서 깨졌습니다. 쓸 수 있는 것: { $accepted }. 다시 받으십시오
file-column-left-out = { $name }({ $why })
file-column-unnamed = 이름 없는 열
file-column-control-characters = 제어 문자가 든 이름
file-column-row-numbers = 행 번호
file-column-no-field = 그런 항목이 없음
file-column-map-of-others = 단일 값이 아닌 것의 맵
file-column-type-lists = 목록
file-column-type-bytes = 바이트열
file-column-type-times-of-day = 하루의 시각
file-column-type-durations = 시간의 길이
file-column-type-structs = 구조체
file-column-type-maps = 맵
file-column-type-single = 구조체 자리의 단일 값

## 스프레드시트와 압축 파일.

file-format-xlsx = 엑셀 파일(xlsx)
file-format-xlsb = 엑셀 파일(xlsb)
file-format-xls = 엑셀 파일(xls)
file-format-ods = 오픈도큐먼트 스프레드시트(ods)
file-format-zip = zip 압축 파일
file-format-profiles = 프로필
file-cells-out-of-order = 칸의 차례가 맞지 않습니다. 엑셀에서 열어 다시 저장하십시오
file-book-damaged = { $error }. 엑셀에서 열어 다시 저장하십시오
file-zip-damaged = { $error }. 중간에서 끊겼습니까? 다시 내려받으십시오

## Parquet 파일이 스스로 밝히는 것.

file-parquet-short = Parquet 파일이라기에는 너무 짧습니다
file-parquet-magic = 마지막 네 바이트가 PAR1이 아닙니다. 파일이 중간에서 끊겼거나 암호화되었습니까?
file-parquet-footer = 파일 끝의 메타데이터가 16 MiB를 넘습니다. 행 그룹을 더 크게 하여 저장하십시오
file-parquet-length = 적혀 있는 길이보다 짧습니다
file-parquet-row-groups = 행 그룹이 16,384개를 넘습니다. 행 그룹을 더 크게 하여 저장하십시오
file-parquet-columns = 열이 2,048개를 넘습니다. 필요 없는 열을 빼십시오
file-parquet-depth = 열이 너무 깊이 중첩되어 있습니다. account.created_at만큼이면 충분합니다
file-parquet-chunks = 모든 행 그룹의 열을 합하면 65,536개를 넘습니다. 행 그룹을 더 크게 하여 저장하십시오
file-parquet-column-sizes = 열의 크기를 합하면 파일보다 큽니다
file-parquet-entries = 한 행 그룹에 맵의 항목이 4,194,304개를 넘습니다. 행 그룹을 더 작게 하여 저장하십시오
file-parquet-pages = 한 행 그룹에서 함께 읽을 페이지가 256 MiB를 넘습니다. 페이지와 행 그룹을 더 작게 하여 저장하십시오
file-parquet-lzo = 읽지 않는 LZO로 압축되어 있습니다. Zstandard나 gzip으로 저장하십시오
file-parquet-unpacked = 압축을 풀면 적혀 있는 크기보다 큰 페이지가 있습니다
file-parquet-brotli = 16 MiB를 넘는 윈도의 Brotli로 압축된 페이지가 있습니다. Zstandard로 저장하십시오
file-parquet-column-outside = 파일 범위 밖에 놓인 열이 있습니다
file-parquet-page-past = 열의 끝을 넘는 페이지가 있습니다
file-parquet-page-size = 크기가 음수인 페이지가 있습니다
file-parquet-number = 너무 긴 수가 있습니다
file-parquet-nested = 메타데이터가 너무 깊이 중첩되어 있습니다
file-parquet-type = 알 수 없는 유형의 값이 있습니다
