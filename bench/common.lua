-- What the wrk scripts share: numbering, keys, judging and the last line.
local common = {}

local threads = {}

function common.setup(thread)
  table.insert(threads, thread)
  thread:set("number_of_thread", #threads)
end

function common.init()
  common.run = os.getenv("BENCH_RUN")
  common.delay_ms = tonumber(os.getenv("BENCH_DELAY_MS") or "0")
  common.keys = {}
  for line in io.lines(os.getenv("BENCH_KEYS")) do
    table.insert(common.keys, line)
  end
  common.number = 0
  refused = 0
end

function common.next_number()
  common.number = common.number + 1
  return common.number
end

function common.key(n) return common.keys[n % #common.keys + 1] end

-- A valid Australian mobile number (0400000000 to 0439999999), new for every request of a run.
function common.phone(n, thread)
  local seed = tonumber(os.getenv("BENCH_PHONES")) + thread * 3000000 + n
  return string.format("04%08d", seed % 40000000)
end

-- `refused` is a global of the wrk thread, so that done() can collect it.
function common.judge(good)
  if not good then refused = refused + 1 end
end

function common.report(summary, latency)
  local errors = summary.errors.connect + summary.errors.read +
    summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    errors = errors + thread:get("refused")
  end
  io.write(string.format("BENCH %d %.3f %.3f %.3f %d\n", summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, errors))
end

return common
