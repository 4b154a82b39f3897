### 한꺼번에 유입된 것으로 보이는 팔로워.

follower-audit-heading = 팔로워는 어떻게 유입되었는가
follower-audit-lead = { $followers } 중 약 { $share }가 한꺼번에 유입된 것으로 보입니다. { $cohorts }개 집단, { COUNT($number, "명") }입니다.
follower-audit-lead-by-creation = { $followers } 중 약 { $share }가 한꺼번에 유입된 것으로 보입니다. { $cohorts }개 집단, { COUNT($number, "명") }이며, 계정 생성일과 프로필만으로 판단했습니다.
follower-audit-not-examined = { $followers } 가운데 한꺼번에 유입된 사람이 있는지 조사하지 못했습니다.
follower-audit-partly-examined = { $followers } 가운데 한꺼번에 유입된 것으로 보이는 집단은 조사할 수 있는 범위에서는 없습니다.
follower-audit-none = { $followers } 가운데 한꺼번에 유입된 것으로 보이는 집단은 없습니다.

follower-audit-cohort = 집단
follower-audit-came = 유입 시기
follower-audit-followers = 팔로워
follower-audit-suspected = 대량 유입 의심
follower-audit-fit = 정책 대상 비율
follower-audit-caption = 함께 유입된 팔로워와, 그중 한꺼번에 유입된 것으로 보이는 비율({ $interval }).
follower-audit-time-unknown = 알 수 없음
follower-audit-not-estimated = 추정하지 않음
follower-audit-created = { $first }부터 { $last }까지 만들어진 계정 가운데 의심되는 수: 약 { COUNT($number, "명") }.
follower-audit-not-before = 첫 팔로워는 { $day } 이후에 유입되었습니다.
follower-audit-group = 이 추정은 집단에 관한 것이며 개인에 관한 것이 아닙니다.
follower-audit-with-and-without = 전체 팔로워의 { $all }가 정책 대상이고, 의심되는 팔로워를 빼면 { $without }입니다.
follower-audit-of-suspected = 의심되는 팔로워의 { $share }가 정책 대상입니다.

follower-audit-unusual = 평소와 다르지만 다른 근거가 없어 의심하지 않는 것:
follower-audit-unusual-item = { $span }: { $sign }
follower-audit-limits = 조사하지 못한 것:
follower-audit-false-alarms = 서로 독립된 두 가지 근거가 일치할 때만 의심합니다. 문제가 없는데도 의심하는 경우는 많아야 { $rate }입니다.

follower-audit-position = { $n }번째 팔로워
follower-audit-positions = { $from }번째부터 { $to }번째까지의 팔로워
follower-audit-timeline = { $order ->
    [time] 팔로우한 시각순 팔로워, { $first }부터 { $last }까지.
   *[order] 팔로우한 순서별 팔로워, { $first }부터 { $last }까지.
}

follower-audit-evidence-arrival-burst = 유입 급증
follower-audit-evidence-creation-burst = 계정 생성일 집중
follower-audit-evidence-profile-pattern = 프로필 양상
follower-audit-evidence-similarity = 계정 간 유사성
follower-audit-evidence-silence = 참여 없음

follower-audit-evidence-arrived = 계정의 평소 흐름으로는 { $expected }명이 예상되는 기간에 { $observed }명이 유입되었습니다
follower-audit-evidence-created = 계정 { $of }개 중 { $observed }개가 { $days } 만들어졌습니다. 앞뒤 팔로워로 보아 예상되는 수는 { $expected }개입니다
follower-audit-evidence-created-with-pattern = 프로필 양상이 나타나는 계정 { $of }개 중 { $observed }개가 { $days } 만들어졌습니다. 앞뒤 팔로워로 보아 예상되는 수는 { $expected }개입니다
follower-audit-evidence-pattern = { $of }개 중 { $observed }개는 팔로우하는 계정이 팔로워보다 몇 배나 많고, 팔로워·게시물·좋아요·리스트가 적습니다. 앞뒤 팔로워로 보아 예상되는 수는 { $expected }개입니다
follower-audit-evidence-similar = 이 집단에서 고른 두 계정의 수치가 비슷한 경우는 { $observed }, 앞뒤 팔로워에서는 { $expected }입니다
follower-audit-evidence-silent = { $of }명 중 { $observed }명이 한 번도 참여하지 않았습니다. 앞뒤 팔로워로 보아 예상되는 수는 { $expected }명입니다
follower-audit-evidence-on-day = { $day }에
follower-audit-evidence-days = { $first }부터 { $last } 사이에
follower-audit-evidence-same-days = 같은 시기에

