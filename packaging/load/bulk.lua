-- Sends results as reporters do: 200 a request, each with an id of its own, the number of its case and a title; every twentieth failed
-- with a message. A run gets one result of each case. See run.
local project, token = os.getenv("PROJECT"), os.getenv("TOKEN")
local first, runs, cases = tonumber(os.getenv("FIRST_RUN")), tonumber(os.getenv("BULK_RUNS")), tonumber(os.getenv("CASES"))
local EACH = 200
local n, start = 0, os.time()

function init(args)
  start = os.time()
  wrk.headers["Token"] = token
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local parts = {}
  local run = first + math.floor(n / cases) % runs
  for i = 1, EACH do
    n = n + 1
    local status, message = "passed", "null"
    if n % 20 == 0 then
      status, message = "failed", '"AssertionError: the total of the cart is 42 and not 41"'
    end
    local case = (n - 1) % cases + 1
    parts[i] = string.format(
      '{"id":"%d-%d","title":"Case %d","signature":"shop::cart::case-%d","testops_id":%d,"message":%s,' ..
      '"execution":{"status":"%s","start_time":%d,"duration":%d}}',
      start, n, case, case, case, message, status, os.time(), n % 900)
  end
  return wrk.format("POST", "/v2/" .. project .. "/run/" .. run .. "/results", nil, '{"results":[' .. table.concat(parts, ",") .. "]}")
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"name":"%s","requests":%d,"results_per_second":%.0f,"failed":%d,"p50_ms":%.1f,"p95_ms":%.1f,"p99_ms":%.1f}\n',
    os.getenv("NAME"), summary.requests, (summary.requests - failed) * EACH * 1e6 / summary.duration, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
