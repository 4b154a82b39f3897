### What each setting of the service is for: `setting-` and its key.

setting-listen = Address to listen on; port 0 takes any free one
setting-data-dir = Folder for everything that the service stores
setting-models = Folder of reference data that overrides the built-in data
setting-database-url = PostgreSQL database, instead of the one in the data folder
setting-object-store = S3-compatible store for profiles, instead of the data folder
setting-sources = Places of buckets below which an agency may have tables read, as AGENCY=s3://bucket/prefix separated by commas; none by default
setting-max-body-mib = Largest request body, in MiB
setting-max-upload-mib = Largest upload of profiles, in MiB as sent
setting-max-decompressed-mib = Largest upload of profiles, in MiB once decompressed
setting-max-rows = Maximum number of profiles in a request body
setting-max-upload-rows = Maximum number of rows of an upload
setting-max-row-kib = Largest row of an upload, in KiB
setting-threads = Threads for analyses; one for each core by default
setting-queue = Maximum number of requests that wait for these threads or run on them; a quarter of them for one agency
setting-memory-mib = Memory for requests, stored profiles and uploads, in MiB; half of what the machine or container has by default
setting-uploads = Maximum number of uploads at once, a quarter of them for one agency; by default one for each 512 MiB of memory_mib, 2 to 8
setting-min-upload-kib-per-second = Slowest upload, in KiB per second over body_timeout_seconds; 0: no limit
setting-upload-timeout-seconds = Longest time that an upload is waited for altogether
setting-body-timeout-seconds = Longest time for a request body to arrive, or pause of an upload
setting-header-timeout-seconds = Longest time for the headers of a request to arrive
setting-keep-alive-seconds = Time after which an idle connection is closed
setting-max-connections = Maximum number of connections; others wait
setting-drain-seconds = Time to go on answering after SIGTERM, not ready, so that load balancers turn away
setting-shutdown-seconds = Time for requests in progress to finish when the service stops
setting-session-seconds = Time after which whoever signed in to the pages has to do so again
setting-min-cell = Minimum cell size: smaller counts are suppressed; requests can only raise it; 1 disables suppression
setting-retention = Days after which stored profiles, analyses, recommendations and effects are deleted
setting-auth = Require API keys; auto: required unless bound to loopback with no keys
setting-hosts = Names under which a service that requires no keys answers, beside localhost and loopback addresses
setting-oidc-issuer = Issuer of the OpenID Connect provider with which people sign in to the pages, as it writes itself
setting-oidc-client-id = Name of this service at the provider
setting-oidc-client-secret-file = File with the secret of this service at the provider
setting-oidc-redirect-url = Where the provider sends people back to: the address of this service with /sign-in/provider/return
setting-oidc-scopes = Scopes that the provider is asked for, separated by spaces
setting-oidc-groups-claim = Claim of the ID token that lists the groups of a person
setting-oidc-groups = What the members of a group may do, for example `analysts=housing:write+exact; staff=housing:read`
setting-max-datasets = Maximum number of audiences and panels that an agency stores
setting-max-stored-mib = Largest files of audiences and panels that an agency stores together, in MiB
setting-max-outcomes = Maximum number of results of campaigns that an agency stores
setting-max-targets = Maximum number of targets that an agency stores
setting-max-documents = Maximum number of recommendations, and of effects, that an agency stores
setting-outcomes-learned = Newest results of campaigns that a question learns from
setting-rate-per-minute = Requests per minute for each key; 0: no limit
setting-rate-burst = Requests that a key may send at once
setting-targets-per-day = Different targets a day that a key without the scope exact may ask about, for each stored audience and panel
setting-targets-per-dataset = Different targets that an agency's keys without the scope exact may ask about: of each audience and panel in all, of all snapshots of an account within 365 days; the more, the larger the noise of each answer
setting-metrics-listen = Serve /metrics only on this address
setting-log = Filter of log events
setting-log-format = Format of the log; auto: text on a terminal, JSON elsewhere
setting-otlp-endpoint = Collector for traces (OTLP over HTTP), for example http://127.0.0.1:4318; needs a build with the feature otlp

## What a setting accepts.
setting-accepts-whole = a whole number from { $min } to { $max }
setting-accepts-address = an address and port, for example 127.0.0.1:8080 or [::1]:8080
setting-accepts-folder = a folder
setting-accepts-url = a URL, { $first }{ $second ->
    [none] {""}
   *[other] {" "}or { $second }
}
setting-accepts-log-filter = a log filter, for example info or audience_fit=debug
setting-accepts-sources = agencies with places of buckets, separated by commas, for example agy_1f=s3://lake/one
setting-accepts-host-names = names of hosts without ports, separated by commas
setting-accepts-text = a text without line breaks
setting-accepts-file = a file
setting-accepts-groups = GROUP=AGENCY:SCOPE, separated by semicolons, each group once, the scopes of one by plus signs

## Where a value came from.
setting-place-default = default
setting-place-file = file { $path }: { $key }
setting-place-environment = environment { $name }
setting-place-flag = flag { $name }
setting-print-head = The settings in use, and the layer that each came from.
setting-print-unset = { $key } is not set

## What is wrong with the settings.
setting-mistakes = { $n ->
    [one] { $n } mistake
   *[other] { $n } mistakes
}
setting-fault-of-file = file { $path }
setting-fault-received = received `{ $received }`; accepted: { $accepted }
setting-fault-type = received a value of type { $kind }; accepted: { $accepted }
setting-fault-unknown = unknown setting; accepted: { $accepted }
setting-fault-toml = line { $line }: { $error }; accepted: TOML, one `key = value` a line
setting-fault-unreadable = { $error }; give a readable file with --config or { $variable }
setting-fault-utf8 = the value is not UTF-8
setting-fault-auth-off = received `off` while listening on { $address }, which other machines can reach; accepted there: auto, on
setting-fault-metrics = received `{ $address }`, which is the address of listen; accepted: another port
setting-fault-sources = received `{ $place }`, where object_store keeps what all agencies stored; accepted: places apart from it
setting-fault-otlp = this build cannot send traces; build it with `--features otlp`
setting-fault-together = not set, but { $given } is; set all of { $all }, or none
setting-fault-oidc-auth = received `off`, which asks nobody to sign in; accepted with oidc_issuer: auto, on
setting-fault-oidc-http = received a URL of http; accepted: https, or http on this machine (127.0.0.1, localhost)
setting-fault-oidc-path = received another path; accepted: a URL that ends in { $path }
setting-fault-oidc-scopes = openid is missing; accepted: openid, and more scopes separated by spaces
