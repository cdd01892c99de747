-- Whether an entry is served. keys: { index, entry, epochs, hits, used, loads, loading }; index: { incarnation,
-- load_until, watched_until }; asked: { now, max_age, fallback_ttl, is_look }, times in ms, '' for any; a mere look is no
-- hit that counts.

-- A hit is noted as a use only so often: eviction needs to know no better, and hits are many.
local USE_NOTED_EVERY_MS = 5000

local function count_hit(keys, key, used, now)
  redis.call('ZINCRBY', keys.hits, 1, key)
  if used and now - tonumber(used) < USE_NOTED_EVERY_MS then return end
  redis.call('HSET', keys.entry, 'used', digits(now))
  redis.call('ZADD', keys.used, digits(now), key)
end

local function is_watched(index, now)
  return index.watched_until and tonumber(index.watched_until) >= now
end

local function has_overdue_load(index, now)
  return index.load_until and tonumber(index.load_until) < now
end

-- Why the entry is not served: expired(<table>) | ttl | unwatched | max_age; nil if it is.
local function why_expired(keys, entry, index, asked)
  local tables = cjson.decode(entry.tables)
  local moved = not are_current(keys.epochs, tables, entry.epochs) and moved_table(keys.epochs, tables, cjson.decode(entry.epochs))
  if moved then return 'expired(' .. moved .. ')' end
  if has_overdue_load(index, asked.now) then
    local overdue = overdue_load(keys, tables, asked.now)
    if overdue then return 'expired(' .. overdue .. ')' end
  end
  local age = asked.now - tonumber(entry.snapshot_at)
  if entry.ttl and entry.ttl ~= '' and age > tonumber(entry.ttl) then return 'ttl' end
  if asked.fallback_ttl ~= '' and age > tonumber(asked.fallback_ttl) and not is_watched(index, asked.now) then return 'unwatched' end
  if asked.max_age ~= '' and age > tonumber(asked.max_age) then return 'max_age' end
  return nil
end

-- The reply of a hit, or nil and why there is none: none | incarnation | what why_expired says, then with the entry.
local function find_hit(keys, key, index, asked)
  local held = redis.call('HMGET', keys.entry,
    'result', 'tables', 'epochs', 'incarnation', 'snapshot_at', 'cached_at', 'job', 'ttl', 'used', 'ends')
  if not held[1] then return nil, 'none' end
  if held[4] ~= index.incarnation then return nil, 'incarnation' end
  local entry = { result = held[1], tables = held[2], epochs = held[3], snapshot_at = held[5], cached_at = held[6],
    job = held[7], ttl = held[8], used = held[9] }
  -- Beyond its end it answers another question than was asked: it is nobody's, not even as a stale one.
  if held[10] and held[10] ~= '' and asked.now - tonumber(held[5]) >= tonumber(held[10]) then return nil, 'ttl' end
  local why = why_expired(keys, entry, index, asked)
  if why then return nil, why, entry end
  if not asked.is_look then count_hit(keys, key, entry.used, asked.now) end
  return { 'hit', entry.result, entry.cached_at, entry.job, digits(asked.now) }
end
