--[[
  Moves epochs on. That is the invalidation: entries and runs that rest on the old ones are expired by comparison.
  Epochs never go back, whatever order the commands arrive in. It is not fenced: epochs that are raised in an old copy
  or an empty index are right, and the others come before callers are let in.

  KEYS  1 epochs  2 moved  3 to-sweep  4… by-table, one per table, a thousand at most, and
        then as many names under which these sets are set aside; without 3 and 4 nothing is counted or set aside
  ARGV  1 now override  2 '1' if it restores what was told at some time before  3 table  4 epoch  5 table  6 epoch …

  Replies  { 'moved', number of entries that rested on those tables }   see includes/aside.lua
]]
--- @include "clock"
--- @include "moved"
--- @include "aside"

local now = clock(ARGV[1])
raise_epochs({ epochs = KEYS[1], moved = KEYS[2] }, ARGV, 3, (ARGV[2] == '1' and '-' or '') .. digits(now))
return { 'moved', set_aside(KEYS, 3, ARGV, 3, KEYS[1], now) }
