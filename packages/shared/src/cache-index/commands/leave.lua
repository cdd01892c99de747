--[[
  Takes a caller's job out of its run; the run is cancelled when nobody waits for it any more.

  KEYS  1 job  2 run  3 claim  4 callers  5 open runs  6 ended
  ARGV  1 now override  2 job id  3 run id the caller believes the job to be in  4 error of a cancelled run
        5 seconds an ended run is kept  6 channel of ends

  Replies  { 'left', 'others' | 'last' }   also if the job had left before
           { 'ended', state } the run had ended before
           { 'moved', run }   the job is in another run by now: ask again
           { 'gone' }
]]
--- @include "clock"
--- @include "run"

local job = redis.call('HMGET', KEYS[1], 'run', 'left_at')
if not job[1] then return { 'gone' } end
if job[1] ~= ARGV[3] then return { 'moved', job[1] } end
local state = redis.call('HGET', KEYS[2], 'state')
if job[2] then return { 'left', state == 'cancelled' and 'last' or 'others' } end
if not state then return { 'gone' } end
if ENDED[state] then return { 'ended', state } end

local now = clock(ARGV[1])
redis.call('HSET', KEYS[1], 'left_at', digits(now))
redis.call('HDEL', KEYS[4], ARGV[2])
if #jobs_of(KEYS[4], ARGV[3]) > 0 then
  redis.call('PUBLISH', ARGV[6], ARGV[3] .. ' left')
  return { 'left', 'others' }
end
end_run({ run = KEYS[2], claim = KEYS[3], callers = KEYS[4], open_runs = KEYS[5], ended = KEYS[6] }, ARGV[3],
  'cancelled', now, ARGV[5], ARGV[6], { 'error', ARGV[4] })
return { 'left', 'last' }
