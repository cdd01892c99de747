--[[
  Notes that an attempt gave its session back in good order: its process id on the database may be another run's by the
  time that the next attempt looks for orphans.

  KEYS  1 run
  ARGV  1 token of the attempt
  Replies  { 'ok' }
]]
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('HDEL', KEYS[1], 'pid') end
return { 'ok' }
