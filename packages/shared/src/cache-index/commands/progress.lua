--[[
  Makes rows and bytes of a run under way readable; a run that the index no longer knows is not made again.

  KEYS  1 run
  ARGV  1 rows  2 bytes
  Replies  { 'ok' }
]]
if redis.call('HEXISTS', KEYS[1], 'state') == 1 then redis.call('HSET', KEYS[1], 'rows', ARGV[1], 'bytes', ARGV[2]) end
return { 'ok' }
