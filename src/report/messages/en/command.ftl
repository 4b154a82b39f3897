### What commands say beside their results.

command-faults = { $n } faults:
command-place = { $what ->
    [row] row
    [line] line
   *[share] share
} { $number }
command-place-panel = panel { $place }

## Files.

command-file = { $place }: { $error }
command-unreadable = { $place }: { $error }; give a file of profiles that can be read
command-stdout = standard output: { $error }
command-other-format = { $place }: this is { $what ->
    [table] a spreadsheet, which is read as CSV
   *[parquet] Parquet
}; leave out --input-format
command-mapping-csv = --mapping is for CSV; { $place } is not read as CSV
command-mapping-platform = --mapping is for --from csv; the fields of platforms are known
command-write-mapping = --write-mapping is for tables; the fields of { $place } are named by their format
command-totals-large = { $place }: larger than { $max } MiB; give page statistics
command-parquet-sent = { $place }: Parquet is not sent with a request; import it to NDJSON, or upload it by POST /v1/audiences
command-json-array = { $place }: not one JSON array: { $why }; mend it, or give one object a line (NDJSON), of which only broken lines are rejected
command-all-rejected = { $n ->
    [one] { $n } row was
   *[other] { $n } rows were
} rejected and none accepted
command-some-rejected = { $n ->
    [one] { $n } row was
   *[other] { $n } rows were
} rejected; leave out --reject-all to go on without them
command-outcomes = --outcomes { $place }: { $error }; give a file of one JSON object a line
command-constraints = --constraints { $place }: { $why }; give an object, for example {"{"}"hours_per_week": 20{"}"}
command-target = { $place }: { $why }; give a preset's name, a JSON object (see docs/DATA.md), or @FILE
command-country = channels need a country: give --country KR or US
command-effect-document = { $place }: { $why }; give one JSON object
command-event = { $place }: { $why }; give NAME:FIRST-DAY:LAST-DAY, a JSON object, or @FILE holding an array of them

## `import`.

command-import-spreadsheet = { $place }: this is a spreadsheet; give it with --from csv
command-import-unwritten = writing profiles: { $error }
command-import-rejected = rejected: { $place }: { $why }
command-import-more = rejected: more, { $n } rows in all
command-import-done = { $profiles ->
    [one] { $profiles } profile
   *[other] { $profiles } profiles
} written, { $rejected ->
    [one] { $rejected } row
   *[other] { $rejected } rows
} rejected

## `ask` and answers.

command-ask-list = { $place }: a list of people who were asked is there already; keep it, and give another folder with --out, or draw a further wave with --asked { $place }
command-answers-none = none of { $n } answers counts: { $unknown } are of nobody on the list, { $undecided } do not decide; check the column of codes and the choices
command-answers-codes = --answers has codes, and the list that says whose they are is missing; give it with --asked
command-answers-place = { $place }: { $why }
command-list-columns = these are not the columns of a list of people asked: { $columns }; give the file list.csv that `ask` wrote
command-list-line = line { $line }: received { $received }; accepted: { $column ->
    [0] the six symbols of a code
    [1] the number of a row, from 1
    [2] the number of a wave, from 1
    [3] plain, prize or nothing
    [4] the number of a stratum, from 1
   *[5] the people of a stratum, 1 or more
}
command-list-several = row { $row } or its code is on several lists; give each list once, and the lists of one file
command-list-strata = group { $stratum } has several sizes; give the lists that were drawn from one file in one way
command-list-twice = line { $line }: row { $row } or its code is on the list twice; give each list once
command-answers-no-row = row { $row } of the list is not among the { $rows } profiles; give the file that the list was drawn from
command-answers-known = { $people } of those asked state already what the target asks for; give the file and the target that the list was drawn from
command-answers-other = the list was drawn from { $list } people, and { $audience } have a membership that is not known; give the file and the target that it was drawn from

## `simulate`.

command-simulate-rows = { $place }: the panel has { $labelled } labelled rows, { $members } of them members; a simulation needs { $rows }, and { $each } members and as many others
command-simulate-fields = { $place }: the panel has no field that differs between people but those that the target asks for; give a panel with fields that followers state too
command-simulate-cells = { $place }: the panel is a cross table; a simulation needs one person a row

## `analyze --engine`.

command-engine = --engine: received { $received }; accepted: local, or ballista://HOST:PORT
command-engine-cluster = --engine ballista://: this program was built without the feature cluster; build it with --features cluster
command-engine-rows = { $flag } needs every row at hand, and --engine reads them in parts; leave one of them out
command-engine-file = --engine reads a Parquet file, or a folder of them; give its path

## `check`.

command-check-overwrites = { $place }: the report would overwrite the profiles; give it another name
command-check-answers = --answers and --sequential are for a check on this computer; leave out --server
command-server = --server received { $received }; accepted: https://HOST or http://HOST:PORT
command-server-at = { $url }: { $why }
command-server-late = no answer in time
command-server-gone = not to be reached
command-server-gone-because = not to be reached: { $why }
command-server-large = the answer is larger than { $max } MiB
command-server-version = { $url }: the answer is no analysis of this version: { $why }
command-server-other = { $url } answers { $status } and no problem document; is it audience-fit?
command-server-problem = { $detail } ({ $status } { $code }, request { $request } of { $url })
command-server-verdict = the service's verdict is unknown: { $received }
command-runtime = the command could not start its threads: { $error }

## `serve` and `health`.

command-listens = audience-fit listens on http://{ $address }; Swagger UI: http://{ $address }/docs/
command-metrics = metrics: http://{ $address }/metrics
command-keys-provider = people sign in at the OpenID Connect provider; every other request needs an API key
command-keys-required = every request needs an API key
command-keys-none-yet = every request needs an API key; there are none yet, create one with `audience-fit keys create`
command-keys-not-required = NO API KEY IS REQUIRED: all requests are allowed; to change that, create a key with `audience-fit keys create`, or start with --auth on
command-health-url = --url received { $received }; accepted: http://HOST:PORT
command-health-gone = { $url }: { $error }
command-health-not-ready = not ready: { $answer }

## `keys`.

command-keys-no-database = there is no database in { $folder }; give the data folder of the service with --data-dir
command-keys-expired = --expires received a day in the past; accepted: { $today } or later
command-keys-last-day = --expires received the last day there is; accepted: one before it
command-keys-unknown = KEY_ID received { $received }; accepted: a key of `keys list` that is not revoked
command-keys-revoked = revoked { $id }; running services reject it within 5 seconds
command-keys-column-key = key
command-keys-column-agency = agency
command-keys-column-label = label
command-keys-column-scopes = scopes
command-keys-column-created = created
command-keys-column-state = state
command-keys-state = { $state ->
    [revoked] revoked { $at }
    [expired] expired { $at }
    [until] valid until { $at }
   *[valid] valid
}