follower-audit-evidence-present = { $sentence }({ $chance })
follower-audit-evidence-present-suppressed = { $kind }: 있음. 수가 너무 적어 공개하지 않습니다
follower-audit-evidence-absent = { $kind }: 없음
follower-audit-evidence-absent-with-counts = { $kind }: 없음. { $sentence }
follower-audit-evidence-not-examined = { $kind }: 조사하지 못함. { $why }
follower-audit-evidence-signal = { $sentence }({ $chance }). { $why }
follower-audit-evidence-viral = 널리 퍼진 게시물이 있어도 이렇게 나타나며, 이를 뒷받침하는 다른 근거가 없습니다
follower-audit-evidence-alone = 이를 뒷받침하는 다른 종류의 근거가 없습니다
follower-audit-evidence-chance = 우연이라면 이런 기간 { $n }개 중 많아야 1개
follower-audit-evidence-chance-below = 우연이라면 이런 기간 { $n }개 중 1개 미만
follower-audit-evidence-chance-likely = 우연히도 나타날 수 있는 정도

follower-audit-evidence-why-short-history = 평소 수준을 정하기에는 기록이 너무 짧습니다
follower-audit-evidence-why-order-only = 팔로우 순서만으로는 언제 유입되었는지 알 수 없습니다
follower-audit-evidence-why-no-order = 팔로우한 시각도 순서도 알 수 없습니다
follower-audit-evidence-why-no-creation-dates = 계정 생성일을 알 수 없습니다
follower-audit-evidence-why-few-pattern-counts = 양상을 보는 데 필요한 수치가 있는 팔로워가 너무 적습니다
follower-audit-evidence-why-few-counts = 수치가 있는 팔로워가 너무 적습니다
follower-audit-evidence-why-few-engagements = 기관 계정에 참여한 기록이 있는 팔로워가 너무 적습니다

follower-audit-evidence-too-few = 팔로워 { $followers }명은 조사하기에 너무 적습니다. { $min }명 이상이 필요합니다
follower-audit-evidence-not-placed = { $field } 항목이 없는 팔로워: { COUNT($followers, "명") }. 어느 집단에도 들어가지 않습니다
follower-audit-evidence-no-creation-date = account.created_at이 있는 팔로워가 너무 적어 계정 생성일의 집중을 찾을 수 없습니다
follower-audit-evidence-no-counts = account.followers, account.following과 account.posts, account.likes, account.listed 중 하나가 있는 팔로워가 너무 적어 프로필 양상을 찾을 수 없습니다
follower-audit-evidence-no-engagement = engagement.* 항목이 있는 팔로워가 너무 적어 참여 없음을 찾을 수 없습니다
follower-audit-evidence-followed-before-created = 계정이 만들어지기 전에 팔로우한 것으로 적힌 팔로워: { COUNT($followers, "명") }. 두 날짜를 확인하십시오
follower-audit-evidence-short-history = 모든 팔로워가 3주 안에 유입되어, 평소 유입 수준을 정하기에는 기간이 너무 짧습니다
follower-audit-evidence-no-follow-time = 팔로워 대부분에 followed_at이 없어 유입 급증을 찾을 수 없습니다
follower-audit-evidence-no-follow-order = 팔로워 대부분에 followed_at도 follow_order도 없습니다. 계정 생성일과 프로필만으로는 근거가 약하고, 언제 유입되었는지도 알 수 없습니다
follower-audit-evidence-single-kind = 조사할 수 있는 근거가 한 가지뿐이며, 한 가지만으로는 의심하지 않습니다

follower-audit-evidence-follows-many = { $min }개 이상의 계정을 팔로우하며, 이는 자기 팔로워의 { $ratio }배 이상입니다
follower-audit-evidence-few-followers = 팔로워 { $n }명 미만
follower-audit-evidence-few-posts = 게시물 { $n }개 미만
follower-audit-evidence-no-likes = 좋아요 없음
follower-audit-evidence-unlisted = 올라 있는 리스트 없음
