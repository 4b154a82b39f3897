### The pages of the service: what stands around reports and forms.

pages-skip = Skip to main content
pages-nav = Main
pages-nav-home = Home
pages-nav-followers = Add followers
pages-nav-plan = Channels and plan
pages-sign-out = Sign out
pages-foot-api = API for programs
pages-foot-sources = Sources of the figures
pages-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
pages-share = about { $share }, likely { $range }

## Signing in

pages-sign-in-title = Sign in
pages-sign-in = Sign in
pages-sign-in-key = Your key
pages-sign-in-key-hint = It begins with afk_. Whoever runs the service creates it.
pages-sign-in-wrong = This key is not known, was revoked or has expired. Check that you copied all of it.
pages-sign-in-wait = Too many attempts. Wait { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}, then try again.
pages-sign-in-cookies = Your browser sent no cookie. Allow cookies for this site, and open it by https.
pages-form-foreign = This form was not made by this page, or its session has ended. Go back, reload the page and send it again.
pages-sign-in-ended = Your session has ended. Sign in again to go on.
pages-provider-sign-in = Sign in with your work account
pages-provider-or-key = Or sign in with a key
pages-provider-done = You are signed in
pages-provider-on = Go on
pages-provider-cancelled = You were not signed in: the sign-in service ended it. Try again.
pages-provider-attempt = This sign-in was not begun here, or it took too long. Sign in again, and allow cookies for this site.
pages-provider-away = The sign-in service does not answer as it should. Try again in a few minutes. If it happens again, tell whoever runs audience-fit.
pages-provider-code = The sign-in service did not accept the sign-in that it had begun. Sign in again.
pages-provider-token = The sign-in service sent an account that cannot be trusted: { $reason ->
    [algorithm] it is not signed as it must be
    [key] it is signed with a key that the service does not have
    [signature] its signature is wrong
    [issuer] it comes from another service
    [audience] it is meant for another site
    [time] it has expired, or is not valid yet
    [nonce] it belongs to another sign-in
   *[malformed] it is incomplete
}. Sign in again. If it happens again, tell whoever runs audience-fit.
pages-provider-no-group = You are signed in as { $name }, but none of your groups may use audience-fit. Ask whoever runs it to add your group.
pages-provider-agencies = You are signed in as { $name }, but your groups belong to more than one agency: { $agencies }. Ask whoever runs audience-fit which one you should be in.
pages-provider-revoked = Your access was withdrawn. Ask whoever runs audience-fit.
pages-errors = There is a problem

## What failed

pages-problem-home = Go to the home page
pages-problem-id = If you report this, give this number:

## Home

pages-home-title = What do you want to know?
pages-home-fit = Are our followers the people we exist for?
pages-home-fit-how = Bring a table of your followers: CSV, Excel or the download of a platform.
pages-home-plan = Where do we reach the people we exist for?
pages-home-plan-how = Say who they are. Published surveys say which channels they use.
pages-home-effect = Did a campaign work?
pages-home-effect-how = Paste your daily counts. They are compared with a forecast without the campaign.
pages-home-demo = No file at hand? Try it with a made-up account of 620 followers. None of them exists.
pages-home-demo-button = Try the demo
pages-home-latest = Latest answers
pages-home-none = There are none yet. Bring your followers, or try the demo.
pages-home-unnamed = Followers without a name
pages-home-no-share = no share could be estimated
pages-home-column-question = Followers and target
pages-home-column-share = In the target
pages-home-column-trend = Over time
pages-home-column-day = Answered
pages-home-over-time = See it over time
pages-home-then = { $day }: { $share }
pages-demo-name = Made-up followers

## An analysis

pages-analysis-print = Print this page
pages-analysis-download = Download:
pages-analysis-report = Whole report
pages-analysis-again = Ask something else
pages-analysis-account = This account over time
pages-analysis-audience = What was kept of these followers
pages-analysis-delete = Delete this answer
pages-analysis-delete-what = The answer and its reports are deleted. The followers stay.
pages-analysis-delete-button = Delete the answer

## An audience

