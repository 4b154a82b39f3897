### How many followers are in the target: the estimate, its evidence and the verdict.

fit-followers = { $n ->
    [one] { $n } follower
   *[other] { $n } followers
}
