--[[
  Tells the present epochs of some tables, for those who judge rows that they hold already.

  KEYS  1 index  2 epochs
  ARGV  1 tables (JSON list)

  Replies  { 'open', incarnation, epochs (JSON list) }
           { 'fenced', history }   of this server; the epochs have not been restored in it
]]
--- @include "epochs"
--- @include "history"

local index = redis.call('HMGET', KEYS[1], 'incarnation', 'history')
local here = history()
if not index[1] or index[2] ~= here then return { 'fenced', here } end
return { 'open', index[1], encode_list(current_epochs(KEYS[2], cjson.decode(ARGV[1]))) }