pages-audience-title = { $account }, { $name }
pages-audience-kept = { $n ->
    [one] { $n } follower was
   *[other] { $n } followers were
} kept on { $day }. { $rejected ->
    [0] No row was left out.
    [one] { $rejected } row could not be read.
   *[other] { $rejected } rows could not be read.
}
pages-audience-analyse = Compare with a target
pages-audience-notes = What to know
pages-audience-columns = What each column was taken for
pages-audience-rejected = Rows that could not be read
pages-audience-rejected-row = Row { $row }, { $field }: accepted is { $accepted }
pages-audience-analyses = Answers
pages-audience-no-analyses = Nothing was asked of these followers yet.
pages-audience-delete = Delete these followers
pages-audience-delete-what = The followers are deleted with all that was stored of them. Answers stay.
pages-audience-delete-button = Delete the followers

## Bringing followers

pages-draft-column = Column
pages-draft-meaning = Meaning
pages-draft-not-kept = not kept
pages-draft-examples = Examples
pages-draft-filled = Filled
pages-step-file = File
pages-step-columns = Columns
pages-step-target = Target
pages-upload-title = Add followers
pages-upload-intro = Bring one row for each follower. Columns may have any name, in English or Korean. You see what the file is taken for before anything is kept.
pages-upload-account = Account (optional)
pages-upload-account-hint = The account they follow, such as @housing. Answers of one account are compared over time.
pages-upload-name = Name (optional)
pages-upload-name-hint = What you call this file, such as Autumn 2026.
pages-upload-file = File of followers
pages-upload-file-hint = CSV, Excel, JSON, or the download of X, Instagram, Facebook, Mastodon or Bluesky. You can drop it here.
pages-upload-button = Look at the file
pages-upload-progress = Sending:
pages-upload-failed = The connection broke. Send the file again.
pages-upload-no-file = Choose a file.
pages-draft-title = What your file is taken for
pages-draft-rows = { $file }: { $n ->
    [one] { $n } row can be read
   *[other] { $n } rows can be read
}{ $rejected ->
    [0] .
   *[other] {" "}and { $rejected } cannot.
}
pages-draft-caption = Check the meaning of each column
pages-draft-fields = The file has these fields:
pages-draft-income = Unit of incomes
pages-draft-income-hint = Needed if the file has incomes and does not say their unit.
pages-draft-income-said = The file says it, or has no incomes
pages-draft-unreadable = { $n } cannot be read, such as { $examples }
pages-draft-no-table = The file is no table, so its columns cannot be chosen here.
pages-draft-two = Two columns cannot stand for one thing, and each must stand for what it can: { $problem }.
pages-draft-personal = It holds personal data.
pages-draft-kept = What has a meaning is kept on this service. Names, addresses and whatever is not kept are not stored.
pages-draft-check = Check again
pages-draft-keep = Keep { $n ->
    [one] { $n } follower
   *[other] { $n } followers
}
pages-draft-discard = Throw the file away
pages-field-age = Age
pages-field-birth-year = Year of birth
pages-field-gender = Gender
pages-field-region = Region
pages-field-income = Income
pages-field-median-ratio = Income as a share of the median
pages-field-household-size = People in the household
pages-field-education = Education
pages-field-employment = Employment
pages-field-tenure = Housing tenure
pages-field-in-target = In the target (yes or no)
pages-field-label-weight = Weight of a label
pages-field-id = Id of the follower
pages-field-followed-at = Followed on
pages-field-follow-order = Order of following
pages-field-created-at = Account created on
pages-field-followers = Followers of the follower
pages-field-following = Accounts that the follower follows
pages-field-posts = Posts
pages-field-likes = Likes given
pages-field-listed = Lists
pages-field-last-active = Last active on
pages-field-own-name = { $name } (its own name)
pages-field-channel = Uses { $name }
pages-field-attribute = Something else: keep it under its own name
pages-field-not-kept = Do not keep

## Who the target is

pages-target-who = Who are the people you exist for?
pages-target-preset = Target
pages-target-own = My own conditions, below
pages-target-labelled = Whoever my file says is in the target
pages-target-age-min = Youngest age
pages-target-age-max = Oldest age
pages-target-income = Household income
pages-income-any = Any
pages-income-half = Below half of the median
pages-income-three-quarters = Below 75 % of the median
pages-income-median = Below the median
pages-income-one-and-a-half = Below 150 % of the median
pages-income-double = Below 200 % of the median
pages-target-region = Regions (optional)
pages-target-region-hint = As your file writes them, with commas between, such as KR-11, KR-26.
pages-target-country = Country
pages-target-year = Year (optional)
pages-target-nobody = Choose a target, or say who they are.
pages-target-sentence = The target is: { $target }.
pages-target-people = That is about { $people } people, { $share } of adults.
pages-target-share = That is { $share } of adults.
pages-target-figures = Which channels they use is known from surveys, for { $year }.
pages-target-no-income = No survey says by income which channels they use. The figures for { $year } are by age alone, and their ranges allow for income.
pages-target-unknown-size = How many people that is cannot be known from published figures.

