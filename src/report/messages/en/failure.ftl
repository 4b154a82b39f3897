### Why a request as a whole is not answered, and what to do.

failure-counts-media-type = Content-Type: received { $received }; accepted: application/json, multipart/form-data with one file, { $accepted }
failure-no-counts = The file is no table of counts: send CSV or a spreadsheet with a column date and one for each metric, or JSON as Content-Type: application/json.
failure-form-files = The form has several files. Send one, with the counts.
failure-form-field-utf8 = A field of the form is not UTF-8.
failure-form-no-file = The form has no file. Send one, with the counts.
failure-job-audience-gone = The audience or panel of the job was deleted before it ran.
failure-job-rows = A job's analysis is stored, and nothing of single profiles ever is. Leave out assign and profile_patterns, or use POST /v1/analyses without Prefer: respond-async.
failure-job-retain = A job's analysis is fetched later, so it must be stored. Leave out retain, or use POST /v1/analyses without Prefer: respond-async.
failure-job-cancelled = The job was cancelled.
failure-job-attempts = The job was started { $attempts } times and never ended. It is not tried again.
failure-host = Host: received { $received }; accepted: localhost and loopback addresses. The service requires no keys, so it answers for its own machine only; to change that, set hosts, or create a key with `audience-fit keys create`.
failure-foreign-page = The request comes from a page of another site. The service requires no keys, so it answers no other sites.
failure-key-unknown = Unknown key. Check that you copied all of it.
failure-key-missing = Send a key as `Authorization: Bearer afk_...`. `audience-fit keys create` creates one.
failure-keys-several = There is more than one Authorization header. Send one.
failure-key-scheme = The Authorization header has another scheme, or the key is empty. Send `Authorization: Bearer afk_...`.
failure-key-malformed = The key is malformed. A key is `afk_`, 32 hexadecimal digits, `_` and 64 hexadecimal digits.
failure-no-profiles = there are no profiles to analyse; send at least one
failure-analysis-cancelled = the analysis was cancelled
failure-estimate = The estimate failed; the log has the cause under request_id.
failure-json-object = expected one JSON object: { $error }; send application/json in UTF-8
failure-busy-memory = The memory for requests is in use. Try again in a few seconds.
failure-busy-uploads = Other uploads are in progress. Try again in a few seconds.
failure-upload-long = The upload took more than { $seconds } s. Compress it, or split it.
failure-upload-slow = Only { $bytes } bytes arrived in { $seconds } s; accepted: at least { $least } bytes per second. Send it again over a faster connection, or compressed.
failure-body-cut = The body ended before its Content-Length, or could not be read. Send it again.
failure-form-parts = { $found ->
    [none] The form has no part.
   *[more] The form has more parts than that.
} { $takes ->
    [file] Send one part with the file
   *[panel] Send one part with the file, and if you like one named panel with a panel
}; name, account and the rest go into the query.
failure-upload-media-type = Content-Type: received { $received }; accepted: application/octet-stream with the parameter format, multipart/form-data with one file, { $accepted }.
failure-encoding = Content-Encoding: received { $received }; accepted: gzip, zstd, identity
failure-upload-no-media-type = The upload has no Content-Type. Send its own, or application/octet-stream with the parameter format.
failure-other-bytes = This Idempotency-Key was used for an upload of other bytes. Use a new key.
failure-upload-bytes = The upload is larger than { $max } bytes. Split it, or raise --max-upload-mib.
failure-upload-rows = { $rows ->
    [0] The upload has no rows.
    [one] 1 row was rejected and nothing was stored. The reasons are in errors.
   *[other] { $rows } rows were rejected and nothing was stored. The first reasons are in errors.
}
failure-not-ready = Failed or timed out after { $seconds } s: { $missing }.
failure-patterns = profile_patterns names single rows of a stored audience; that needs a key with the scope exact.
failure-no-path = No such path. The service has { $paths } and, for people, / and /docs.
failure-analysis-memory = The analysis of { $rows } stored profiles takes { $needed } MiB of memory; the service has { $available } MiB for that. Analyse fewer, or raise --memory-mib of the service.
failure-rows-rejected = { $rows ->
    [one] 1 row was rejected
   *[other] { $rows } rows were rejected
}; errors has the reasons.
failure-idempotency-key = received { $received }; accepted: 1 to { $max } visible ASCII characters, for example a UUID
failure-stored-analysis = This version of audience-fit cannot read the stored analysis. Its JSON can be had in the language in which it was asked for. For a report, analyse the audience again.
failure-spreadsheet = The spreadsheet cannot be written. Ask again, and store the new answer.
failure-stored-target = The stored target cannot be read. Store it again.
failure-stored-ask = The stored ask cannot be read. Delete it and ask again.
failure-form = The form cannot be read: { $error }. Send it again.
failure-storage-full = The storage of the service is full; nothing of this request was kept. Reading and deleting still work: delete what you no longer need, or tell the operator.
failure-storage-damaged = Something stored is missing or not as it was written, so it is not used. Delete it and upload it again, or ask the operator to restore a backup. The log has the cause under the request_id.
failure-storage-locked = Another process has locked the database of the service; nothing of this request was kept. Try again; if it goes on, tell the operator.
failure-storage-unreachable = what the service keeps cannot be reached or written; nothing of this request was kept, try again
failure-form-late = The form did not arrive in time. Send it again.
failure-form-cut = The form did not arrive whole. Send it again.
failure-form-bytes = The form is larger than { $max } bytes. Send less.
failure-form-media-type = A form comes as { $accepted }. Send it from the page.
failure-form-part = The form has a part of an unknown name.
failure-form-text-bytes = A text of the form has more than { $max } bytes.
failure-answers-bytes = The answers are larger than { $max } bytes. Send them in parts.
failure-report = The report of this analysis cannot be read. Analyse the audience again.
failure-stored-report = The stored report cannot be read. Delete it and store it again.
failure-key-form = Enter a key. It begins with afk_.
