--[[
  Makes an attempt's result readable: as the entry of its key if nothing it rests on has moved since begin, else for
  those alone who waited for the run.

  It is not fenced: nobody who waits joined the run after a refresh that moved its epochs. But in an old copy that has not
  been restored it writes no entry, because a load may be missing in it: the rows may mix new tables with old ones while
  their epochs have not moved.

  What was kept rendered of the result stays with the entry, goes in a while where there is none, and at once where the
  result is nobody's; that of the entry before goes.

  KEYS  1 index  2 run  3 claim  4 entry  5 epochs  6 callers  7 open runs  8 ended  9 entries
        10 hits  11 used  12 moved  13 loading  14 rendered  15 rendered-used  16 rendered-until
        17… by-table, one per table of the run, then those of the entry that may be replaced
  ARGV  1 now override  2 run id  3 key  4 token  5 why it may not be cached, '' if it may  6 result id  7 path
        8 rows  9 bytes  10 runtime in seconds  11 seconds an ended run is kept  12 channel of ends
        13 tables of the run
        14 ms for which the entry is served, counted from the snapshot, '' for no end
        15 ms by which the database may lag behind the one that was refreshed, '' if it does not
        16 ms from the snapshot on after which nobody is served the entry, not even as a stale one, '' for no end

  Replies  { 'published', cached_at }
           { 'delivered', reason }   ARGV[5] | incarnation | refreshed(<table>) | load(<table>) | replica_lag(<table>) |
                                     ttl(0) | overtaken
           { 'superseded' }          a newer attempt has begun: drop the result
           { 'ended', state }        cancelled or failed meanwhile: drop the result
           { 'undivided' }           it may not be shared, and jobs that joined are still in it: detach them first
           { 'gone' }
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "moved"
--- @include "rendered"
--- @include "run"

local run = redis.call('HMGET', KEYS[2],
  'state', 'token', 'tables', 'epochs', 'incarnation', 'snapshot_at', 'owner', 'alone', 'result', 'reason', 'ended_at')
local rendered = { rendered = KEYS[14], rendered_used = KEYS[15], rendered_until = KEYS[16] }

local function refused(reply)
  forget_rendered(rendered, ARGV[6])
  return reply
end

if not run[1] then return refused({ 'gone' }) end
if ENDED[run[1]] and run[2] == ARGV[4] and run[9] == ARGV[6] then
  -- The same command once more, because its answer was lost with the connection: the same answer.
  if run[1] == 'published' then return { 'published', run[11] } end
  return { 'delivered', run[10] }
end
if ENDED[run[1]] then return refused({ 'ended', run[1] }) end
if run[2] ~= ARGV[4] then return refused({ 'superseded' }) end
if run[8] == '1' and #jobs_of(KEYS[6], ARGV[2]) > 1 then return { 'undivided' } end

local now = clock(ARGV[1])
local tables = cjson.decode(run[3])

-- The first table on which a load is open: rows of others that it loads may be old or new.
local function loading_table()
  for from = 1, #tables, 1000 do
    local lists = redis.call('HMGET', KEYS[13], unpack(tables, from, math.min(from + 999, #tables)))
    for i = 1, #lists do
      if lists[i] then return tables[from + i - 1] end
    end
  end
  return nil
end

local function why_not()
  if ARGV[5] ~= '' then return ARGV[5] end
  local index = redis.call('HMGET', KEYS[1], 'incarnation', 'restored_at', 'history')
  if index[1] ~= run[5] or index[3] ~= history() then return 'incarnation' end
  local epochs = cjson.decode(run[4])
  local moved = moved_table(KEYS[5], tables, epochs)
  if moved then return 'refreshed(' .. moved .. ')' end
  local loading = loading_table()
  if loading then return 'load(' .. loading .. ')' end
  if ARGV[15] ~= '' then
    local lagging = moved_later(KEYS[12], tables, epochs, tonumber(run[6]) - tonumber(ARGV[15]), index[2])
    if lagging then return 'replica_lag(' .. lagging .. ')' end
  end
  if ARGV[14] == '0' then return 'ttl(0)' end
  if ARGV[16] ~= '' and now - tonumber(run[6]) >= tonumber(ARGV[16]) then return 'ttl(0)' end
  if redis.call('HGET', KEYS[3], 'run') ~= ARGV[2] then return 'overtaken' end
  return nil
end

local reason = why_not()
if not reason then
  local replaced = redis.call('HMGET', KEYS[4], 'bytes', 'result')
  redis.call('HINCRBY', KEYS[1], 'bytes', tonumber(ARGV[9]) - tonumber(replaced[1] or '0'))
  if replaced[2] then forget_rendered(rendered, replaced[2]) end
  if redis.call('ZREM', KEYS[16], ARGV[6]) == 1 then redis.call('ZADD', KEYS[15], digits(now), ARGV[6]) end
  redis.call('DEL', KEYS[4])
  redis.call('HSET', KEYS[4], 'result', ARGV[6], 'path', ARGV[7], 'tables', run[3], 'epochs', run[4],
    'incarnation', run[5], 'snapshot_at', run[6], 'cached_at', digits(now), 'rows', ARGV[8], 'bytes', ARGV[9],
    'runtime', ARGV[10], 'job', run[7], 'run', ARGV[2], 'ttl', ARGV[14], 'ends', ARGV[16], 'used', digits(now))
  redis.call('ZADD', KEYS[9], digits(now), ARGV[3])
  redis.call('ZADD', KEYS[11], digits(now), ARGV[3])
  redis.call('ZADD', KEYS[10], 'NX', 0, ARGV[3])
  for i = 17, #KEYS do redis.call(i < 17 + tonumber(ARGV[13]) and 'SADD' or 'SREM', KEYS[i], ARGV[3]) end
end

end_run({ run = KEYS[2], claim = KEYS[3], callers = KEYS[6], open_runs = KEYS[7], ended = KEYS[8] }, ARGV[2],
  reason and 'delivered' or 'published', now, ARGV[11], ARGV[12], { 'result', ARGV[6], 'reason', reason or '' })
if reason then return { 'delivered', reason } end
return { 'published', digits(now) }
