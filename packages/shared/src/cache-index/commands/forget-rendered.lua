--[[
  Forgets rendered results that were kept for those who wait, once their time is over.

  KEYS  1 rendered  2 rendered-used  3 rendered-until
  ARGV  1 now override  2 how many at most

  Replies  { 'forgotten', how many }   sent twice, fewer: what is forgotten stays so
]]
--- @include "clock"
--- @include "rendered"

local over = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', digits(clock(ARGV[1])), 'LIMIT', 0, ARGV[2])
for i = 1, #over do
  forget_rendered({ rendered = KEYS[1], rendered_used = KEYS[2], rendered_until = KEYS[3] }, over[i])
end
return { 'forgotten', tostring(#over) }
