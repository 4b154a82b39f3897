### Whom to ask, the questionnaire, and what the answers say.

ask-title = Whom to ask
ask-target = Target
ask-followers = Followers
ask-followers-open = { $profiles }, of whom { $frame } do not state what the target needs
ask-heading = How many to ask
ask-lead = Ask { $people ->
    [one] { $people } person
   *[other] { $people } people
} of the { $frame } whose membership is not known.
ask-needed = { $n ->
    [one] { $n } answer is
   *[other] { $n } answers are
} enough for what you want, so no more people are drawn.
ask-needed-more = For what you want, { $n } answers are needed. You may draw further people in a second wave, with --asked.
ask-outlook-heading = What answers will tell:
ask-outlook = { $n ->
    [one] { $n } answer gives
   *[other] { $n } answers give
} the share to within { $points } percentage points.
ask-outlook-decides = { $n ->
    [one] { $n } answer gives
   *[other] { $n } answers give
} the share to within { $points } percentage points, and { $chance } chance to decide on the minimum of { $minimum }.
ask-how-heading = How they were drawn:
ask-by-chance = Everybody had the same chance.
ask-by-segment = By chance, each segment in proportion to its size.
ask-by-uncertainty = By chance, more of those of whom the panel says least. The list has what the answers need to be weighted.
ask-arms = Half of them, drawn at random, are offered a prize: column arm of the list says who. Name the prize to them, and to nobody else.
ask-sequential = You may look at the answers as often as you like, and stop when they decide.
ask-earlier = { $n ->
    [one] { $n } person was
   *[other] { $n } people were
} asked before, and nobody of them is on this list.
ask-files-heading = Files:
ask-file-list = { $file }: row numbers of your file, and a code for each person. Keep it: answers count together with it only. It names no one, but who has your file knows who they are.
ask-file-questionnaire = { $file }: the questions, as text.
ask-file-form = { $file }: the questions, as a table for form tools.
ask-questions-heading = What is asked
ask-provenance = Ask each person on the list alone, and send the code with the questions. Then: audience-fit analyze FILE --target TARGET --asked { $list } --answers ANSWERS

## The questionnaire. Respondents read it.

ask-form-title = A short survey of our followers
ask-form-intro = { $n ->
    [one] One question. It takes
   *[other] { $n } questions. They take
} less than a minute. You were chosen by chance from those who follow us, so your answer speaks for others too.
ask-form-consent = Taking part is voluntary. We use your answer only to count how many of our followers we work for. Nothing about you is decided by it. We delete codes and answers when we have counted. If you answer, you agree to this.
ask-form-prize = We draw a prize among all who answer, whatever they answer.
ask-form-code = Your code, from our message
ask-form-age = How old are you?
ask-form-income = What is { $scope ->
    [personal] your own income
   *[household] the income of your household, all its members together
}, { $tax ->
    [after] after tax
   *[before] before tax
}, in { $period ->
    [month] a usual month
   *[year] a year
}?
ask-form-income-sizes = { $question } Compare it with the amount for your household: { $amounts }.
ask-form-household = { $n ->
    [one] { $n } person
   *[other] { $n } people
}: { $amount }
ask-form-household-or-more = { $n } or more people: { $amount }
ask-form-amount = { $currency } { $amount }
ask-form-amount-range = { $from } to { $below }
ask-form-region = Do you live in { $values }?
ask-form-gender = Is your gender { $values }?
ask-form-education = Is your education { $values }?
ask-form-employment = Is your employment { $values }?
ask-form-tenure = Is your home one that you { $values }?
ask-form-attribute = Is this true of you: { $field } { $values }?
ask-form-number = Is this true of you: { $field } { $bounds ->
    [both] from { $min } to { $max }
    [lower] { $min } or more
   *[upper] { $max } or less
}?
ask-form-values = { $items } or { $last }
ask-form-all = Are all of these true? { $questions }
ask-form-all-one = { $question } ({ $choice })
ask-form-named = Does this describe you: { $name }?
ask-form-age-up-to = { $age } or younger
ask-form-age-between = { $from } to { $to }
ask-form-age-from = { $age } or older
ask-form-below = Less than { $amount }
ask-form-between = { $from } or more, but less than { $below }
ask-form-at-least = { $amount } or more
ask-form-below-that = Less than that amount
ask-form-too-little-that = Less than the lower amount
ask-form-between-that = Between the two amounts
ask-form-at-least-that = That amount or more
ask-form-at-least-upper = The higher amount or more
ask-form-yes = Yes
ask-form-no = No
ask-form-not-said = I prefer not to say
ask-form-column-question = question
ask-form-column-type = type
ask-form-column-required = required
ask-form-column-option = option { $n }

