import type { Mutant } from './mutants.js';
import type { Favour } from './schedule.js';
import type { Setting } from './world.js';

const mutant = (file: string, name: string, from: string, to: string, setting?: Partial<Setting>, favour?: Favour): Mutant => ({
  name: `${file}: ${name}`, file, from, to, ...(setting && { setting }), ...(favour && { favour }),
});
const onGround = (setting: Partial<Setting>, mutants: readonly Mutant[]): Mutant[] => mutants.map((each) => ({ ...each, setting: { ...setting, ...each.setting } }));

const FEED: Partial<Setting> = { feed: { fallbackTtl: 4, vouches: 8 }, ttl: undefined, mishaps: false };
const LOST: Partial<Setting> = { mishaps: true, feed: undefined, ttl: undefined, loads: false, keys: 1 };
const STALE: Partial<Setting> = { mishaps: false, feed: undefined, ttl: undefined, loads: false, keys: 1 };
const BEHIND: Partial<Setting> = { replicaLag: 8, mishaps: false, keys: 1, loadPolicy: 'run' };
const DAYS: Partial<Setting> = { ...STALE, days: { length: 6_000, ahead: -3_000 } };
const DAY_ENDS: Favour = { 'end day': 4 };
/** Days on which an entry is made, and asked for when they are over. */
const LONG: Partial<Setting> = { ...STALE, days: { length: 16_000, ahead: -12_000 } };
const QUICK: Favour = { 'go on': 3, 'put into queue': 2, 'end day': 1.5 };
const TOLD: Favour = { ...QUICK, commit: 2, move: 2 };
const SWEPT: Favour = { ...QUICK, 'drop entry': 25, 'end day': 4 };
const MARKS: Favour = { 'forget mark': 10 };
const SWEEPS: Favour = { sweep: 5, 'drop entry': 5 };
const OVERDUE: Favour = { 'record load': 5, 'go on loading': 2, 'reconcile loads': 0.2, commit: 0.3, move: 0.3 };
const LOADING: Favour = { 'record load': 3, 'go on loading': 2, 'reconcile loads': 2 };

const CALLERS: readonly Mutant[] = [
  mutant('resolve', 'the fence is removed', "if not index.incarnation or noted[3] ~= here then return { 'fenced', here } end", 'index.incarnation = index.incarnation or ARGV[3]'),
  mutant('resolve', 'an empty index is open', 'if not index.incarnation or noted[3] ~= here then', 'if index.incarnation and noted[3] ~= here then'),
  mutant('resolve', 'sent twice, it claims once more', "if redis.call('EXISTS', KEYS[7]) == 1 then", 'if false then', undefined, { 'ask again': 5 }),
  mutant('resolve', 'a fresh submission is served the entry', "if mode == 'shared' then", "if mode ~= 'alone' then"),
  mutant('resolve', 'alone is ignored', "if mode ~= 'alone' then", 'if true then'),
  mutant('resolve', 'a paused source claims', "if ARGV[11] == '1' then return", 'if false then return'),
  mutant('resolve', 'a job that was taken back gets into a run', "if job[2] then\n  -- This", "if false then\n  -- This"),
  mutant('resolve', 'a run of old epochs is joined', 'or moved_table(KEYS[4], tables, cjson.decode(claim[4]))', ''),
  mutant('resolve', 'a run of another incarnation is joined', 'claim[5] ~= index.incarnation or', '', LOST, MARKS),
  mutant('resolve', 'no run under way is joined', 'if not claim[1] then return false end', 'if true then return false end'),
  mutant('resolve', 'the claim is not taken', "redis.call('HSET', KEYS[3], 'run', ARGV[3], 'job', ARGV[4], 'text', ARGV[15])", ''),
  mutant('resolve', 'the old claim is left in place', "redis.call('DEL', KEYS[3])", ''),
  mutant('resolve', 'the run is not listed as open', "redis.call('ZADD', KEYS[6], digits(now), ARGV[3])", ''),
  mutant('resolve', 'the job does not wait', "redis.call('HSET', KEYS[5], ARGV[4], run .. ' ' .. ARGV[7])", ''),
  mutant('resolve', 'the order is not kept', "'order', ARGV[8],", ''),
  mutant('look', 'the fence is removed', "if not index[1] or index[3] ~= history() then return { 'fenced' } end", ''),
  mutant('leave', 'the others are not counted', 'if #jobs_of(KEYS[4], ARGV[3]) > 0 then', 'if false then'),
  mutant('leave', 'the last one cancels nothing', 'if #jobs_of(KEYS[4], ARGV[3]) > 0 then', 'if true then'),
  mutant('leave', 'the job waits on', "redis.call('HDEL', KEYS[4], ARGV[2])", ''),
  mutant('leave', 'it is not noted', "redis.call('HSET', KEYS[1], 'left_at', digits(now))", ''),
  mutant('leave', 'a run that has ended is cancelled', "if ENDED[state] then return { 'ended', state } end", ''),
  mutant('leave', 'of a run that the job is not in', "if job[1] ~= ARGV[3] then return { 'moved', job[1] } end", ''),
  mutant('enqueued', 'said of whatever run has the claim', "if redis.call('HGET', KEYS[1], 'run') == ARGV[1] then redis.call('HSET', KEYS[1], 'enqueued', '1') end", "redis.call('HSET', KEYS[1], 'enqueued', '1')"),
];

