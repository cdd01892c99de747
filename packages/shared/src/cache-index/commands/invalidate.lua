--[[
  Moves epochs on. That is the invalidation: entries and runs that rest on the old ones are expired by comparison.
  Epochs never go back, whatever order the commands arrive in.

  KEYS  1 epochs  2… by-table, one per table
  ARGV  table, epoch, table, epoch, …

  Replies  { 'moved', number of entries that rested on the tables }
]]
--- @include "epochs"

local resting = 0
if #KEYS == 2 then
  resting = redis.call('SCARD', KEYS[2])
elseif #KEYS > 2 then
  resting = #redis.call('SUNION', unpack(KEYS, 2))
end
raise_epochs(KEYS[1], ARGV, 1)
for i = 2, #KEYS do redis.call('UNLINK', KEYS[i]) end
return { 'moved', tostring(resting) }
