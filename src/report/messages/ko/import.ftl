### 플랫폼의 팔로워와, 자료를 꺼낸 파일에 관한 설명.

import-recognised = 파일을 알아보아 { $platform } 자료로 읽었습니다
import-not-users = 기록 { $n }건은 사용자가 아니어서{ $kind } 제외했습니다
import-looks-like = ({ RO($what) } 보임)
import-older-missing = 빠진 팔로워가 있습니다. 마지막 쪽에 뒤가 더 있다고 되어 있습니다. 가장 최근의 팔로워만 있으므로 그다음 쪽을 받으십시오
import-newer-missing = 빠진 팔로워가 있습니다. 첫 쪽에 더 최근의 팔로워가 있다고 되어 있습니다. 그 앞쪽을 받으십시오
import-out-of-order = 목록을 끝맺는 쪽이 마지막에 있지 않아 follow_order가 틀릴 수 있습니다. 받은 순서대로 쪽을 넣으십시오
import-full-page = 빠진 팔로워가 있을 수 있습니다. 마지막 쪽이 가득 찼습니다({ $n }명). 뒤가 더 있다면 가장 최근의 팔로워만 있는 것이므로 다음 쪽을 받으십시오
import-count-mismatch = 빠진 팔로워가 있거나 쪽이 바뀌었습니다. 쪽에 적힌 사용자는 { $stated }명(result_count)이지만 실제로는 { $found }명입니다
import-empty-pages = 사용자가 없는 쪽: { $n }쪽
import-merged = 되풀이해 나온 사용자 { $n }명을 합쳤습니다
import-changed = 사용자 { $n }명의 { $field } 값이 쪽마다 다릅니다. 나중 쪽의 값을 씁니다
import-unavailable = 플랫폼이 주지 못한(삭제되거나 정지된) 사용자 { $n }명을 뺐습니다
import-suspended = 정지된 사용자 { $n }명을 뺐습니다
import-deactivated = 비활성화된 사용자 { $n }명을 뺐습니다
import-moved = 사용자 { $n }명은 다른 계정으로 옮겼고, 그 계정도 팔로워일 수 있습니다. 빼지 않았습니다
import-memorial = 고인을 추모하는 계정 { $n }개는 빼지 않았습니다
import-limited = 플랫폼이 제한하거나 숨긴 사용자 { $n }명은 빼지 않았습니다
import-hidden-counts = 수치 { $n }개가 음수입니다. 서버가 수치를 숨기는 방식이므로 값이 없는 것으로 봅니다
import-unusable = 사용자 { $n }명의 { $field } 값을 쓸 수 없습니다. 형식이 틀리거나, 있을 수 없는 값이거나, 시간대가 없는 시각입니다. 값이 없는 것으로 봅니다
import-nobody-has = 다음 항목이 있는 사용자가 없습니다: { $fields }. { $ask }
import-ask-user-fields = X에 user.fields=created_at,description,profile_image_url,protected,public_metrics,verified를 요청하십시오
import-ask-whole-users = followers/list를 쓰면 사용자 정보를 모두 받을 수 있습니다
import-ask-look-up = 보관 파일이나 id 목록에는 id만 있습니다. 사용자를 조회하고(user.fields를 붙인 GET /2/users) 둘 다 넣으십시오
import-ask-whole-accounts = GET /api/v1/accounts/:id/followers를 쓰면 계정 정보를 모두 받을 수 있습니다
import-ask-addresses = 파일에 주소만 있습니다. GET /api/v1/accounts/:id/followers를 쓰면 계정을 받을 수 있습니다
import-ask-profiles = app.bsky.actor.getProfiles로 수치를 받을 수 있습니다. 그 쪽도 함께 넣으십시오
import-ask-nothing = 내보낸 파일에 들어 있지 않습니다
import-partial-errors = 사용자와 오류가 함께 있는 쪽: { $n }쪽. 빠진 사용자가 있을 수 있습니다
import-without-order = 사용자 { $n }명은 팔로워 목록에 없고 follow_order도 없습니다. 조회 순서는 팔로우 순서가 아닙니다
import-dates-from-ids = 사용자 { $n }명의 account.created_at은 id에서 얻었습니다. id에는 2016년 이후의 시각만 있어 더 오래된 계정은 값이 없습니다
import-without-follow-time = 팔로우한 시각이 없는 팔로워: { $n }명
import-columns-left-out = 읽지 않는 열을 뺐습니다: { $columns }
import-more-columns-left-out = 읽지 않는 열을 뺐습니다: { $columns } 외 { $more }개
