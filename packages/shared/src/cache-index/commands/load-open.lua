--[[
  Opens a load: results that rest on its tables are not cached until it ends. It is not fenced: a load that is added to
  an old copy is open, and the others come before callers are let in.

  KEYS  1 index  2 loads  3 loading
  ARGV  1 load id  2 its time limit, ms since 1970  3 tables (JSON list)

  Replies  { 'opened' }    also if it was open before, which changes nothing
           { 'removed' }   the source is no more
]]
--- @include "clock"
--- @include "loads"

if redis.call('HEXISTS', KEYS[1], 'removed') == 1 then return { 'removed' } end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return { 'opened' } end
local keys = { index = KEYS[1], loads = KEYS[2], loading = KEYS[3] }
redis.call('HSET', KEYS[2], ARGV[1], '{"tables":' .. ARGV[3] .. ',"until":' .. ARGV[2] .. '}')
list_load(keys, cjson.decode(ARGV[3]), ARGV[1], true)
note_load_until(keys)
return { 'opened' }