const WORKERS: readonly Mutant[] = [
  mutant('take', 'a later attempt is not looked at', 'if is_overtaken(run[2], run[3], ARGV[1]) then', 'if false then'),
  mutant('take', 'it is not noted', "redis.call('HSET', KEYS[2], 'taken', ARGV[1])", ''),
  mutant('take', 'a run that has ended is taken up', "if ENDED[run[1]] then return { 'ended', run[1] } end", ''),
  mutant('begin', 'the fence is removed', "if not incarnation or index[3] ~= here then return { 'fenced', here } end", "incarnation = incarnation or ''"),
  mutant('begin', 'a later attempt is not looked at', "if is_overtaken(run[2], run[10], ARGV[3]) then return { 'superseded' } end", ''),
  mutant('begin', 'a run that has ended begins again', "if ENDED[run[1]] then return { 'ended', run[1], run[4] or '' } end", ''),
  mutant('begin', 'sent twice, it captures epochs once more', 'if run[2] == ARGV[3] then', 'if false then'),
  mutant('begin', 'those who would join are not told of the epochs', "redis.call('HSET', KEYS[3], 'tables', ARGV[5], 'epochs', epochs, 'incarnation', incarnation, 'snapshot_at', now)", ''),
  mutant('begin', 'whoever has lost the claim writes into it', "  if holds_claim then\n    redis.call('HSET', KEYS[3]", "  if true then\n    redis.call('HSET', KEYS[3]"),
  mutant('begin', 'a run that may not be shared is joined', "if holds_claim then redis.call('DEL', KEYS[3]) end", ''),
  mutant('begin', 'alone is not noted', "redis.call('HSET', KEYS[2], 'alone', '1')", ''),
  mutant('begin', 'the owner has left, and nobody takes his place', 'if not owner_waits and jobs[1] then', 'if false then'),
  mutant('begin', 'the process before is forgotten', "'previous_pid', run[3] or ''", "'previous_pid', ''"),
  mutant('publish', 'the token is not checked', "if run[2] ~= ARGV[4] then return refused({ 'superseded' }) end", ''),
  mutant('publish', 'a run that has ended is published', "if ENDED[run[1]] then return refused({ 'ended', run[1] }) end", ''),
  mutant('publish', 'sent twice, it has ended', "if ENDED[run[1]] and run[2] == ARGV[4] and run[9] == ARGV[6] then", 'if false then'),
  mutant('publish', 'what may not be shared is', "if run[8] == '1' and #jobs_of(KEYS[6], ARGV[2]) > 1 then return { 'undivided' } end", ''),
  mutant('publish', 'what may not be cached is', "if ARGV[5] ~= '' then return ARGV[5] end", ''),
  mutant('publish', 'the incarnation is not compared', 'if index[1] ~= run[5] or index[3] ~= history() then', 'if index[3] ~= history() then', LOST, MARKS),
  mutant('publish', 'an entry is made in an older copy', 'if index[1] ~= run[5] or index[3] ~= history() then', 'if index[1] ~= run[5] then'),
  mutant('publish', 'moved epochs are not seen', "if moved then return 'refreshed(' .. moved .. ')' end", ''),
  mutant('publish', 'epochs are captured late', 'local tables = cjson.decode(run[3])', 'local tables = cjson.decode(run[3]) run[4] = encode_list(current_epochs(KEYS[5], tables))'),
  mutant('publish', 'a later claim is not looked at', "if redis.call('HGET', KEYS[3], 'run') ~= ARGV[2] then return 'overtaken' end", ''),
  mutant('publish', 'bytes are counted once more with every entry', 'tonumber(ARGV[9]) - tonumber(replaced[1] or \'0\')', 'tonumber(ARGV[9])'),
  mutant('publish', 'nothing is written into the reverse index', "for i = 17, #KEYS do redis.call(i < 17 + tonumber(ARGV[13]) and 'SADD' or 'SREM', KEYS[i], ARGV[3]) end", ''),
  mutant('fail', 'a later attempt is not looked at', 'elseif is_overtaken(run[2], run[4], ARGV[3]) then', 'elseif false then'),
  mutant('fail', 'an attempt that has begun is not looked at', "if run[2] or run[4] then return { 'superseded' } end", '', undefined, { 'give up': 3 }),
  mutant('fail', 'a run that has ended fails', "if ENDED[run[1]] then return { 'ended', run[1] } end", ''),
  mutant('fail', 'sent twice, it has ended', "if run[1] == 'failed' and run[3] == ARGV[3] then return { 'failed' } end", ''),
  mutant('detach', 'the job stays in the old run', "redis.call('HSET', KEYS[1], 'run', ARGV[4], 'how', 'claimed', 'why', 'detached')", ''),
  mutant('detach', 'the job waits for the old run', "redis.call('HSET', KEYS[2], ARGV[2], ARGV[4] .. ' ' .. job[3])", ''),
  mutant('detach', 'the new run is not listed as open', "redis.call('ZADD', KEYS[4], digits(now), ARGV[4])", ''),
  mutant('detach', 'sent twice, the job has left', "if job[1] == ARGV[4] then return { 'detached' } end", ''),
  mutant('session-ended', 'of whatever attempt', "if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('HDEL', KEYS[1], 'pid') end", "redis.call('HDEL', KEYS[1], 'pid')", undefined, { 'hand back': 8 }),
  mutant('session-ended', 'it is not noted', "redis.call('HDEL', KEYS[1], 'pid')", 'return {}'),
  mutant('progress', 'a run that has gone comes back', "if not state or ENDED[state] then return { 'ok' } end", "if state and ENDED[state] then return { 'ok' } end", LOST, { progress: 8, empty: 3, promote: 3 }),
  mutant('progress', 'what has ended goes on', "if not state or ENDED[state] then return { 'ok' } end", "if not state then return { 'ok' } end", undefined, { progress: 8 }),
];

