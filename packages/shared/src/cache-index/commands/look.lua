--[[
  A hit, or nothing: what `resolve` says first, for those who expect a hit and so bring neither a run nor a job along.

  KEYS  1 index  2 entry  3 epochs  4 hits
  ARGV  1 now override  2 key  3 greatest age in ms, '' for any

  Replies  { 'hit', result, cached_at, source job, now }
           { 'missed' }
           { 'fenced' }    `resolve` says the rest
           { 'removed' }   the source is no more
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "hit"

local index = redis.call('HMGET', KEYS[1], 'incarnation', 'removed', 'history')
if index[2] then return { 'removed' } end
if not index[1] or index[3] ~= history() then return { 'fenced' } end
local hit = find_hit({ entry = KEYS[2], epochs = KEYS[3], hits = KEYS[4] }, ARGV[2], index[1], ARGV[3], clock(ARGV[1]))
return hit or { 'missed' }
