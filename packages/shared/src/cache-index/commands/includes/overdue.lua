-- The open loads on some tables. keys: { loads, loading }. A load is overdue once its time limit is behind us.

-- Calls `tell(table, time limit)` for each table and each open load on it.
local function each_load(keys, tables, tell)
  local limits = {}
  local function limit_of(id)
    if limits[id] == nil then
      local held = redis.call('HGET', keys.loads, id)
      limits[id] = held and cjson.decode(held)['until']
    end
    return limits[id]
  end
  for from = 1, #tables, 1000 do
    local lists = redis.call('HMGET', keys.loading, unpack(tables, from, math.min(from + 999, #tables)))
    for i = 1, #lists do
      for id in string.gmatch(lists[i] or '', '[^,]+') do
        local limit = limit_of(id)
        if limit then tell(tables[from + i - 1], limit) end
      end
    end
  end
end

-- The first table with an overdue load, or nil; then the first and the last time limit of the overdue loads on them all.
local function overdue_load(keys, tables, now)
  local found, first, last
  each_load(keys, tables, function(name, limit)
    if limit >= now then return end
    found = found or name
    first = math.min(first or limit, limit)
    last = math.max(last or limit, limit)
  end)
  return found, first, last
end

-- The first table with a load that is not overdue, or nil; then the last time limit of such loads on them all.
local function pending_load(keys, tables, now)
  local found, last
  each_load(keys, tables, function(name, limit)
    if limit < now then return end
    found = found or name
    last = math.max(last or limit, limit)
  end)
  return found, last
end