const EPOCHS: readonly Mutant[] = [
  mutant('invalidate', 'nothing moves', "raise_epochs({ epochs = KEYS[1], moved = KEYS[2] }, ARGV, 3, (ARGV[2] == '1' and '-' or '') .. digits(now))", ''),
  mutant('invalidate', 'only the first table moves', "}, ARGV, 3, (ARGV[2]", "}, { unpack(ARGV, 1, 4) }, 3, (ARGV[2]"),
  mutant('epochs', 'the fence is removed', "if not index[1] or index[2] ~= here then return { 'fenced', here } end", ''),
  mutant('open-index', 'the history that was heard is not compared', "if here ~= ARGV[2] then return { 'moved' } end", ''),
  mutant('open-index', 'every opening begins an incarnation', "redis.call('HSETNX', KEYS[1], 'incarnation', ARGV[1])", "redis.call('HSET', KEYS[1], 'incarnation', ARGV[1])"),
  mutant('open-index', 'the history is not noted', "  redis.call('HSET', KEYS[1], 'history', here, 'restored_at'", "  redis.call('HSETNX', KEYS[1], 'history', here) redis.call('HSET', KEYS[1], 'restored_at'"),
  mutant('includes/moved', 'epochs go back', "if tonumber(present[i] or '0') < tonumber(epoch) then", 'if true then'),
  mutant('includes/moved', 'epochs are compared as text', "if tonumber(present[i] or '0') < tonumber(epoch) then", "if (present[i] or '0') < epoch then"),
  mutant('includes/epochs', 'the last table is not looked at', 'for i = 1, #tables do\n    if current[i] ~= captured[i] then return', 'for i = 1, #tables - 1 do\n    if current[i] ~= captured[i] then return'),
  mutant('includes/epochs', 'whatever was captured is current', `return '["' .. table.concat(present, '","') .. '"]' == captured`, 'return true'),
  mutant('includes/epochs', 'only older epochs have moved', 'if current[i] ~= captured[i] then return', 'if tonumber(captured[i]) > tonumber(current[i]) then return'),
  mutant('includes/aside', 'what rested is counted once more', "redis.call('RENAME', set, aside)", "redis.call('SUNIONSTORE', aside, set)"),
  mutant('includes/aside', 'a late command takes what rests on the present epoch', "local is_present = redis.call('HGET', epochs, argv[first + 2 * (i - 1)]) == argv[first + 2 * i - 1]", 'local is_present = true', STALE, { commit: 2, move: 2 }),
  mutant('includes/hit', 'another incarnation is served', "if held[4] ~= index.incarnation then return nil, 'incarnation' end", '', LOST, MARKS),
  mutant('includes/hit', 'moved epochs are served', "if moved then return 'expired(' .. moved .. ')' end", ''),
  mutant('includes/hit', 'the age is not looked at', "if asked.max_age ~= '' and", 'if false and'),
  mutant('includes/hit', 'the age counts from when it was cached', 'local age = asked.now - tonumber(entry.snapshot_at)', 'local age = asked.now - tonumber(entry.cached_at)'),
  mutant('includes/run', 'the claim outlives its run', "if redis.call('HGET', keys.claim, 'run') == run then redis.call('DEL', keys.claim) end", ''),
  mutant('includes/run', "a later run's claim goes", "if redis.call('HGET', keys.claim, 'run') == run then redis.call('DEL', keys.claim) end", "redis.call('DEL', keys.claim)"),
  mutant('includes/run', 'the run stays open', "redis.call('ZREM', keys.open_runs, run)", ''),
  mutant('includes/run', 'nobody hears of the end', "redis.call('ZADD', keys.ended, digits(now), run)", ''),
  mutant('includes/run', 'jobs wait on', "for i = 1, #jobs do redis.call('HDEL', keys.callers, jobs[i]) end", ''),
  mutant('includes/run', 'the taking up is not looked at', '(taken and tonumber(taken) > own)', 'false'),
];

