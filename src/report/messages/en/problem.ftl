### Problems: what was wrong with a request, and what to do. English details come with the fault.

problem-title = { $code ->
   *[other] { $title }
}
problem-faults = { $n ->
    [one] The request has { $n } fault.
   *[other] The request has { $n } faults.
}
problem-detail = { $code ->
   *[other] { $detail }
}
problem-fault = { $code ->
   *[other] { $detail }
}

## What happened, by cause.

problem-no-such = There is no such { $of ->
   *[other] { $what }
}, or it was deleted.
problem-scope = This needs a key with the scope { $needed }; your key has { $granted }.
problem-body-too-large = The body is larger than { $max } bytes. Split it, or raise --max-body-mib of the service.
problem-no-media-type = The request has no Content-Type. Send Content-Type: application/json.
problem-not-json = Content-Type: received { $received }; accepted: application/json
problem-encoded = Send the body without Content-Encoding.
problem-body-late = The body did not arrive within { $seconds } s. Send it again.
problem-precondition = The resource is not in the state that If-Match or If-None-Match requires. Fetch it, then try again.
problem-storage-full = The storage of the service is full, so nothing more is stored. Reading and deleting still work: delete what you no longer need, or tell the operator.
problem-too-many-requests = Too many requests. Send the next one in { $seconds } s.
problem-key-revoked = The key was revoked. Ask your administrator for another.
problem-key-expired = The key has expired. Ask your administrator for another.
problem-quota = Your agency stores { $stored } { $things ->
    [datasets] audiences and panels
    [bytes] MiB of audiences, panels and files on the pages
    [outcomes] results of campaigns
    [asks] asks
    [recommendations] recommendations
    [effects] effects
   *[targets] targets
}; accepted: up to { $max }. Delete what you no longer need, or ask the operator to raise { $setting }.
problem-busy = The queue is full. Try again in a few seconds.
problem-failed = The request failed. The log has the cause under the request_id.
problem-job-ended = The job has ended. Fetch it to see its result.
problem-idempotency-in-progress = A request with this Idempotency-Key is in progress. Try again in a few seconds.
problem-idempotency-mismatch = This Idempotency-Key was used for a request with another path, query, body or language. Use a new key.
problem-formats = The available formats are { $formats }. Change Accept.
problem-figures-on-terminal = The figures are a table in bytes, which a terminal cannot show. Send them to a file: > figures.parquet
problem-lake-empty = { $place } holds no Parquet file. Give a folder, a pattern or a prefix of a bucket with files whose names end in .parquet.
problem-lake-too-many = { $place } holds { $n } Parquet files; accepted: up to { $max }. Write larger files, or name fewer by a pattern.
problem-lake-delta = { $place } is a Delta table, whose log says which of its files count. This build does not read such logs, and without them deleted rows would count. Use a build with the feature delta, or export the table to plain Parquet.
problem-lake-delta-folder = { $place } is not the folder of one Delta table: a folder _delta_log lies elsewhere in it, or the name has a pattern. Name the folder that holds _delta_log, without a pattern.
problem-lake-log = The log of the Delta table { $place } cannot be read: { $error }. Check the table with the program that wrote it, or export it to plain Parquet.
problem-source-log = The log of the Delta table { $place } cannot be read by the service. Check the table with the program that wrote it; if it is sound, ask whoever runs the service, whose log says why.
problem-lake-mapping-by-id = The Delta table { $place } tells its columns apart by numbers in its files (column mapping by id), which is not read. Export it to plain Parquet.
problem-lake-files-elsewhere = The Delta table { $place } has files outside of its folder, as a shallow clone has, which are not read. Make a deep clone, or export it to plain Parquet.
problem-lake-missing = { $file }, which the log of the Delta table { $place } names, is not there: it was cleared away, or the copy of the table is not complete. Name a newer version, or copy the table again.
problem-lake-version = { $place } has no version { $version }; the newest is { $newest }. Name a version up to that one, or none to read the newest.
problem-lake-no-log = { $place } has no versions: it is not a Delta table. Leave out the version.
problem-lake-changed = { $file } of { $place } was changed, added or removed while the files were read, so nothing of it was taken. Read it again once nobody writes to it.
problem-lake-unreachable = { $place } cannot be read: { $error }. Check the name and your access; of a bucket, the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT.
problem-source-unreachable = { $place } cannot be read by the service. Check the name; if it is right, ask whoever runs the service, whose log says why.
problem-source-late = { $place } was not read within { $seconds } s, the longest that an upload may take. Name fewer files by a pattern, or raise upload_timeout_seconds.
problem-lake-format = { $place } is read as Parquet files. Leave out --input-format, or give one file.
problem-method = { $method } is not allowed here. Use { $allowed }.
problem-upload-late = Nothing arrived for { $seconds } s. Send it again.
problem-upload-too-large = The upload has { $bytes } bytes; accepted: up to { $max }. Split it, or raise --max-upload-mib.
problem-single-rows = Whom to ask, and what each person answered, is about single people. This needs a key with the scope exact, which is for whoever owns the rows.
problem-too-many-targets = The key asked about { $most } different targets of { $id } today. Repeat one, or go on in { $seconds } s.
problem-too-many-targets-in-all = The keys of the agency asked about { $most } different targets of { $id }, as many as they may while it is stored. Repeat one of them, or use a key with the scope exact.
problem-too-many-targets-of-people = The keys of the agency asked about { $most } different targets of the people of { $id } within { $days } days, in all snapshots of the account. Sets stored without an account count as one. Repeat a target, go on in { $left } days, or use a key with the scope exact.
problem-stopping = The service is stopping. Send the request to another instance.