## A question

pages-question-title = Whom do you want to reach?
pages-question-more = What else counts
pages-question-minimum = Minimum share, in % (optional)
pages-question-minimum-hint = The answer says whether this share of your followers is in the target.
pages-question-of-target = The file's column for the target was filled in for this target
pages-question-of-target-hint = Leave it empty if your file has no such column.
pages-question-random = The people with that column filled in were drawn at random
pages-question-panel = Survey to compare with
pages-question-no-panel = None
pages-question-hours = Staff hours a week (optional)
pages-question-hours-hint = The answer then has a plan for a week.
pages-question-check = Check what this means
pages-question-ask = Answer

## Channels and a plan

pages-plan-title = Where the target is, and a plan
pages-plan-means = What you have for a week
pages-plan-hours = Staff hours:
pages-plan-money = Money
pages-plan-button = Show channels and plan
pages-plan-own = Whom you can reach yourself (optional)
pages-plan-own-hint = With these the plan says how many people it reaches, and how many more with more hours. Without them it is an order of channels.
pages-plan-own-none = None
pages-plan-own-number = People
pages-plan-own-unit = Counted as
pages-plan-followers = followers
pages-plan-subscribers = subscribers
pages-plan-visitors = visitors a week
pages-plan-recipients = recipients of letters or messages
pages-plan-reached = people whom a past campaign reached
pages-plan-key-target = the target
pages-plan-key-everyone = all adults
pages-plan-scale = 0 % to 100 %
pages-plan-target = Target
pages-plan-everyone = All adults
pages-plan-group = Channels, table { $n }
pages-plan-measured = Measured by: { $measures }.

## Campaigns

pages-nav-campaigns = Campaigns
pages-campaign-title = Did a campaign work?
pages-campaign-intro = Paste what was counted by day or week, and say when the campaign was. You see what happened beside what would have happened without it.
pages-campaign-again = Judge another campaign
pages-campaign-counts = Counts
pages-campaign-counts-hint = Copy a table out of your spreadsheet, with its first row. It needs a column of dates and one of followers, likes, replies, reposts or clicks, and at least 21 days or 8 weeks from before the campaign.
pages-campaign-event = The campaign
pages-campaign-name = What it is called
pages-campaign-from = First day
pages-campaign-to = Last day (empty if it goes on)
pages-campaign-country = Allow for the public holidays of
pages-campaign-no-country = no country
pages-campaign-button = Judge the campaign
pages-campaign-store = Store the answer
pages-campaign-not-kept = Judging a campaign stores nothing. What you store is listed beside the results of campaigns.
pages-campaign-line = Line { $line }: { $problem }

## Results of campaigns

pages-ledger-title = Results of campaigns
pages-ledger-intro = What campaigns brought changes later plans. Correct what is wrong, and delete what never happened.
pages-ledger-record = How often forecasts held
pages-ledger-results = Results
pages-ledger-none = There are none yet.
pages-ledger-day = Day
pages-ledger-delivered = People reached
pages-ledger-responded = People who responded
pages-ledger-unknown = not known
pages-ledger-new = Add a result
pages-ledger-one = Result
pages-ledger-any-country = Not said
pages-ledger-add = Add the result
pages-ledger-correct = Correct a result
pages-ledger-save = Save the correction
pages-ledger-back = Back to all results
pages-ledger-delete = Delete this result
pages-ledger-changed = Somebody changed this result meanwhile. Open it again.
pages-ledger-plans = Stored plans
pages-ledger-effects = Stored effects
pages-ledger-known = People of them whose membership of the target is known
pages-ledger-in-target = How many of these are in the target
pages-ledger-plan = Plan it carried out
pages-ledger-no-plan = None that is stored
pages-plan-store = Store this plan
pages-plan-store-what = The plan is stored with the people it says it reaches. Name it in the results of the campaign, and this service tells how often its forecasts held.
pages-stored-delete = Delete
pages-stored-delete-what = It is deleted with what it forecast.
pages-stored-delete-button = Delete it
pages-ledger-delete-what = Later plans no longer learn from it.

