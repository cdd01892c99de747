--[[
  Begins an incarnation of a source's index that came up empty: epochs first, then the mark that lets callers in.

  KEYS  1 index  2 epochs
  ARGV  1 incarnation (new)  2… table, epoch, table, epoch, …

  Replies  { 'opened' } | { 'open' } (somebody else was first)
]]
if redis.call('HEXISTS', KEYS[1], 'incarnation') == 1 then return { 'open' } end
for i = 2, #ARGV, 2 do
  local current = redis.call('HGET', KEYS[2], ARGV[i])
  if not current or tonumber(current) < tonumber(ARGV[i + 1]) then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
redis.call('HSET', KEYS[1], 'incarnation', ARGV[1])
return { 'opened' }
