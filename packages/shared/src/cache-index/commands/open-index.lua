--[[
  Lets callers into a source's index that came up empty and whose epochs have been restored: a new incarnation begins.

  KEYS  1 index
  ARGV  1 incarnation (new)

  Replies  { 'opened' } | { 'open' } (somebody else was first)
]]
if redis.call('HSETNX', KEYS[1], 'incarnation', ARGV[1]) == 1 then return { 'opened' } end
return { 'open' }
