--[[
  Marks that the run which holds a claim stands in the queue, so that those who join need not see to it.

  KEYS  1 claim
  ARGV  1 run id
  Replies  { 'ok' }
]]
if redis.call('HGET', KEYS[1], 'run') == ARGV[1] then redis.call('HSET', KEYS[1], 'enqueued', '1') end
return { 'ok' }
