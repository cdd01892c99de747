-- Current epochs of a list of tables, as strings; a table that was never refreshed is at '0'.
local function current_epochs(key, tables)
  local epochs = {}
  for from = 1, #tables, 1000 do
    local part = redis.call('HMGET', key, unpack(tables, from, math.min(from + 999, #tables)))
    for i = 1, #part do epochs[#epochs + 1] = part[i] or '0' end
  end
  return epochs
end

-- The first table whose epoch is no longer the captured one, or nil.
local function moved_table(key, tables, captured)
  local current = current_epochs(key, tables)
  for i = 1, #tables do
    if current[i] ~= captured[i] then return tables[i] end
  end
  return nil
end

-- cjson writes an empty list as an object.
local function encode_list(list)
  if #list == 0 then return '[]' end
  return cjson.encode(list)
end
