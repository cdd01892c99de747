-- Rendered results of a source, a hash by result, with the bytes of all of them under 'bytes'. keys: { rendered, rendered_used }

local function forget_rendered(keys, result)
  local bytes = redis.call('HSTRLEN', keys.rendered, result)
  redis.call('ZREM', keys.rendered_used, result)
  if bytes == 0 then return end
  redis.call('HDEL', keys.rendered, result)
  redis.call('HINCRBY', keys.rendered, 'bytes', -bytes)
end
