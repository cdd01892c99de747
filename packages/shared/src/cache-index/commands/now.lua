--[[
  Tells the time by the clock of the server that holds a source: a command, so that a cluster sends it there.

  KEYS  1 index
  ARGV  1 now override

  Replies  { 'now', ms since 1970 }
]]
--- @include "clock"

return { 'now', digits(clock(ARGV[1])) }
