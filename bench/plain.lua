-- wrk script: the same report for requests that reach nobody but nginx.
local common = dofile(os.getenv("BENCH_LUA_DIR") .. "/common.lua")

function setup(thread) common.setup(thread) end

function init(args) common.init() end

function response(status, headers, body) common.judge(status == 200) end

function done(summary, latency, requests) common.report(summary, latency) end