const LOADS: readonly Mutant[] = [
  mutant('publish', 'open loads are not looked at', "if loading then return 'load(' .. loading .. ')' end", ''),
  mutant('publish', 'the load of the last table is not looked at', 'for i = 1, #lists do\n      if lists[i]', 'for i = 1, #lists - 1 do\n      if lists[i]'),
  mutant('begin', 'loads are not waited for', "if held_up then return { 'loading', held_up, digits(ends) } end", ''),
  mutant('begin', 'loads are always waited for', "if ARGV[7] == '1' then", 'if true then'),
  mutant('includes/hit', 'an overdue load expires nothing', "if overdue then return 'expired(' .. overdue .. ')' end", ''),
  mutant('includes/hit', 'load_until is not looked at', 'return index.load_until and tonumber(index.load_until) < now', 'return false'),
  mutant('resolve', 'a run of before the end of an overdue load is joined', "return not overdue or tonumber(claim[7] or '0') > last", 'return true'),
  mutant('resolve', 'no run is joined while a load is overdue', "return not overdue or tonumber(claim[7] or '0') > last", 'return not overdue'),
  mutant('includes/overdue', 'the time limit is not compared', 'if limit >= now then return end', '', { feed: undefined, ttl: undefined }, OVERDUE),
  mutant('includes/overdue', 'the first limit counts for joining', 'last = math.max(last or limit, limit)\n  end)\n  return found, first, last', 'last = math.min(last or limit, limit)\n  end)\n  return found, first, last', { ...STALE, loads: true }, OVERDUE),
  mutant('includes/loads', 'the first time limit is forgotten', "redis.call('HSET', keys.index, 'load_until', digits(first))", ''),
  mutant('includes/loads', 'the last time limit counts', 'ends < first', 'ends > first', undefined, LOADING),
  mutant('includes/loads', 'another load on the table is forgotten', 'if other ~= id then others[#others + 1] = other end', '', undefined, LOADING),
  mutant('includes/loads', 'a load that is over stays with its tables', 'if other ~= id then', 'if true then'),
  mutant('load-open', 'its tables are not noted', 'list_load(keys, cjson.decode(ARGV[3]), ARGV[1], true)', ''),
  mutant('load-open', 'the time limit is not noted', 'true)\nnote_load_until(keys)', 'true)'),
  mutant('load-open', 'it is not noted', "redis.call('HSET', KEYS[2], ARGV[1], '{\"tables\":' .. ARGV[3] .. ',\"until\":' .. ARGV[2] .. '}')", ''),
  mutant('load-close', 'the load stays', 'local ends = drop_load({ index = KEYS[1], loads = KEYS[4], loading = KEYS[5] }, ARGV[2])', 'local ends'),
  mutant('load-close', 'nothing moves', 'raise_epochs({ epochs = KEYS[2], moved = KEYS[3] }, ARGV, 3, digits(now), since)', ''),
  mutant('load-close', 'what it has expired counts from when it is told', 'ARGV, 3, digits(now), since)', 'ARGV, 3, digits(now))', { ...STALE, loads: true }, LOADING),
  mutant('load-close', 'a standby has what was written within its time limit', 'ARGV, 3, digits(now), since)', 'ARGV, 3, since or digits(now))', BEHIND, LOADING),
  mutant('load-drop', 'the load stays', 'drop_load({ index = KEYS[1], loads = KEYS[2], loading = KEYS[3] }, ARGV[1])', '', undefined, { 'drop ended load': 8 }),
];

