--[[
  Begins an incarnation of a source's index that came up empty: epochs first, then the mark that lets callers in.

  KEYS  1 index  2 epochs
  ARGV  1 incarnation (new)  2… table, epoch, table, epoch, …

  Replies  { 'opened' } | { 'open' } (somebody else was first)
]]
--- @include "epochs"

if redis.call('HEXISTS', KEYS[1], 'incarnation') == 1 then return { 'open' } end
raise_epochs(KEYS[2], ARGV, 2)
redis.call('HSET', KEYS[1], 'incarnation', ARGV[1])
return { 'opened' }
