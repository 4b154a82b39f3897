-- wrk: sends the body in the file given after `--`, or asks for the path alone where the name is empty; packed answers where
-- `gzip` follows. Prints one line of figures: requests, microseconds, p50 and p99 in microseconds, and errors.

function init(args)
  if args[2] == "gzip" then
    wrk.headers["accept-encoding"] = "gzip"
  end
  if args[1] ~= "" then
    local file = assert(io.open(args[1], "rb"))
    wrk.method = "POST"
    wrk.headers["content-type"] = "application/json"
    wrk.body = file:read("*a")
    file:close()
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format("FIGURES %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