## An account over time

pages-account-title = { $account } over time
pages-account-files = Files of followers
pages-account-file = File
pages-account-day = Brought on
pages-account-followers = Followers
pages-account-answer = { $name }, answered on { $day }
pages-account-change-since = Since { $name }, { $stayed } followers stayed, { $came } came and { $went } left.
pages-account-change = Since the file before, { $stayed } followers stayed, { $came } came and { $went } left.

## Asking a sample of followers

pages-ask-title = Ask a sample of followers
pages-ask-intro = Who is in the target is not known of followers whose profile does not say it. Ask some of them, drawn by chance: their answers speak for all.
pages-ask-more-intro = Nobody who was asked before is drawn again. The answers to all rounds count together.
pages-ask-size = How many to ask
pages-ask-size-hint = Give one of these, or several. No more people are drawn than you need.
pages-ask-people = People, at most
pages-ask-within = Know the share to within percentage points
pages-ask-minimum-hint = With a minimum you are told when the answers decide, and how many more to ask.
pages-ask-rate = Answers you expect, in % (optional)
pages-ask-rate-hint = If 30 in 100 people answer, give 30: more people are drawn. Empty means that all answer.
pages-ask-looks = Looking at the answers
pages-ask-looks-many = As often as we like, and stop when they decide
pages-ask-looks-once = Once, when all are in
pages-ask-prize = Offer a prize to half of them, drawn by chance
pages-ask-prize-hint = This shows whether people who do not answer differ from those who do.
pages-ask-draw = Draw whom to ask
pages-ask-needed-more = For what you want, { $n } answers are needed. You can draw further people below.
pages-ask-send = Send the questions
pages-ask-send-how = Ask each person on the list alone, and send the code with the questions. The list has the row of each person in your file. Keep it to yourselves: it names nobody, but who has your file knows who they are.
pages-ask-list = List of people to ask, with their codes (CSV)
pages-ask-form-text = Questionnaire in { $language }, as text
pages-ask-form-text-prize = Questionnaire in { $language }, as text, for those who are offered a prize
pages-ask-form-csv = Questionnaire in { $language }, as a table for form tools (CSV)
pages-language-en = English
pages-language-ko = Korean
pages-ask-answers = Bring the answers back
pages-ask-counts = { $answered } of { $asked } people have given an answer that decides.
pages-ask-paste = Answers
pages-ask-paste-hint = Copy the table out of your form tool or spreadsheet, with its first row. It needs a column of codes and these columns, or the questions themselves: { $columns }.
pages-ask-file = Or a file of answers (CSV or Excel)
pages-ask-add = Add the answers
pages-ask-nothing = Paste the answers, or choose a file.
pages-ask-figure = See what they say
pages-ask-no-answers = Nobody has answered yet.
pages-ask-keep = Keep this answer with its whole report
pages-ask-more = Ask more people
pages-ask-delete = Delete this list and its answers
pages-ask-delete-what = The list, its codes and the answers are deleted. Answers that you kept as reports stay.
pages-ask-delete-button = Delete the list and the answers
pages-asks = People asked
pages-asks-day = Drawn on

## Report builder

pages-build-title = Build a report
pages-build-link = Build a report
pages-build-of = Of the answer of { $day }. Choose what goes into it, then print it or keep it as a file.
pages-build-name = Title (optional)
pages-build-agency = Agency (optional)
pages-build-language = Language
pages-build-parts = Parts
pages-build-always = “{ $part }” is always in it.
pages-build-arranged = The Markdown of an answer with a plan is arranged as a communication plan and has all parts.
pages-build-print = View to print
pages-build-xlsx = Spreadsheet of all tables (XLSX)
pages-build-back = Back to the answer
pages-problem-no-page = There is no such page. Check the address, or start from the home page.
pages-ledger-no-record = No forecast could be scored yet. { $open ->
    [0] Forecasts are registered when an answer or a plan is stored.
    [one] { $open } is open.
   *[other] { $open } are open.
}
