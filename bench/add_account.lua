-- wrk script: addAccount over JSON-RPC, every username new, keys in turn.
-- The environment is that of master_account.lua.
local common = dofile(os.getenv("BENCH_LUA_DIR") .. "/common.lua")

function setup(thread) common.setup(thread) end

function init(args) common.init() end

function delay() return common.delay_ms end

function request()
  local n = common.next_number()
  local who = common.run .. "-" .. number_of_thread .. "-" .. n
  return wrk.format("POST", "/api/jsonrpcserver?version=3.0",
    { ["Content-Type"] = "application/json" },
    '{"id":1,"method":"addAccount","params":["' .. common.key(n) ..
    '",{"company_name":"Company ' .. who ..
    '","billing_email":"billing@example.com","company_country":"Australia"}' ..
    ',{"username":"' .. who .. '","password":"mossy kettle orbits pylons' ..
    '","first_name":"John","last_name":"Doe","email":"' .. who ..
    '@example.com","phone":"(07) 3257 3906","is_confirmed":true}]}')
end

function response(status, headers, body)
  common.judge(status == 200 and body:find('"error":null', 1, true))
end

function done(summary, latency, requests) common.report(summary, latency) end
