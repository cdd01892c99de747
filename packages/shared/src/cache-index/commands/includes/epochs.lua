-- Current epochs of a list of tables, as strings; a table that was never refreshed is at '0'.
local function current_epochs(key, tables)
  local epochs = {}
  for from = 1, #tables, 1000 do
    local part = redis.call('HMGET', key, unpack(tables, from, math.min(from + 999, #tables)))
    for i = 1, #part do epochs[#epochs + 1] = part[i] or '0' end
  end
  return epochs
end

-- Whether `captured`, a list as encode_list writes it, is what the epochs of the tables are now. Nothing is decoded: this is
-- what a hit waits for.
local function are_current(key, tables, captured)
  if #tables == 0 or #tables > 1000 then return false end
  local present = redis.call('HMGET', key, unpack(tables))
  for i = 1, #tables do
    if not present[i] then present[i] = '0' end
  end
  return '["' .. table.concat(present, '","') .. '"]' == captured
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
