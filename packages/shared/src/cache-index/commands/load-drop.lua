--[[
  Takes a load out that has ended in the ledger, and whose epochs have moved already.

  KEYS  1 index  2 loads  3 loading
  ARGV  1 load id

  Replies  { 'dropped' }   also if it was not there
]]
--- @include "clock"
--- @include "loads"

drop_load({ index = KEYS[1], loads = KEYS[2], loading = KEYS[3] }, ARGV[1])
return { 'dropped' }
