--[[
  Takes an entry out of the index, whole: nothing that names its key stays, but a run under way. Its result is then no
  entry's any more. Decided here, so that an entry that was made anew meanwhile, or was used, stays.

  KEYS  1 index  2 entry  3 epochs  4 moved  5 entries  6 hits  7 used
        8 rendered  9 rendered-used  10 rendered-until
        11… by-table, one per table of the entry as it was read
  ARGV  1 now override  2 key  3 result of the entry as it was read, '' if there was none
        4 why: expired | quota | files_gone | deleted
        5 of expired: ms that an expired entry is kept, for those who take a stale one
          of quota: bytes that the entries of the source may have
        6 of quota: when the entry had been used last, as it was read

  Replies  { 'dropped', bytes }
           { 'kept' }      it is not to be dropped
           { 'changed' }   it is another entry by now
           { 'none' }      there is no entry
           { 'fenced' }    of expired: the epochs have not been restored in this server's history
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "since"
--- @include "rendered"

local entry = redis.call('HMGET', KEYS[2], 'result', 'tables', 'epochs', 'incarnation', 'snapshot_at', 'cached_at', 'ttl', 'bytes', 'ends')

local function unlink()
  redis.call('DEL', KEYS[2])
  for i = 5, 7 do redis.call('ZREM', KEYS[i], ARGV[2]) end
  for i = 11, #KEYS do redis.call('SREM', KEYS[i], ARGV[2]) end
end

-- Since when the entry has not been true, in ms; 0 where that is not known; nil: it is true as far as one can see.
local function expired_since(incarnation)
  if entry[4] ~= incarnation then return 0 end
  local since = refreshed_since({ epochs = KEYS[3], moved = KEYS[4] }, cjson.decode(entry[2]), cjson.decode(entry[3])) or 0
  for _, limit in ipairs({ entry[7] or '', entry[9] or '' }) do
    local over = limit ~= '' and tonumber(entry[5]) + tonumber(limit)
    if over and over < clock(ARGV[1]) then since = math.min(since, over) end
  end
  return since < math.huge and since or nil
end

if not entry[1] then
  -- What an index of an older version left.
  unlink()
  return { 'none' }
end
if entry[1] ~= ARGV[3] then return { 'changed' } end

if ARGV[4] == 'expired' then
  local index = redis.call('HMGET', KEYS[1], 'incarnation', 'history')
  if not index[1] or index[2] ~= history() then return { 'fenced' } end
  local since = expired_since(index[1])
  if not since or since + tonumber(ARGV[5]) > clock(ARGV[1]) then
    -- Whatever set it was taken out of, a later refresh and a quota shall find it.
    for i = 11, #KEYS do redis.call('SADD', KEYS[i], ARGV[2]) end
    redis.call('ZADD', KEYS[7], 'NX', entry[6], ARGV[2])
    return { 'kept' }
  end
elseif ARGV[4] == 'quota' then
  if tonumber(redis.call('HGET', KEYS[1], 'bytes') or '0') <= tonumber(ARGV[5]) then return { 'kept' } end
  if redis.call('ZSCORE', KEYS[7], ARGV[2]) ~= ARGV[6] then return { 'kept' } end
end

unlink()
forget_rendered({ rendered = KEYS[8], rendered_used = KEYS[9], rendered_until = KEYS[10] }, entry[1])
redis.call('HINCRBY', KEYS[1], 'bytes', -tonumber(entry[8]))
return { 'dropped', entry[8] }
