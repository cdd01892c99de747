--[[
  Keeps a small result with its rendered JSON: for as long as there is room if it is the entry's, and for those who wait
  for a while. Decided here, because the entry may have been made, replaced or dropped since the command was sent. Those that
  are for who waits make room first, then those that were not read for longest.

  KEYS  1 index  2 entry  3 rendered  4 rendered-used  5 rendered-until
  ARGV  1 now override  2 result  3 its record  4 bytes that all records may have
        5 ms for which those who wait find it, '' if nobody waits: it is the entry's or nobody's

  Replies  { 'kept' }
           { 'none' }      no entry names it, and nobody waits
           { 'removed' }   the source is no more
]]
--- @include "clock"
--- @include "rendered"

if redis.call('HEXISTS', KEYS[1], 'removed') == 1 then return { 'removed' } end
local is_entrys = redis.call('HGET', KEYS[2], 'result') == ARGV[2]
if not is_entrys and ARGV[5] == '' then return { 'none' } end

local keys = { rendered = KEYS[3], rendered_used = KEYS[4], rendered_until = KEYS[5] }
-- Sent twice, it is counted once.
forget_rendered(keys, ARGV[2])
local most = tonumber(ARGV[4]) - #ARGV[3]
while tonumber(redis.call('HGET', KEYS[3], 'bytes') or '0') > most do
  local first = redis.call('ZRANGE', KEYS[5], 0, 0)[1] or redis.call('ZRANGE', KEYS[4], 0, 0)[1]
  if not first then break end
  forget_rendered(keys, first)
end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('HINCRBY', KEYS[3], 'bytes', #ARGV[3])
local now = clock(ARGV[1])
if is_entrys then
  redis.call('ZADD', KEYS[4], digits(now), ARGV[2])
else
  redis.call('ZADD', KEYS[5], digits(now + tonumber(ARGV[5])), ARGV[2])
end
return { 'kept' }
