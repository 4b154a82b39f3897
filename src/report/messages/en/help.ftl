### What the help of the command line says: `help-cmd-` and the path of a command; `help-arg-` and an option, or the name of
### a command in place of `arg` where the option says something else there; `help-value-` and a value.

## Commands.
help-cmd = Estimate whether the people who follow a public agency are the people it exists for, and where to reach the rest
help-cmd-serve = Run the service
help-cmd-config = Check the settings of the service
help-cmd-config-check = Print the settings in use and the layer of each, or every mistake; takes the flags of serve
help-cmd-analyze = Analyse an audience: how many match, who they are, where the target is, what to do
help-cmd-ask = Draw at random whom of an audience to ask, and write the list and the questionnaire
help-cmd-check = Compare an audience with a minimum share: exits 0 pass, 1 fail, 2 bad input, 3 inconclusive, 4 internal
help-cmd-recommend = Rank channels by their reach of a target, and plan the staff and money of a week; no followers needed
help-cmd-import = Turn exports of followers (X, Instagram, Facebook, Mastodon, Bluesky), or any CSV, into profiles
help-cmd-inspect = Say what a file would be taken for, column by column; nothing is analysed or stored
help-cmd-simulate = Tell what error and coverage a panel will have, on audiences drawn from itself
help-cmd-effect = Tell what a quiz, a campaign or steady posting did to engagement, against what would have happened without it
help-cmd-openapi = Print the OpenAPI document
help-cmd-schemas = Write the JSON schemas of the reference data's files
help-cmd-keys = Create, list and revoke the API keys of a service
help-cmd-keys-create = Create a key and print it once: only its hash is stored
help-cmd-keys-list = List all keys, without their secrets
help-cmd-keys-revoke = Revoke a key for good; running services reject it within 5 seconds
help-cmd-cluster = Run a machine's part of a cluster, on which `analyze --engine` works
help-cmd-cluster-scheduler = Give tasks to executors: one for each cluster
help-cmd-cluster-executor = Run tasks: one for each machine, which has the files of the audience under the same paths as all others
help-cmd-health = Check whether a running service is ready: exits 0 if it is
help-cmd-help = Print this message or the help of the given subcommand(s)

## Options of several commands.
help-arg-help = Print help
help-arg-version = Print version
help-arg-models = Folder of reference data that overrides the built-in data
help-arg-lang = Language of help, reports and messages; auto takes that of the system (LC_ALL, LC_MESSAGES, LANG)
help-arg-log = Log filter, for example `info` or `audience_fit=debug`
help-arg-format = Output format
help-arg-level = Nominal level of intervals
help-arg-seed = Seed of every draw
help-arg-target = Target: name of a preset, a JSON object, or `@FILE` holding one
help-arg-country = Country whose tables are used, for example `KR`, unless the target names one
help-arg-year = Year whose tables are used
help-arg-channels = Channel to compare; may be given several times
help-arg-costs = Cost of reaching a thousand people on a channel, for example facebook=9.5USD; may be given several times
help-arg-account-channel = Channel of the account
help-arg-min-share = Minimum share to compare the fit with, 0 to 1
help-arg-mapping = File that says what the columns of a CSV stand for
help-arg-sheet = Sheet that is read, where the file is a spreadsheet of several
help-arg-income = Currency, period and scope of the incomes of the files, for example KRW/month/household
help-arg-keep-columns = Column to keep although it looks like personal data; may be given several times
help-arg-panel = File of labelled people from elsewhere
help-arg-panel-date = Day on which the panel was asked, for example 2024-05-01: without one it is taken to be two years old
help-arg-panel-size = People who were asked, where the panel is a table of weighted cells (a cross table)
help-arg-panel-sheet = Sheet of the panel, where it is a spreadsheet of several
help-arg-input-format = Format of the profiles; detected from the name or the first bytes by default
help-arg-as-of = Day against which birth years, dates and the age of results are judged, for example 2026-11-01; today by default
help-arg-file = File of profiles (spreadsheet, CSV, JSON array, NDJSON, Parquet or an export of a platform; also packed), `-` for standard input; or Parquet files of one table: a folder, a pattern such as `followers/*.parquet`, or either in a bucket (`s3://bucket/followers`)
help-arg-table-version = Version of the audience, where it is a Delta table; the newest by default
help-arg-totals = The platform's page statistics: a table of shares by age, gender or region, or an export of Meta, YouTube, TikTok or LinkedIn
help-arg-followers = Number of followers, where there is no file of them
help-arg-shift = Kind of shift between panel and audience
help-arg-reject-all = Reject the whole file if a row is rejected
help-arg-max-rejected = Maximum share of rejected rows, of the audience or of the panel, for a verdict, 0 to 1
help-arg-labels-of-target = Use the labels (in_target) of the files for this target: they were made for it
help-arg-labels = How the labelled profiles came to be labelled
help-arg-min-cell = Minimum cell size: smaller counts are suppressed; 0 disables suppression (internal use)
help-arg-answers = File of answers (CSV or a spreadsheet) of people whom `ask` drew: a column code, row or id, and the questions' columns or in_target; may be given several times
help-arg-asked = List of the people who were asked, which `ask` wrote; may be given several times, one for each wave
help-arg-sequential = Look at the answers as often as you like: intervals hold at every look, and are wider
help-arg-outcomes = File of campaign results to learn from, one JSON object a line, `-` for standard input
help-arg-exploration = Share of the effort to give to learning, 0 to 1; 0 proposes nothing to try
help-arg-half-life-days = Days after which a result counts half

