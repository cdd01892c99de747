--[[
  Ends a run with an error.

  KEYS  1 run  2 claim  3 callers  4 open runs  5 ended
  ARGV  1 now override  2 run id  3 token of the attempt that failed, '' if none has begun  4 error
        5 seconds an ended run is kept  6 channel of ends

  Replies  { 'failed' } | { 'ended', state } | { 'superseded' } | { 'gone' }
]]
--- @include "clock"
--- @include "run"

local run = redis.call('HMGET', KEYS[1], 'state', 'token', 'failed_by', 'taken')
if not run[1] then return { 'gone' } end
-- The same command once more, because its answer was lost with the connection: the same answer.
if run[1] == 'failed' and run[3] == ARGV[3] then return { 'failed' } end
if ENDED[run[1]] then return { 'ended', run[1] } end
if ARGV[3] == '' then
  if run[2] or run[4] then return { 'superseded' } end
elseif is_overtaken(run[2], run[4], ARGV[3]) then
  return { 'superseded' }
end
end_run({ run = KEYS[1], claim = KEYS[2], callers = KEYS[3], open_runs = KEYS[4], ended = KEYS[5] }, ARGV[2],
  'failed', clock(ARGV[1]), ARGV[5], ARGV[6], { 'error', ARGV[4], 'failed_by', ARGV[3] })
return { 'failed' }
