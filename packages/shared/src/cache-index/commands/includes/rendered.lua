-- Rendered results of a source, a hash by result, with the bytes of all of them under 'bytes'. Those that an entry names are in
-- rendered_used by when they were read last; the others are for those who wait, and in rendered_until by when they go.
-- keys: { rendered, rendered_used, rendered_until }

local function forget_rendered(keys, result)
  local bytes = redis.call('HSTRLEN', keys.rendered, result)
  redis.call('ZREM', keys.rendered_used, result)
  redis.call('ZREM', keys.rendered_until, result)
  if bytes == 0 then return end
  redis.call('HDEL', keys.rendered, result)
  redis.call('HINCRBY', keys.rendered, 'bytes', -bytes)
end