## Planning.
help-heading-week = Plan for a week
help-arg-hours = Staff hours per week
help-arg-budget = Money per week, with --currency
help-arg-currency = Currency of the budget, for example USD
help-arg-task = Goal of the plan; awareness by default
help-arg-people = Number of adults in the area of the agency; those of the whole country by default
help-arg-own-reach = People whom you can really reach on a channel, as CHANNEL=NUMBER and a unit, for example facebook=12000followers (followers, subscribers, visitors, circulation, recipients or reached); repeat it for each channel. Without any, the plan is an order and a split of hours
help-arg-weeks = Weeks that the plan is kept up; 1 by default
help-arg-reach-at-least = People of the target to reach: prints the least hours that do
help-arg-curve = Print the people reached against hours, and against money where there is a budget
help-arg-constraints = File of constraints in JSON, like `constraints` of a request; the flags above override it

## `analyze`.
help-arg-profile-patterns = List the rows that show the pattern of a suspected cohort (in JSON)
help-arg-engine = Read Parquet in parts, on this machine (`local`) or on a cluster (`ballista://HOST:50050`), without holding it in memory; FILE is then a Parquet file or a folder of such files
help-arg-assign = Write the segment of each row into this file, as CSV

## `check`.
help-check-min-share = Minimum share, 0 to 1
help-arg-inconclusive = Treat an inconclusive verdict as this
help-arg-junit = Write a JUnit report
help-arg-sarif = Write a SARIF report
help-arg-server = Service that computes the result instead of this computer, for example https://HOST
help-arg-key = API key of the service, or `@FILE` holding it
help-arg-timeout = Seconds to wait for the service in all, including retries while it is busy

## `ask`.
help-ask-people = The most people to ask. Fewer are drawn where fewer are needed for the verdict or the width
help-ask-min-share = Minimum share that the answers should decide on, 0 to 1
help-arg-within = Percentage points to which the answers should tell the share, for example 5 for plus or minus 5
help-arg-by = How likely each person is to be asked
help-arg-response-rate = Part of those asked who are expected to answer, above 0 up to 1
help-arg-arms = Offer a prize to a random half of them, to see whether those who do not answer differ
help-ask-sequential = The answers will be looked at more than once
help-ask-asked = List of people who were asked before, which an earlier `ask` wrote; may be given several times
help-arg-out = Folder to write the list and the questionnaires into