const FRESHNESS: readonly Mutant[] = [
  mutant('includes/hit', 'ttl is ignored', "if entry.ttl and entry.ttl ~= '' and age > tonumber(entry.ttl) then return 'ttl' end", ''),
  mutant('publish', 'ttl is not kept', "'ttl', ARGV[14]", "'ttl', ''"),
  mutant('includes/hit', 'vouching is ignored, and everything watched', 'and not is_watched(index, asked.now) then return', 'and false then return', FEED),
  mutant('includes/hit', 'vouching is ignored, and nothing watched', 'and not is_watched(index, asked.now) then return', 'then return', { ...FEED, keys: 1 }, { 'poll feed': 4 }),
  mutant('includes/hit', 'once vouched for, it is for ever', 'return index.watched_until and tonumber(index.watched_until) >= now', 'return index.watched_until', FEED),
  mutant('vouch', 'it counts from when it is heard', "local from = ARGV[3] == '' and clock(ARGV[1]) or math.min(tonumber(ARGV[3]), clock(ARGV[1]))", 'local from = clock(ARGV[1])', FEED),
  mutant('vouch', 'it is not noted', "redis.call('HSET', KEYS[1], 'watched_until', digits(ends))", '', FEED),
  mutant('vouch', 'an older one takes a later one back', "math.max(from + tonumber(ARGV[2]), tonumber(held or '0'))", 'from + tonumber(ARGV[2])', FEED),
  mutant('hold', 'whoever asks gets it', "if holder and holder ~= ARGV[1] then return { 'other' } end", '', FEED),
  mutant('hold', 'it is not kept', "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])", '', FEED),
  mutant('hold', 'it is not given back', "redis.call('DEL', KEYS[1])", '', FEED),
  mutant('now', 'by another clock', 'digits(clock(ARGV[1]))', 'digits(clock(ARGV[1]) + 3000)', FEED),
  mutant('resolve', 'min_epochs is ignored', "if ARGV[14] ~= '' then", 'if false then'),
  mutant('resolve', 'a table that is not so far is not ahead', "if tonumber(present[i]) < least.epochs[i] then return { 'ahead', least.tables[i], present[i] } end", ''),
  mutant('resolve', 'min_epochs is ignored where stale is allowed', 'and (not least or reaches(entry, least))', '', STALE),
  mutant('resolve', 'stale without a bound', 'now - since <= tonumber(ARGV[13])', 'true', STALE),
  mutant('resolve', 'stale, and nobody makes it anew', "if stale then\n  local served", "if stale then\n  redis.call('ZREM', KEYS[6], ARGV[3])\n  local served"),
  mutant('resolve', 'stale is served where it was not asked for', "if entry and ARGV[13] ~= '' then", "if entry then if ARGV[13] == '' then ARGV[13] = '99999' end"),
  mutant('includes/since', 'the time of a restoration is believed', 'if ms < 0 then return nil end', 'ms = math.abs(ms)', LOST),
  mutant('includes/since', 'the first move that is listed is taken for the first', 'return is_known and first or nil', 'return first', LOST),
  mutant('includes/since', 'the last move counts', 'first = math.min(first or ms, ms)', 'first = math.max(first or ms, ms)', STALE),
  mutant('includes/since', 'moves are not looked at', 'since = math.min(since, first)\n    end\n  end', 'end\n  end', STALE),
  mutant('includes/stale', 'an overdue load is not looked at', 'since = math.min(since, first or since)', ''),
  mutant('includes/stale', 'ttl is not looked at', "if entry.ttl and entry.ttl ~= '' then since = math.min(since, read + tonumber(entry.ttl)) end", ''),
  mutant('includes/stale', 'vouching is not looked at', 'since = math.min(since, math.max(', 'local _ = (math.max(', FEED),
  mutant('includes/stale', 'max_age is not looked at', "if asked.max_age ~= '' then since = math.min(since, read + tonumber(asked.max_age)) end", ''),
  mutant('includes/stale', 'captured epochs reach everything', 'if captured[name] and captured[name] < least.epochs[i] then return false end', '', STALE),
  mutant('includes/moved', 'moves are lost', "if #moves > 0 then redis.call('HSET', keys.moved, unpack(moves)) end", '', STALE),
  mutant('includes/moved', 'of several moves the last is kept', 'table.concat(moves, \' \', math.max(1, #moves - MOST_MOVES + 1))', "epoch .. ' ' .. ms", STALE),
  mutant('invalidate', 'what is restored counts as told now', "(ARGV[2] == '1' and '-' or '') ..", '', LOST),
  mutant('drop-entry', 'the fence is removed', "if not index[1] or index[2] ~= history() then return { 'fenced' } end", "index[1] = index[1] or ''", LOST, SWEEPS),
  mutant('drop-entry', 'what is true goes', 'if not since or since', 'if since and since', STALE),
  mutant('drop-entry', 'nothing is kept for those who take stale ones', 'since + tonumber(ARGV[5]) > clock(ARGV[1])', 'false', STALE, SWEEPS),
  mutant('drop-entry', 'what has expired stays', 'if not since or since', 'if true or since', STALE),
  mutant('drop-entry', 'what was kept is forgotten', "for i = 11, #KEYS do redis.call('SADD', KEYS[i], ARGV[2]) end", '', STALE, { 'drop entry': 12, commit: 2, move: 3 }),
  mutant('drop-entry', 'the entry stays', "redis.call('DEL', KEYS[2])", ''),
  mutant('drop-entry', 'it stays in the reverse index', "for i = 11, #KEYS do redis.call('SREM', KEYS[i], ARGV[2]) end", '', STALE, SWEEPS),
  mutant('drop-entry', 'its bytes are counted on', "redis.call('HINCRBY', KEYS[1], 'bytes', -tonumber(entry[8]))", ''),
  mutant('drop-entry', 'what was rendered stays', "forget_rendered({ rendered = KEYS[8], rendered_used = KEYS[9], rendered_until = KEYS[10] }, entry[1])", '', STALE, SWEEPS),
  mutant('keep-rendered', 'sent twice, it counts twice', 'forget_rendered(keys, ARGV[2])', ''),
  mutant('keep-rendered', 'nothing makes room', 'forget_rendered(keys, first)', 'break'),
  mutant('keep-rendered', 'the last one makes room', "redis.call('ZRANGE', KEYS[4], 0, 0)", "redis.call('ZRANGE', KEYS[4], -1, -1)", { mishaps: false, keys: 4 }),
  mutant('keep-rendered', 'what no entry names stays as long', "redis.call('ZRANGE', KEYS[5], 0, 0)[1] or redis.call('ZRANGE', KEYS[4], 0, 0)[1]", "redis.call('ZRANGE', KEYS[4], 0, 0)[1] or redis.call('ZRANGE', KEYS[5], 0, 0)[1]"),
  mutant('keep-rendered', 'what is new is not counted among all', 'tonumber(ARGV[4]) - #ARGV[3]', 'tonumber(ARGV[4])'),
  mutant('keep-rendered', 'of a source that was removed', "if redis.call('HEXISTS', KEYS[1], 'removed') == 1 then return { 'removed' } end", ''),
  mutant('keep-rendered', 'whatever was read again is kept', "if not is_entrys and ARGV[5] == '' then return { 'none' } end", "if ARGV[5] == '' then is_entrys = true end", STALE, { 'keep again': 5 }),
  mutant('keep-rendered', 'the entry is not looked at', "redis.call('HGET', KEYS[2], 'result') == ARGV[2]", 'false', STALE, { 'keep again': 5 }),
  mutant('keep-rendered', 'what no entry names has no end', "if is_entrys then\n  redis.call('ZADD'", "if true then\n  redis.call('ZADD'"),
  mutant('forget-rendered', 'nothing is forgotten', 'forget_rendered({ rendered = KEYS[1], rendered_used = KEYS[2], rendered_until = KEYS[3] }, over[i])', '', STALE, SWEEPS),
  mutant('forget-rendered', 'those who wait do not find it', 'digits(clock(ARGV[1]))', "'+inf'", STALE, SWEEPS),
  mutant('publish', 'what was rendered goes though an entry names it', "if redis.call('ZREM', KEYS[16], ARGV[6]) == 1 then redis.call('ZADD', KEYS[15], digits(now), ARGV[6]) end", ''),
  mutant('publish', 'what is not kept has a turn', "if redis.call('ZREM', KEYS[16], ARGV[6]) == 1 then redis.call", "redis.call('ZREM', KEYS[16], ARGV[6]) do redis.call"),
  mutant('publish', 'what was rendered of the entry before stays', 'if replaced[2] then forget_rendered(rendered, replaced[2]) end', ''),
  mutant('publish', 'what was rendered of a refused result stays', 'forget_rendered(rendered, ARGV[6])', ''),
  mutant('includes/rendered', 'what has gone is counted on', "redis.call('HINCRBY', keys.rendered, 'bytes', -bytes)", ''),
  mutant('includes/rendered', 'it stays', "redis.call('HDEL', keys.rendered, result)", ''),
  mutant('includes/rendered', 'it stays in its turn', "redis.call('ZREM', keys.rendered_used, result)", "if bytes == 0 then redis.call('ZREM', keys.rendered_used, result) end"),
  mutant('includes/rendered', 'it stays among what is waited for', "redis.call('ZREM', keys.rendered_until, result)", "if bytes == 0 then redis.call('ZREM', keys.rendered_until, result) end"),
  mutant('drop-entry', 'within the quota', "if tonumber(redis.call('HGET', KEYS[1], 'bytes') or '0') <= tonumber(ARGV[5]) then return { 'kept' } end", '', STALE, SWEEPS),
  mutant('publish', 'the lag of a standby is not looked at', "if lagging then return 'replica_lag(' .. lagging .. ')' end", '', BEHIND),
  mutant('publish', 'the lag counts from no lag at all', '- tonumber(ARGV[15])', '', BEHIND),
];

const ON_DAYS: readonly Mutant[] = [
  mutant('publish', 'the end is not kept', "'ends', ARGV[16]", "'ends', ''"),
  mutant('publish', 'what comes after the end becomes an entry', "if ARGV[16] ~= '' and now - tonumber(run[6]) >= tonumber(ARGV[16]) then return 'ttl(0)' end", ''),
  mutant('publish', 'what comes at the very end becomes an entry', '>= tonumber(ARGV[16])', '> tonumber(ARGV[16])', undefined, DAY_ENDS),
  mutant('publish', 'what has an end is no entry', 'now - tonumber(run[6]) >= tonumber(ARGV[16])', 'true'),
  mutant('publish', 'the end is no time of its own', "'ttl', ARGV[14], 'ends', ARGV[16]", "'ttl', ARGV[16], 'ends', ''", LONG, TOLD),
  mutant('includes/hit', 'the end is ignored', 'asked.now - tonumber(held[5]) >= tonumber(held[10])', 'false'),
  mutant('includes/hit', 'served at its very end', '>= tonumber(held[10])', '> tonumber(held[10])', { days: { length: 30_000, ahead: -28_000 } }, { ...QUICK, 'end day': 3 }),
  mutant('includes/hit', 'the end counts from when it was cached', 'asked.now - tonumber(held[5]) >= tonumber(held[10])', 'asked.now - tonumber(held[6]) >= tonumber(held[10])', LONG, QUICK),
  mutant('includes/hit', 'beyond its end it is served as a stale one', ">= tonumber(held[10]) then return nil, 'ttl' end", ">= tonumber(held[10]) then return nil, 'ttl', entry end", LONG, TOLD),
  mutant('includes/hit', 'the end is forgotten where it has expired before', "if held[10] and held[10] ~= '' and", "if held[10] and held[10] ~= '' and not why_expired(keys, entry, index, asked) and", LONG, TOLD),
  mutant('drop-entry', 'the end is not looked at', "{ entry[7] or '', entry[9] or '' }", "{ entry[7] or '' }", LONG, SWEPT),
  mutant('drop-entry', 'the end counts from when it was cached', 'tonumber(entry[5]) + tonumber(limit)', 'tonumber(entry[6]) + tonumber(limit)', LONG, SWEPT),
  mutant('drop-entry', 'the end counts, and ttl does not', "{ entry[7] or '', entry[9] or '' }", "{ entry[9] or '' }", { ...LONG, ttl: 3 }, SWEPT),
  mutant('drop-entry', 'the last limit counts', 'since = math.min(since, over)', 'since = over', { ...LONG, ttl: 3 }, SWEPT),
  mutant('begin', 'until when it may be joined is not noted', "redis.call('HSET', KEYS[3], 'join_until', ARGV[8])", ''),
  mutant('begin', 'the attempt before says until when it may be joined', "redis.call('HSET', KEYS[3], 'join_until', ARGV[8])", "redis.call('HSETNX', KEYS[3], 'join_until', ARGV[8])", { days: { length: 8_000, ahead: 8_000 } }, { pick: 3, 'hand back': 15, 'end day': 4 }),
  mutant('begin', 'a late one may be joined for longer', "redis.call('HSET', KEYS[3], 'join_until', ARGV[8])", "redis.call('HSET', KEYS[3], 'join_until', ARGV[8] ~= '' and digits(tonumber(ARGV[8]) + 1) or '')", undefined, DAY_ENDS),
  mutant('resolve', 'a run is joined on another day', "if claim[8] and claim[8] ~= '' and now >= tonumber(claim[8]) then return false end", ''),
  mutant('resolve', 'a run is joined when its day is just over', 'now >= tonumber(claim[8])', 'now > tonumber(claim[8])', undefined, DAY_ENDS),
  mutant('resolve', 'no run is joined that asks for the day', 'now >= tonumber(claim[8])', 'true'),
];

/**
 * At least one of every command that decides something. Two edits are no mutants: a run that detach makes without `alone`
 * gets it from begin, before anybody could join it, for it never has the claim; and where `load_until` outlives the loads,
 * they are looked for and none is found. Nor is one that leaves the entry before in place: all its fields are written anew.
 */
export const MUTANTS: readonly Mutant[] = [...CALLERS, ...WORKERS, ...EPOCHS, ...onGround({ loads: true, mishaps: false, keys: 3 }, LOADS), ...FRESHNESS, ...onGround(DAYS, ON_DAYS)];
