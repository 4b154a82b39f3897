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
problem-method = { $method } is not allowed here. Use { $allowed }.
problem-upload-late = Nothing arrived for { $seconds } s. Send it again.
problem-upload-too-large = The upload has { $bytes } bytes; accepted: up to { $max }. Split it, or raise --max-upload-mib.
problem-single-rows = Whom to ask, and what each person answered, is about single people. This needs a key with the scope exact, which is for whoever owns the rows.
problem-too-many-targets = The key asked about { $most } different targets of { $id } today. Repeat one, or go on in { $seconds } s.
problem-too-many-targets-in-all = The keys of the agency asked about { $most } different targets of { $id }, as many as they may while it is stored. Repeat one of them, or use a key with the scope exact.
problem-stopping = The service is stopping. Send the request to another instance.