## `inspect`.
help-inspect-file = File of profiles (spreadsheet, CSV, JSON array, NDJSON, Parquet or an export of a platform; also packed), `-` for standard input
help-inspect-target = Target whose needs are compared with the columns: name of a preset, a JSON object, or `@FILE` holding one
help-arg-write-mapping = File to write the mapping into that gives this reading

## `recommend`.
help-recommend-country = Country, for example `KR`, unless the target names one
help-recommend-year = Year to answer for; the newest with figures by default
help-arg-measure = A measure or group of measures to rank by
help-arg-borrow-from = A country whose figures stand in for one without figures of its own
help-recommend-account-channel = Channel of the agency's account, to compare what it reaches with what the channel could reach
help-recommend-followers = Followers of the account
help-arg-fit = Share of the followers that is in the target, 0 to 1
help-recommend-as-of = Day up to which the age of results is counted, for example 2026-11-01; today by default
help-recommend-seed = Seed of the simulation

## `import`.
help-arg-from = What the files are; by default each is recognised, and all are of one platform
help-arg-files = Files in the order they were fetched, the newest followers first; `-` for standard input
help-import-format = How to write profiles
help-arg-output = File to write; standard output by default
help-import-as-of = Day against which birth years and dates are judged, for example 2026-11-01; today by default

## `simulate`.
help-simulate-panel = File of labelled people: the panel whose worth is asked for
help-simulate-labels-of-target = Use the labels (in_target) of the panel for this target: they were made for it
help-simulate-as-of = Day of the audiences; today by default
help-arg-without = Field of the panel that followers do not state, for example `education` or `attributes.city`; may be given several times
help-arg-regimes = How audiences differ from the panel; may be given several times. All by default
help-arg-audiences = Audiences of each regime
help-arg-size = People of each audience

## `effect`.
help-effect-file = Series: CSV or a spreadsheet with a column `date` and one for each metric (posts, followers, likes, replies, reposts, clicks), or a JSON document as `POST /v1/effects` takes it; `-` for standard input
help-arg-events = An event, for example `quiz:2026-03-16:2026-03-22` (no last day: it goes on), or a JSON object with hours, money and channel as in a request, or `@FILE` holding an array of such; may be given several times
help-arg-metrics = Metric to judge; may be given several times; all that have counts by default
help-arg-controls = Column that is a control series: it moves with the counts and no event moves it, such as searches; may be given several times
help-effect-country = Country whose public holidays are allowed for, such as KR
help-arg-plan = Tell what the series would show of a next event: the least effect by its length, and the length that shows --lift
help-arg-lift = Lift that --plan is asked for, as a share; 0.2 by default
help-arg-frequency = Length of a period: `day`, `week` or `month`; detected from the dates by default
help-effect-level = Nominal level of intervals, 0.5 to 0.99; 0.9 by default
help-effect-seed = Seed of every draw; 0 by default
help-arg-outcomes-to = Write the results of events that name their channel and cost, one JSON object a line, for example `recommend --outcomes` reads them
help-effect-format = How to print

## The other commands.
help-arg-config = File of settings in TOML; AUDIENCE_FIT_CONFIG names one too
help-openapi-version = Version of OpenAPI to print it in; 3.0 is for tools that do not read 3.1
help-arg-folder = Folder to write them into, for example models/schemas
help-arg-url = Address of the service
help-arg-data-dir = Data folder of the service
help-arg-database-url = Database, for example postgres://user:password@host/name; the one in the data folder by default
help-arg-agency = Agency of the key; created if it is new. `local` has what was stored while no keys were required
help-arg-label = Label of the key, for example the name of the program that will use it
help-arg-scope = Scopes: read, write (store, change, delete), admin (keys and audit log), each of which includes those before; and exact (figures of stored people without noise, for the owner of the rows)
help-arg-expires = Last day on which it is valid (UTC), for example 2027-06-30; no expiry by default
help-arg-id = Id of the key, from `keys list`
help-scheduler-listen = Address to listen on. There is no password: keep it on a network of the cluster's own
help-scheduler-advertise = Host name that executors and clients know this machine by; that of the address by default
help-arg-scheduler = Scheduler to work for
help-executor-listen = Address to listen on; the port after it is used too. There is no password: keep it on a network of the cluster's own
help-executor-advertise = Host name that the others know this machine by; that of the address by default
help-arg-cores = Tasks at a time; one for each core by default
help-executor-data-dir = Folder for results on their way, which hold profiles; a temporary one by default

