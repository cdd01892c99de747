--[[
  Moves a job that joined a run which may not be shared into a run of its own. A run that nobody is left in is cancelled.

  KEYS  1 job  2 callers  3 run (new)  4 open runs  5 run the job is in  6 claim  7 ended  8 index
  ARGV  1 now override  2 job id  3 run id the job is in  4 run id (new)  5 key  6 order (JSON)  7 channel of ends
        8 error of a cancelled run  9 seconds an ended run is kept

  Replies  { 'detached' } | { 'left' } (the job has left, was moved elsewhere before, or its source is no more)
]]
--- @include "clock"
--- @include "run"

local job = redis.call('HMGET', KEYS[1], 'run', 'left_at', 'caller')
if job[1] == ARGV[4] then return { 'detached' } end
if redis.call('HEXISTS', KEYS[8], 'removed') == 1 then return { 'left' } end
if job[1] ~= ARGV[3] or job[2] then
  -- A job whose record has run out cannot be told of anything; it must not hold the run up.
  if not job[1] then redis.call('HDEL', KEYS[2], ARGV[2]) end
  return { 'left' }
end
local now = clock(ARGV[1])
redis.call('HSET', KEYS[1], 'run', ARGV[4], 'how', 'claimed', 'why', 'detached')
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4] .. ' ' .. job[3])
redis.call('HSET', KEYS[3], 'state', 'queued', 'key', ARGV[5], 'owner', ARGV[2], 'order', ARGV[6],
  'created_at', digits(now), 'alone', '1')
redis.call('ZADD', KEYS[4], digits(now), ARGV[4])
redis.call('PUBLISH', ARGV[7], ARGV[3] .. ' left')
local state = redis.call('HGET', KEYS[5], 'state')
if state and not ENDED[state] and #jobs_of(KEYS[2], ARGV[3]) == 0 then
  end_run({ run = KEYS[5], claim = KEYS[6], callers = KEYS[2], open_runs = KEYS[4], ended = KEYS[7] }, ARGV[3],
    'cancelled', now, ARGV[9], ARGV[7], { 'error', ARGV[8] })
end
return { 'detached' }
