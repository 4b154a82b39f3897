### Targets, groups and fields in words.

target-labelled = profiles labelled in_target
target-or = { " or " }
target-age = aged { $min } to { $max }
target-age-from = aged { $min } or older
target-age-to = aged { $max } or younger
target-ratio = income { $min } to { $max } of the national median
target-ratio-from = income at least { $min } of the national median
target-ratio-below = income below { $max } of the national median
target-amount = income { $currency } { $min } to { $max } a year
target-amount-from = income at least { $currency } { $min } a year
target-amount-below = income below { $currency } { $max } a year
target-values = { $field } { $values }
target-range = { $field } { $min } to { $max }
target-range-from = { $field } at least { $min }
target-range-to = { $field } at most { $max }

## Whom figures are of.

target-people = people
target-people-of-age = people { $age }
target-people-with-income = { $people } with a household income { $limits }
target-ages = aged { $min }-{ $max }
target-ages-from = aged { $min } and over
target-ages-to = aged up to { $max }
target-limits = { $first } and { $second }
target-limit-min-ratio = at least { $ratio } of the median
target-limit-max-ratio = under { $ratio } of the median
target-limit-min-amount = at least { $amount }{ $currency ->
    [none] {""}
   *[other] {" "}{ $currency }
}{ $period ->
    [month] {" "}a month
    [year] {" "}a year
   *[none] {""}
}
target-limit-max-amount = under { $amount }{ $currency ->
    [none] {""}
   *[other] {" "}{ $currency }
}{ $period ->
    [month] {" "}a month
    [year] {" "}a year
   *[none] {""}
}
target-part = { $ages }, { $income }
target-part-ages = { $min }-{ $max }
target-part-ages-from = { $min } and over
target-part-all-incomes = all incomes
target-part-under = under { $ratio } of median
target-part-from = from { $ratio } of median

## Fields and conditions by name.

target-field = { $field ->
    [account-created_at] day the account was created
    [account-last_active_at] day the account was last active
    [account-followers] followers of the account
    [account-following] accounts it follows
    [account-posts] posts of the account
    [account-likes] likes by the account
    [account-listed] lists with the account
    [account-verified] verified
    [account-protected] protected
    [account-has_avatar] has a picture
    [account-has_bio] has a description
    [engagement-likes] likes of our posts
    [engagement-replies] replies to us
    [engagement-reposts] reposts of us
    [engagement-clicks] clicks on our links
    [followed_at] day of following
    [follow_order] order of following
    [in_target] label
   *[other] { $name }
}
target-ignored = { $condition ->
    [income] income (published figures are by household income, not by personal income)
   *[other] { $name }
}
