-- wrk: asks for analyses of the body in the file given after `--`, or for the path alone without one; prints one line
-- of figures: requests, microseconds, p50 and p99 in microseconds, and errors.

function init(args)
  if args[1] then
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
