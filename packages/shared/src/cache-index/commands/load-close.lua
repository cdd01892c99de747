--[[
  Ends a load: moves the epochs of all its tables in one step, so that nobody is served new rows of one of them and old
  ones of another. Like `invalidate` it is not fenced, and the epochs move also where the index does not know the load.

  KEYS  1 index  2 epochs  3 moved  4 loads  5 loading
        6 to-sweep  7… by-table, one per table, mostly a thousand at most, and then as many names under which these sets are set aside
  ARGV  1 now override  2 load id  3 table  4 epoch  5 table  6 epoch …

  Replies  { 'closed', number of entries that rested on those tables }
]]
--- @include "clock"
--- @include "loads"
--- @include "moved"
--- @include "aside"

local now = clock(ARGV[1])
local ends = drop_load({ index = KEYS[1], loads = KEYS[4], loading = KEYS[5] }, ARGV[2])
-- What rested on the tables of an overdue load has been expired since its time was up, whenever somebody ends it; but it is
-- told only now, and a standby may not have what was written until now.
local since = ends and ends < now and digits(ends) or nil
raise_epochs({ epochs = KEYS[2], moved = KEYS[3] }, ARGV, 3, digits(now), since)
return { 'closed', set_aside(KEYS, 6, ARGV, 3, KEYS[2], now) }
