--[[
  Makes the progress of a run under way readable and tells whoever follows it. A run that the index no longer knows is
  not made again, and one that has ended stays as it is: what is told of it comes late.

  KEYS  1 run
  ARGV  1 phase  2 rows  3 bytes, both '' where none have been read  4 run id  5 channel of ends
  Replies  { 'ok' }
]]
--- @include "run"

local state = redis.call('HGET', KEYS[1], 'state')
if not state or ENDED[state] then return { 'ok' } end
redis.call('HSET', KEYS[1], 'phase', ARGV[1], 'rows', ARGV[2], 'bytes', ARGV[3])
redis.call('PUBLISH', ARGV[5], ARGV[4] .. ' progress')
return { 'ok' }
