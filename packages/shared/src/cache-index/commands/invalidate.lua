--[[
  Moves epochs on. That is the invalidation: entries and runs that rest on the old ones are expired by comparison.
  Epochs never go back, whatever order the commands arrive in. It is not fenced: epochs that are raised in an old copy
  or an empty index are right, and the others come before callers are let in.

  KEYS  1 epochs  2… by-table, one per table whose entries are to be counted; a thousand at most
  ARGV  table, epoch, table, epoch, …

  Replies  { 'moved', number of entries that rested on those tables }
]]
--- @include "epochs"

raise_epochs(KEYS[1], ARGV)
if #KEYS == 1 then return { 'moved', '0' } end
local resting = #KEYS == 2 and redis.call('SCARD', KEYS[2]) or #redis.call('SUNION', unpack(KEYS, 2))
redis.call('UNLINK', unpack(KEYS, 2))
return { 'moved', tostring(resting) }
