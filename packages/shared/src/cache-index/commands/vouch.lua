--[[
  Says that a change feed has looked at the source and moved the epochs of all that had changed: until some time from
  then on it vouches that what rests on present epochs is true. It counts from when the feed began to look, so that
  one which was stopped on its way here vouches for no longer. It is not fenced: what the feed saw is in the ledger, and
  is restored before callers are let in.

  KEYS  1 index
  ARGV  1 now override  2 ms for which it vouches  3 when it began to look, ms since 1970; '' for now

  Replies  { 'vouched', until }   the end of this or of a later vouching
]]
--- @include "clock"

local from = ARGV[3] == '' and clock(ARGV[1]) or math.min(tonumber(ARGV[3]), clock(ARGV[1]))
local held = redis.call('HGET', KEYS[1], 'watched_until')
local ends = math.max(from + tonumber(ARGV[2]), tonumber(held or '0'))
redis.call('HSET', KEYS[1], 'watched_until', digits(ends))
return { 'vouched', digits(ends) }