problem-advice = { $code ->
    [malformed_body] The service cannot read the body: it is not in the format that it should be in, or it was cut off. Check the file and its format, then send it again.
    [invalid_request] The service can read the request, but some of its values are not accepted. Correct each value that errors lists.
    [no_profiles] No row could be read as a profile, so there is nobody to analyse. Check the names of the columns and the reasons in errors.
    [rows_rejected] Some rows could not be read, and the request asked to reject everything in that case. Correct the rows that errors lists, or leave out on_error to go on without them.
    [body_timeout] The body did not arrive in time. Send it again, over a faster connection if you can.
    [body_too_large] The body is larger than the service accepts. Compress or split it, or ask the operator to raise the limit.
    [too_many_rows] The body has more rows than the service accepts. Split it, or ask the operator to raise the limit.
    [unsupported_media_type] The service does not accept the Content-Type or Content-Encoding of the body. The detail lists those that it accepts.
    [unauthorized] The request has no valid API key. Send one in the Authorization header: Bearer, a space, and the key. Your administrator creates keys with audience-fit keys create.
    [forbidden] The key is valid, but does not have the scope that the request needs. Ask your administrator for a key that has it.
    [not_found] There is nothing at this path, or it was deleted, or it belongs to another agency. Check the id.
    [method_not_allowed] The path exists, but not for this method. The Allow header lists the right ones.
    [too_many_requests] The key or address sent too many requests. Wait for the time in Retry-After.
    [too_many_targets] The key asked about as many different targets of this audience or panel as it may in a day, so that nobody can work out single people from many answers. Repeat a target that was asked today, wait for the time in Retry-After, or ask your administrator for a key with the scope exact if you own the rows.
    [conflict] The request contradicts the current state of the resource. Fetch it, then decide again.
    [precondition_failed] The resource changed since you fetched it. Fetch it again, then repeat the request with its new ETag.
    [idempotency_mismatch] The Idempotency-Key was used for another request before. Use a new key for each new request.
    [idempotency_under_way] A request with this Idempotency-Key is in progress. Wait for the time in Retry-After, then send it again.
    [not_acceptable] The response is not available in a format that the Accept header allows. The detail lists the formats.
    [misdirected_request] A service that requires no keys answers only for names of its own machine, so that no web page can reach it through a browser. Use http://127.0.0.1 or http://localhost, or ask the operator to set hosts.
    [invalid_configuration] The settings of the service are wrong. Its operator must correct them.
    [io] The service could not read or write a file. Its operator finds the cause in the log.
    [busy] All workers are busy. Wait for the time in Retry-After, then send the request again.
    [storage_full] The disk or database of the service has no room left. Reading and deleting still work: delete what you no longer need, or tell the operator, who can add room.
    [stored_data_damaged] A stored file is missing or is not as it was written, so the service does not use it. Delete the audience or panel and upload it again, or ask the operator to restore a backup.
    [quota_exceeded] Your agency stores as many audiences, panels, targets or results as it may. Delete what you no longer need, or ask the operator to raise the limit that the detail names.
    [unavailable] The service is starting, stopping, or cannot reach its database or its files. Send the request again later.
   *[internal] Something failed inside the service. Send the request again; if it fails again, report the request_id to its operator.
}
problem-page-list = Problems
problem-page-retry = The same request may succeed later.
problem-page-no-retry = The same request will fail again.
problem-page-more = The detail of the response says what happened, and errors lists every fault. The log of the service has more under the request_id.
problem-page-all = All problems
problem-page-status = Status: { $status }. Code:
