--[[
  A hit, or nothing: what `resolve` says first, for those who expect a hit and so bring neither a run nor a job along.

  KEYS  1 index  2 entry  3 epochs  4 hits  5 used  6 loads  7 loading
  ARGV  1 now override  2 key  3 greatest age in ms, '' for any
        4 ms for which an entry is served where no feed vouches for the source, '' where there is no feed
        5 '1': only to see what would be served; it counts as no hit

  Replies  { 'hit', result, cached_at, source job, now }
           { 'missed', why }   none | incarnation | expired(<table>) | ttl | unwatched | max_age
           { 'fenced' }    `resolve` says the rest
           { 'removed' }   the source is no more
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "overdue"
--- @include "hit"

local index = redis.call('HMGET', KEYS[1], 'incarnation', 'removed', 'history', 'load_until', 'watched_until')
if index[2] then return { 'removed' } end
if not index[1] or index[3] ~= history() then return { 'fenced' } end
local hit, why = find_hit(
  { entry = KEYS[2], epochs = KEYS[3], hits = KEYS[4], used = KEYS[5], loads = KEYS[6], loading = KEYS[7] },
  ARGV[2],
  { incarnation = index[1], load_until = index[4], watched_until = index[5] },
  { now = clock(ARGV[1]), max_age = ARGV[3], fallback_ttl = ARGV[4], is_look = ARGV[5] == '1' })
return hit or { 'missed', why }
