--[[
  Decides what becomes of a submission: a hit on the entry, a place in the run that holds the claim, or a run of its own.

  KEYS  1 index  2 entry  3 claim  4 epochs  5 callers  6 open runs  7 run (new)  8 job (new)  9 hits
  ARGV  1 now override  2 key  3 run id (new)  4 job id (new)  5 greatest age in ms, '' for any
        6 mode: shared | fresh (no entry, may join) | alone (neither)  7 caller  8 order (JSON)  9 seconds a job is kept
        10 why it is fresh or alone  11 '1' if the source is paused: a hit or nothing

  Replies  { 'hit', result, cached_at, source job, now }
           { 'joined', run, source job, enqueued ('1' or '') }
           { 'claimed', why there was no hit: none | incarnation | max_age | expired(<table>) | ARGV[10] }
           { 'paused' }            no hit, and nothing was claimed
           { 'fenced', history }   the epochs have not been restored in this server's history: no entry can be judged
           { 'removed' }           the source is no more
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "hit"

local index = redis.call('HMGET', KEYS[1], 'incarnation', 'removed', 'history')
local incarnation = index[1]
if index[2] then return { 'removed' } end
local here = history()
if not incarnation or index[3] ~= here then return { 'fenced', here } end
if redis.call('EXISTS', KEYS[7]) == 1 then
  -- This very command once more, because its answer was lost with the connection; the run may be under way by now.
  return { 'claimed', redis.call('HGET', KEYS[8], 'why') or ARGV[10] }
end
local now = clock(ARGV[1])
local mode = ARGV[6]
local why = ARGV[10]

if mode == 'shared' then
  local hit
  hit, why = find_hit({ entry = KEYS[2], epochs = KEYS[4], hits = KEYS[9] }, ARGV[2], incarnation, ARGV[5], now)
  if hit then return hit end
end

if ARGV[11] == '1' then return { 'paused' } end

local job = redis.call('HMGET', KEYS[8], 'run', 'left_at')
if job[2] then
  -- This very command once more, from a caller who gave up and took his job back: it stays out, and nobody hears this.
  return { 'joined', job[1], '', '1' }
end

local function make_job(run, how, reason)
  redis.call('HSET', KEYS[8], 'run', run, 'key', ARGV[2], 'caller', ARGV[7], 'how', how, 'why', reason, 'created_at', digits(now))
  redis.call('EXPIRE', KEYS[8], ARGV[9])
  redis.call('HSET', KEYS[5], ARGV[4], run .. ' ' .. ARGV[7])
end

-- A run may be joined while no attempt has captured epochs, or while those it captured are the current ones.
local function joinable(claim)
  if not claim[1] then return false end
  if not claim[3] then return true end
  return claim[5] == incarnation
    and not moved_table(KEYS[4], cjson.decode(claim[3]), cjson.decode(claim[4]))
end

if mode ~= 'alone' then
  local claim = redis.call('HMGET', KEYS[3], 'run', 'job', 'tables', 'epochs', 'incarnation', 'enqueued')
  if joinable(claim) then
    make_job(claim[1], 'joined', why)
    return { 'joined', claim[1], claim[2], claim[6] or '' }
  end
  redis.call('DEL', KEYS[3])
  redis.call('HSET', KEYS[3], 'run', ARGV[3], 'job', ARGV[4])
end

make_job(ARGV[3], 'claimed', why)
redis.call('HSET', KEYS[7], 'state', 'queued', 'key', ARGV[2], 'owner', ARGV[4], 'order', ARGV[8],
  'created_at', digits(now), 'alone', mode == 'alone' and '1' or '')
redis.call('ZADD', KEYS[6], digits(now), ARGV[3])
return { 'claimed', why }
