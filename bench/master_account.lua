-- wrk script: sign-ups over the form API, every e-mail new, keys in turn.
--
-- BENCH_KEYS names a file with one API key a line; BENCH_DELAY_MS is the mean of
-- the time that a connection rests between two requests (a given rate);
-- BENCH_RUN makes the e-mails of one run differ from those of another.
local common = dofile(os.getenv("BENCH_LUA_DIR") .. "/common.lua")

function setup(thread) common.setup(thread) end

function init(args)
  common.init()
  math.randomseed(os.time() + number_of_thread)
end

-- Exponential, so that the requests come independently of each other. With the
-- same time for all, connections whose requests went into one set, and were
-- answered together, would come together ever after.
function delay()
  return math.floor(0.5 - common.delay_ms * math.log(1 - math.random()))
end

function request()
  local n = common.next_number()
  local who = common.run .. "-" .. number_of_thread .. "-" .. n
  return wrk.format("POST", "/site/api/master_account",
    { ["Content-Type"] = "application/x-www-form-urlencoded" },
    "key=" .. common.key(n) .. "&email=" .. who .. "%40example.com" ..
    "&account_name=Company+" .. who .. "&firstname=Mike&lastname=Douglas" ..
    "&phone=" .. common.phone(n, number_of_thread) ..
    "&source=campaign1&tags=new+customer,campaign1")
end

function response(status, headers, body)
  common.judge(status == 200 and body:find('"message":"success"', 1, true))
end

function done(summary, latency, requests) common.report(summary, latency) end