## Values of options.
help-value-lang-en = English
help-value-lang-ko = Korean (한국어)
help-value-lang-auto = That of the system; English where it has none of these
help-value-format-parquet = The figures as a table, a Parquet file
help-value-format-arrow = The figures as a table, an Arrow stream
help-value-input-format-parquet = Apache Parquet
help-value-from-auto = Recognised by what the file holds
help-value-from-csv = CSV, by a mapping or by its header
help-value-labels-random-sample = Drawn at random from the audience and asked, with equal probabilities or those of label_weight
help-value-labels-self-declared = Stated of their own accord
help-value-by-chance = Everybody alike
help-value-by-segment = Everybody alike, each segment in proportion to its size
help-value-by-uncertainty = More of those of whom the panel says least
help-value-x-v2 = Response pages of X API v2, and users as twarc, tweepy, snscrape, twscrape and twint write them
help-value-x-v1 = X API v1.1: followers/list and followers/ids
help-value-x-archive = Archive of an X account: data/follower.js
help-value-mastodon = Arrays of Mastodon accounts
help-value-mastodon-csv = CSV of addresses that Mastodon exports
help-value-bluesky = Bluesky's pages of followers or profiles
help-value-instagram = Instagram download in JSON: followers_1.json
help-value-facebook = Facebook download in JSON: people_who_followed_you.json

## The frame.
help-options = {"["}OPTIONS]
help-usage = Usage:
help-heading-options = Options
help-heading-arguments = Arguments
help-heading-commands = Commands
help-variable = {"["}env: { $name }]
help-default = {"["}default: { $value }]
help-values = {"["}possible values: { $values }]
help-values-heading = Possible values:
help-name-command = COMMAND

## What stands for a value.
help-name-address = ADDRESS
help-name-agency-url = AGENCY=URL
help-name-amount = AMOUNT
help-name-cc = CC
help-name-channel-cost = CHANNEL=COST
help-name-channel-number = CHANNEL=NUMBER
help-name-code = CODE
help-name-column = COLUMN
help-name-country = COUNTRY
help-name-day = DAY
help-name-days = DAYS
help-name-dir = DIR
help-name-engine = ENGINE
help-name-event = EVENT
help-name-field = FIELD
help-name-file = FILE
help-name-filter = FILTER
help-name-groups = GROUPS
help-name-host = HOST
help-name-host-port = HOST:PORT
help-name-how = HOW
help-name-id = ID
help-name-key-id = KEY_ID
help-name-name = NAME
help-name-names = NAMES
help-name-name-number = NAME|NUMBER
help-name-number = NUMBER
help-name-people = PEOPLE
help-name-points = POINTS
help-name-regime = REGIME
help-name-scopes = SCOPES
help-name-seconds = SECONDS
help-name-share = SHARE
help-name-text = TEXT
help-name-unit = UNIT
help-name-url = URL
help-name-version = VERSION
help-name-word = WORD
help-name-lang = LANG
help-name-hours = HOURS
help-name-task = TASK
help-name-input-format = INPUT_FORMAT
help-name-year = YEAR
help-name-target = TARGET
help-name-level = LEVEL
help-name-seed = SEED
help-name-shift = SHIFT
help-name-format = FORMAT
help-name-min-share = MIN_SHARE
help-name-inconclusive = INCONCLUSIVE
help-name-key = KEY
help-name-measure = MEASURE
help-name-followers = FOLLOWERS
help-name-from = FROM
help-name-lift = LIFT
help-name-frequency = FREQUENCY
help-name-label = LABEL
