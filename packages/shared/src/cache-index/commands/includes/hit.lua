-- The reply of a hit, or nil and why there is none: none | incarnation | max_age | expired(<table>).
-- keys: { entry, epochs, hits }; greatest_age in ms, '' for any.
local function find_hit(keys, key, incarnation, greatest_age, now)
  local entry = redis.call('HMGET', keys.entry,
    'result', 'tables', 'epochs', 'incarnation', 'snapshot_at', 'cached_at', 'job')
  if not entry[1] then return nil, 'none' end
  if entry[4] ~= incarnation then return nil, 'incarnation' end
  local moved = moved_table(keys.epochs, cjson.decode(entry[2]), cjson.decode(entry[3]))
  if moved then return nil, 'expired(' .. moved .. ')' end
  if greatest_age ~= '' and now - tonumber(entry[5]) > tonumber(greatest_age) then return nil, 'max_age' end
  redis.call('ZINCRBY', keys.hits, 1, key)
  return { 'hit', entry[1], entry[6], entry[7], digits(now) }
end
