-- Reads lists of 100 cases or results, from pages all over the project. See run.
local project, token, list = os.getenv("PROJECT"), os.getenv("TOKEN"), os.getenv("LIST")
local cases, runs, pause = tonumber(os.getenv("CASES")), tonumber(os.getenv("RUNS")), tonumber(os.getenv("PAUSE"))

function setup(thread)
  thread:set("seed", os.time())
end

function init(args)
  math.randomseed(seed)
  wrk.headers["Token"] = token
end

function request()
  local path
  if list == "cases" then
    path = string.format("/v1/case/%s?limit=100&offset=%d", project, math.random(0, math.max(0, cases - 100)))
  else
    -- bench-data was told to put 100,000 results into 20 runs
    path = string.format("/v1/result/%s?limit=100&run=%d&offset=%d", project, math.random(1, runs), math.random(0, 4900))
  end
  return wrk.format("GET", path)
end

if pause > 0 then
  -- Clients that pause equally long would come in waves.
  function delay()
    return math.random(0, 2 * pause)
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"name":"%s","requests":%d,"per_second":%.0f,"failed":%d,"p50_ms":%.1f,"p95_ms":%.1f,"p99_ms":%.1f,"max_ms":%.0f,"kib_each":%.0f}\n',
    os.getenv("NAME"), summary.requests, summary.requests * 1e6 / summary.duration, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.bytes / math.max(1, summary.requests) / 1024))
end
