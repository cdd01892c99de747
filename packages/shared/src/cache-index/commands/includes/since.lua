-- Since when an entry has been expired by what was told of its tables. After "epochs"; the lists are those of "moved".

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
