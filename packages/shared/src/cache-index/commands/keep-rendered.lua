--[[
  Keeps a small result with its rendered JSON. Those that were not read for longest make room for it.

  KEYS  1 rendered  2 rendered-used
  ARGV  1 now override  2 result  3 its record  4 bytes that all records may have
        5 '1': no entry will name it, so that it is the first to go

  Replies  { 'kept' }
]]
--- @include "clock"
--- @include "rendered"

local WAITED_FOR_ONLY_MS = 86400000

local keys = { rendered = KEYS[1], rendered_used = KEYS[2] }
-- Sent twice, it is counted once.
forget_rendered(keys, ARGV[2])
local most = tonumber(ARGV[4]) - #ARGV[3]
while tonumber(redis.call('HGET', KEYS[1], 'bytes') or '0') > most do
  local first = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  if not first then break end
  forget_rendered(keys, first)
end
local used = clock(ARGV[1]) - (ARGV[5] == '1' and WAITED_FOR_ONLY_MS or 0)
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('HINCRBY', KEYS[1], 'bytes', #ARGV[3])
redis.call('ZADD', KEYS[2], digits(used), ARGV[2])
return { 'kept' }
