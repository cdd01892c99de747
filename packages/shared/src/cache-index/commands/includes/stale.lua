-- Whether an entry that has expired may still be served, while it is made anew. After "hit" and "moved".

-- The first time at which an epoch beyond the captured one was told, or nil where it is not known.
local function moved_since(list, captured)
  local first, is_known
  for reached, at in string.gmatch(list or '', '(%d+) (%-?%d+)') do
    local epoch, ms = tonumber(reached), tonumber(at)
    if epoch > captured then
      if ms < 0 then return nil end
      is_known = is_known or epoch == captured + 1
      first = math.min(first or ms, ms)
    end
  end
  return is_known and first or nil
end

-- The first time at which a refresh expired the entry: math.huge if none has, nil where it is not known.
local function refreshed_since(keys, tables, captured)
  local current = current_epochs(keys.epochs, tables)
  local since = math.huge
  for i = 1, #tables do
    if current[i] ~= captured[i] then
      local first = moved_since(redis.call('HGET', keys.moved, tables[i]), tonumber(captured[i]))
      if not first then return nil end
      since = math.min(since, first)
    end
  end
  return since
end

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
