--[[
  Says that a later attempt has taken the run up, before that attempt cancels what earlier ones left on the database:
  from now on a failure of theirs is not believed, nor may they begin.

  KEYS  1 index  2 run
  ARGV  1 token of the attempt

  Replies  { 'taken' }
           { 'ended', state }
           { 'superseded' }   a still later attempt has taken it up
           { 'gone' }         the index does not know the run, or its source is no more
]]
--- @include "run"

if redis.call('HEXISTS', KEYS[1], 'removed') == 1 then return { 'gone' } end
local run = redis.call('HMGET', KEYS[2], 'state', 'token', 'taken')
if not run[1] then return { 'gone' } end
if ENDED[run[1]] then return { 'ended', run[1] } end
if is_overtaken(run[2], run[3], ARGV[1]) then return { 'superseded' } end
redis.call('HSET', KEYS[2], 'taken', ARGV[1])
return { 'taken' }
