-- Open loads. keys: { index, loads, loading }. A load is overdue once its time limit is behind us.

-- Notes in the index the first time limit of all open loads, so that whoever resolves need not look for them.
local function note_load_until(keys)
  local first
  local all = redis.call('HVALS', keys.loads)
  for i = 1, #all do
    local ends = cjson.decode(all[i])['until']
    if not first or ends < first then first = ends end
  end
  if first then
    redis.call('HSET', keys.index, 'load_until', digits(first))
  else
    redis.call('HDEL', keys.index, 'load_until')
  end
end

-- Adds or removes an id in the lists of the tables.
local function list_load(keys, tables, id, is_open)
  for from = 1, #tables, 1000 do
    local last = math.min(from + 999, #tables)
    local lists = redis.call('HMGET', keys.loading, unpack(tables, from, last))
    local set, gone = {}, {}
    for i = 1, #lists do
      local others = {}
      for other in string.gmatch(lists[i] or '', '[^,]+') do
        if other ~= id then others[#others + 1] = other end
      end
      if is_open then others[#others + 1] = id end
      if #others > 0 then
        set[#set + 1], set[#set + 2] = tables[from + i - 1], table.concat(others, ',')
      else
        gone[#gone + 1] = tables[from + i - 1]
      end
    end
    if #set > 0 then redis.call('HSET', keys.loading, unpack(set)) end
    if #gone > 0 then redis.call('HDEL', keys.loading, unpack(gone)) end
  end
end

-- Takes a load out. Answers when its time was up, or nil where it is not known.
local function drop_load(keys, id)
  local held = redis.call('HGET', keys.loads, id)
  if not held then return nil end
  local load = cjson.decode(held)
  redis.call('HDEL', keys.loads, id)
  list_load(keys, load['tables'], id, false)
  note_load_until(keys)
  return load['until']
end
