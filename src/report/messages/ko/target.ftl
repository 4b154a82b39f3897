### 정책 대상, 집단, 항목을 말로 나타냅니다.

target-labelled = in_target에 정책 대상으로 기록된 프로필
target-or = { " 또는 " }
target-age = { $min }~{ $max }세
target-age-from = { $min }세 이상
target-age-to = { $max }세 이하
target-ratio = 소득이 전국 중위소득의 { $min }배 이상 { $max }배 미만
target-ratio-from = 소득이 전국 중위소득의 { $min }배 이상
target-ratio-below = 소득이 전국 중위소득의 { $max }배 미만
target-amount = 연 소득 { $min } { $currency } 이상 { $max } { $currency } 미만
target-amount-from = 연 소득 { $min } { $currency } 이상
target-amount-below = 연 소득 { $max } { $currency } 미만
target-values = { $field } { $values }
target-range = { $field } { $min }~{ $max }
target-range-from = { $field } { $min } 이상
target-range-to = { $field } { $max } 이하

## 누구의 수치인지.

target-people = 모든 사람
target-people-of-age = { $age }인 사람
target-people-with-income = { $people } 중 가구소득이 { $limits }인 사람
target-ages = { $min }~{ $max }세
target-ages-from = { $min }세 이상
target-ages-to = { $max }세 이하
target-limits = { $first }이고 { $second }
target-limit-min-ratio = 중위소득의 { $ratio }배 이상
target-limit-max-ratio = 중위소득의 { $ratio }배 미만
target-limit-min-amount = { $period ->
    [month] 월{" "}
    [year] 연{" "}
   *[none] {""}
}{ $amount }{ $currency ->
    [none] {""}
    [KRW] 원
   *[other] {" "}{ $currency }
} 이상
target-limit-max-amount = { $period ->
    [month] 월{" "}
    [year] 연{" "}
   *[none] {""}
}{ $amount }{ $currency ->
    [none] {""}
    [KRW] 원
   *[other] {" "}{ $currency }
} 미만
target-part = { $ages }, { $income }
target-part-ages = { $min }~{ $max }세
target-part-ages-from = { $min }세 이상
target-part-all-incomes = 모든 소득
target-part-under = 중위소득의 { $ratio }배 미만
target-part-from = 중위소득의 { $ratio }배 이상

## 항목과 조건의 이름.

target-field = { $field ->
    [age] 나이
    [age_band] 나이대
    [birth_year] 출생 연도
    [income] 소득
    [income-median_ratio] 중위소득 대비 비율
    [household_size] 가구원 수
    [region] 지역
    [gender] 성별
    [education] 학력
    [employment] 취업 상태
    [tenure] 주거 점유 형태
    [in_target] 해당 여부
    [account-created_at] 계정 생성일
    [account-last_active_at] 마지막 활동일
    [account-followers] 계정의 팔로워 수
    [account-following] 계정이 팔로우하는 수
    [account-posts] 계정의 게시물 수
    [account-likes] 계정의 좋아요 수
    [account-listed] 계정이 올라 있는 리스트 수
    [account-verified] 계정 인증 여부
    [account-protected] 계정 비공개 여부
    [account-has_avatar] 계정 사진 유무
    [account-has_bio] 계정 소개 유무
    [engagement-likes] 좋아요 참여
    [engagement-replies] 답글 참여
    [engagement-reposts] 재게시 참여
    [engagement-clicks] 클릭 참여
    [followed_at] 팔로우한 시각
    [follow_order] 팔로우 순서
   *[other] { $name }
}
target-ignored = { $condition ->
    [income] 소득(공표된 통계는 개인소득이 아니라 가구소득별입니다)
    [region] 지역
    [gender] 성별
    [education] 학력
    [employment] 취업 상태
    [tenure] 주거 점유 형태
    [labelled] 해당 여부 기록
   *[other] { $name }
}
