--[[
  Decides what becomes of a submission: a hit on the entry, the entry though it has expired, a place in the run that
  holds the claim, or a run of its own.

  KEYS  1 index  2 entry  3 claim  4 epochs  5 callers  6 open runs  7 run (new)  8 job (new)  9 hits
        10 used  11 loads  12 loading  13 moved
  ARGV  1 now override  2 key  3 run id (new)  4 job id (new)  5 greatest age in ms, '' for any
        6 mode: shared | fresh (no entry, may join) | alone (neither)  7 caller  8 order (JSON)  9 seconds a job is kept
        10 why it is fresh or alone  11 '1' if the source is paused: a hit or nothing
        12 ms for which an entry is served where no feed vouches for the source, '' where there is no feed
        13 ms that an expired entry may be served for, '' for none
        14 epochs that must have been reached: { "tables": [...], "epochs": [...] }, '' for none
        15 digest of the statement's text: a job that joins another text's run keeps its own order, in case that run
           turns out to be none for both

  Replies  { 'hit', result, cached_at, source job, now }
           { 'stale', result, cached_at, source job, now, why it has expired, refresh, run }
               refresh: claimed (ARGV[3] is to be enqueued) | under_way (a run may be joined; nothing was made) |
               paused (nothing was made)
           { 'joined', run, source job, enqueued ('1' or '') }
           { 'claimed', why there was no hit: none | incarnation | expired(<table>) | ttl | unwatched | max_age | ARGV[10] }
           { 'paused' }                no hit, and nothing was claimed
           { 'ahead', table, epoch }   the table has not reached the epoch asked for, but this one
           { 'fenced', history }       the epochs have not been restored in this server's history: no entry can be judged
           { 'removed' }               the source is no more
]]
--- @include "clock"
--- @include "epochs"
--- @include "history"
--- @include "overdue"
--- @include "hit"
--- @include "since"
--- @include "stale"

local noted = redis.call('HMGET', KEYS[1], 'incarnation', 'removed', 'history', 'load_until', 'watched_until')
local index = { incarnation = noted[1], load_until = noted[4], watched_until = noted[5] }
if noted[2] then return { 'removed' } end
local here = history()
if not index.incarnation or noted[3] ~= here then return { 'fenced', here } end
if redis.call('EXISTS', KEYS[7]) == 1 then
  -- This very command once more, because its answer was lost with the connection; the run may be under way by now.
  local job = redis.call('HMGET', KEYS[8], 'why', 'stale')
  if job[2] then return cjson.decode(job[2]) end
  return { 'claimed', job[1] or ARGV[10] }
end

local least
if ARGV[14] ~= '' then
  least = cjson.decode(ARGV[14])
  local present = current_epochs(KEYS[4], least.tables)
  for i = 1, #present do
    if tonumber(present[i]) < least.epochs[i] then return { 'ahead', least.tables[i], present[i] } end
  end
end

local now = clock(ARGV[1])
local mode = ARGV[6]
local why = ARGV[10]
local keys = { entry = KEYS[2], epochs = KEYS[4], hits = KEYS[9], used = KEYS[10], loads = KEYS[11], loading = KEYS[12],
  moved = KEYS[13] }
local stale

if mode == 'shared' then
  local asked = { now = now, max_age = ARGV[5], fallback_ttl = ARGV[12] }
  local hit, entry
  hit, why, entry = find_hit(keys, ARGV[2], index, asked)
  if hit then return hit end
  if entry and ARGV[13] ~= '' then
    local since = stale_since(keys, entry, index, asked)
    if since and now - since <= tonumber(ARGV[13]) and (not least or reaches(entry, least)) then stale = entry end
  end
end

-- The entry though it has expired, and what was done to make it anew.
local function serve_stale(refresh, run)
  count_hit(keys, ARGV[2], stale.used, now)
  return { 'stale', stale.result, stale.cached_at, stale.job, digits(now), why, refresh, run }
end

if ARGV[11] == '1' then return stale and serve_stale('paused', '') or { 'paused' } end

local job = redis.call('HMGET', KEYS[8], 'run', 'left_at')
if job[2] then
  -- This very command once more, from a caller who gave up and took his job back: it stays out, and nobody hears this.
  return { 'joined', job[1], '', '1' }
end

local function make_job(run, how, reason)
  redis.call('HSET', KEYS[8], 'run', run, 'key', ARGV[2], 'caller', ARGV[7], 'how', how, 'why', reason, 'created_at', digits(now))
  redis.call('EXPIRE', KEYS[8], ARGV[9])
  redis.call('HSET', KEYS[5], ARGV[4], run .. ' ' .. ARGV[7])
end

-- A run may be joined while no attempt has captured epochs, or while those it captured are the current ones and it is
-- still the day on which it began, if that matters.
local function joinable(claim)
  if not claim[1] then return false end
  if not claim[3] then return true end
  if claim[8] and claim[8] ~= '' and now >= tonumber(claim[8]) then return false end
  local tables = cjson.decode(claim[3])
  if claim[5] ~= index.incarnation or moved_table(KEYS[4], tables, cjson.decode(claim[4])) then return false end
  if not has_overdue_load(index, now) then return true end
  -- The end of a load by its time limit is a refresh, though its epochs have not moved yet.
  local overdue, _, last = overdue_load(keys, tables, now)
  return not overdue or tonumber(claim[7] or '0') > last
end

if mode ~= 'alone' then
  local claim = redis.call('HMGET', KEYS[3], 'run', 'job', 'tables', 'epochs', 'incarnation', 'enqueued', 'snapshot_at',
    'join_until', 'text')
  if joinable(claim) then
    if stale then return serve_stale('under_way', claim[1]) end
    make_job(claim[1], 'joined', why)
    if claim[9] and claim[9] ~= ARGV[15] then redis.call('HSET', KEYS[8], 'order', ARGV[8]) end
    return { 'joined', claim[1], claim[2], claim[6] or '' }
  end
  redis.call('DEL', KEYS[3])
  redis.call('HSET', KEYS[3], 'run', ARGV[3], 'job', ARGV[4], 'text', ARGV[15])
end

make_job(ARGV[3], 'claimed', why)
redis.call('HSET', KEYS[7], 'state', 'queued', 'key', ARGV[2], 'owner', ARGV[4], 'order', ARGV[8],
  'created_at', digits(now), 'alone', mode == 'alone' and '1' or '')
redis.call('ZADD', KEYS[6], digits(now), ARGV[3])
if stale then
  local served = serve_stale('claimed', ARGV[3])
  redis.call('HSET', KEYS[8], 'stale', cjson.encode(served))
  return served
end
return { 'claimed', why }