## Answers that came back.

ask-answers-heading = The answers
ask-answers-lead = { $answered } of { $asked } people who were asked gave an answer that decides: { $rate }.
ask-answers-stop = Stop asking: the answers decide.
ask-answers-go-on = Not decided yet. Asking about { $n } more decides in 4 cases of 5; you may look before.
ask-answers-go-on-all = Not decided yet. The share is so close to the minimum that only asking everybody decides.
ask-answers-notes = What to know of them:
ask-answers-no-list = Nothing says who was asked (--asked). Those who answered are taken to be all who were, each with the same chance.
ask-answers-unknown = { $n ->
    [one] { $n } answer is
   *[other] { $n } answers are
} of nobody on the list, and not counted. Check the codes.
ask-answers-repeated = { $n ->
    [one] { $n } answer was
   *[other] { $n } answers were
} given again and counted once.
ask-answers-conflicting = { $n ->
    [one] { $n } person
   *[other] { $n } people
} answered one thing and another, and were not counted.
ask-answers-undecided = { $n ->
    [one] { $n } person
   *[other] { $n } people
} answered too little to decide, or preferred not to say.
ask-answers-unreadable = { $n ->
    [one] { $n } cell is
   *[other] { $n } cells are
} none of the answers to choose from, and count as nothing said.
ask-answers-contradicted = { $n ->
    [one] { $n } person
   *[other] { $n } people
} answered other than their profile says. Their answers count.
ask-answers-wave = Wave { $wave }: { $answered } of { $asked } answered.
ask-answers-groups = Answers by group: { $groups }. Each answer stands for the people of its group who gave none.
ask-answers-group = { $answered } of { $asked }
ask-answers-no-group = Nobody answered in groups of { $n } people together. The other groups stand for them.
ask-answers-assumption = This takes those who did not answer to be like those who did. The bounds below the figure show what follows if they are not. Two random halves, one of them offered a prize, would show it.
ask-prize-heading = Who does not answer
ask-prize-rates = { $plain } answered without a prize, { $with } with one.
ask-prize-words = People who answered only for the prize match at { $prize }, the others who answered at { $always }.
ask-prize-never = Nobody has seen those who never answer ({ $part } of all). If the difference goes on in them, { $never } of them match, and { $whole } of all of whom you asked some.
ask-prize-weak = The prize brought hardly any more answers, so the halves say little of who does not answer.
ask-prize-caution = This holds if the prize keeps nobody from answering, changes nobody's answer and tempts people in the target no more than others who are as willing to answer, and if people who never answer go on where those who need a prize left off. The answers cannot show that.
ask-prize-withheld = Too few people answered in each half, with either answer, to tell more. So a verdict takes those who did not answer to be like those who did.

## Tables of answers.

ask-table-broken = this is no table of answers: { $problem }
ask-table-no-person = no column code, row or id says whose the answers are; the columns are { $columns }
ask-table-no-answers = columns of answers are missing; accepted: { $expected }, or in_target; the columns are { $columns }

## Why nobody can be asked.

ask-fault-nothing = the target has no condition to ask about and no name; give it a name that people can say yes or no to
ask-fault-no-model = there is no model that could be unsure of anybody; give a panel, or draw by chance
ask-fault-uneven = { $what ->
    [arms] a prize for a random half
   *[sequential] looking often
} needs everybody to be as likely to be asked; draw by chance, or leave it out
ask-fault-no-size = nothing says how many to ask; give the people, the width wanted, or the minimum share to decide on
ask-fault-too-few = there are fewer than { $least } profiles, so nothing is said of them; add more
ask-fault-no-median = the target limits income by the national median, and there is none; give the country, or an amount
ask-fault-nobody-left = there is nobody left to ask: what { $known } people state decides already, and { $asked } were asked before
ask-fault-strata = the list of wave { $wave } was drawn from other groups than this file has; give the file, the panel and the way of drawing (--by) that it was drawn with
