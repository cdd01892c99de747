-- Whether an entry that has expired may still be served, while it is made anew. After "hit" and "since".

-- Since when the entry is not served any more, by whatever came first; nil where it is not known.
local function stale_since(keys, entry, index, asked)
  local tables = cjson.decode(entry.tables)
  local since = refreshed_since(keys, tables, cjson.decode(entry.epochs))
  if not since then return nil end
  if has_overdue_load(index, asked.now) then
    local _, first = overdue_load(keys, tables, asked.now)
    since = math.min(since, first or since)
  end
  local read = tonumber(entry.snapshot_at)
  if entry.ttl and entry.ttl ~= '' then since = math.min(since, read + tonumber(entry.ttl)) end
  if asked.fallback_ttl ~= '' and not is_watched(index, asked.now) then
    since = math.min(since, math.max(tonumber(index.watched_until or '0'), read + tonumber(asked.fallback_ttl)))
  end
  if asked.max_age ~= '' then since = math.min(since, read + tonumber(asked.max_age)) end
  return since
end

-- Whether the epochs captured for an entry are at least those asked for. least: { tables, epochs }
local function reaches(entry, least)
  local captured = {}
  local epochs = cjson.decode(entry.epochs)
  for i, name in ipairs(cjson.decode(entry.tables)) do captured[name] = tonumber(epochs[i]) end
  for i, name in ipairs(least.tables) do
    if captured[name] and captured[name] < least.epochs[i] then return false end
  end
  return true
end
