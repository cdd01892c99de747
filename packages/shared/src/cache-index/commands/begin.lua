--[[
  Lets an attempt go on to read rows: raises the run's token and captures the epochs of its tables. The statement's
  snapshot must be taken after this command has answered.

  KEYS  1 index  2 run  3 claim  4 epochs  5 callers  6 loads  7 loading
  ARGV  1 now override  2 run id  3 token  4 the session's process id on the database  5 tables (JSON list)
        6 '1' if the result may be shared among callers  7 '1' if it waits for the end of loads
        8 when it is joined no more, ms since 1970 by this server's clock, '' for no end: what the statement takes for today
          is over then. No time from now on: the command may come late

  Replies  { 'go', snapshot_at, incarnation, epochs (JSON list), process id of the attempt before or '' }
           { 'ended', state, result or '' }   the run has ended already
           { 'loading', table, until }        a load is open on one of the tables, until then at the latest; nothing
                                              has begun
           { 'superseded' }                   a later attempt has begun or taken the run up
           { 'gone' }                         the index does not know the run, or its source is no more
           { 'fenced', history }              the epochs have not been restored in this server's history
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "overdue"
--- @include "run"

local index = redis.call('HMGET', KEYS[1], 'incarnation', 'removed', 'history')
local incarnation = index[1]
if index[2] then return { 'gone' } end
local here = history()
if not incarnation or index[3] ~= here then return { 'fenced', here } end
local run = redis.call('HMGET', KEYS[2], 'state', 'token', 'pid', 'result', 'owner',
  'snapshot_at', 'incarnation', 'epochs', 'previous_pid', 'taken')
if not run[1] then return { 'gone' } end
if ENDED[run[1]] then return { 'ended', run[1], run[4] or '' } end
if run[2] == ARGV[3] then
  -- The same command once more, because its answer was lost with the connection: the same answer.
  return { 'go', run[6], run[7], run[8], run[9] or '' }
end
if is_overtaken(run[2], run[10], ARGV[3]) then return { 'superseded' } end

local now = clock(ARGV[1])
local tables = cjson.decode(ARGV[5])
if ARGV[7] == '1' then
  local held_up, ends = pending_load({ loads = KEYS[6], loading = KEYS[7] }, tables, now)
  if held_up then return { 'loading', held_up, digits(ends) } end
end
now = digits(now)
-- A table has its place among the epochs from the first run on, so that they list all that anything may rest on.
for i = 1, #tables do redis.call('HSETNX', KEYS[4], tables[i], '0') end
local epochs = encode_list(current_epochs(KEYS[4], tables))
redis.call('HSET', KEYS[2], 'state', 'started', 'token', ARGV[3], 'pid', ARGV[4], 'previous_pid', run[3] or '',
  'tables', ARGV[5], 'epochs', epochs, 'incarnation', incarnation, 'snapshot_at', now, 'started_at', now)

local holds_claim = redis.call('HGET', KEYS[3], 'run') == ARGV[2]
if ARGV[6] == '1' then
  if holds_claim then
    redis.call('HSET', KEYS[3], 'tables', ARGV[5], 'epochs', epochs, 'incarnation', incarnation, 'snapshot_at', now)
    redis.call('HSET', KEYS[3], 'join_until', ARGV[8])
  end
else
  -- Nobody may join any more; the owner keeps the run, or, if he has left, one of those who joined becomes it.
  if holds_claim then redis.call('DEL', KEYS[3]) end
  redis.call('HSET', KEYS[2], 'alone', '1')
  local jobs = jobs_of(KEYS[5], ARGV[2])
  local owner_waits = false
  for i = 1, #jobs do owner_waits = owner_waits or jobs[i] == run[5] end
  if not owner_waits and jobs[1] then redis.call('HSET', KEYS[2], 'owner', jobs[1]) end
end
return { 'go', now, incarnation, epochs, run[3] or '' }
