import type { Mutant } from './mutants.js';

const mutant = (file: string, name: string, from: string, to: string): Mutant => ({ name: `${file}: ${name}`, file, from, to });

const CALLERS: readonly Mutant[] = [
  mutant('resolve', 'the fence is removed', "if not index.incarnation or noted[3] ~= here then return { 'fenced', here } end", 'index.incarnation = index.incarnation or ARGV[3]'),
  mutant('resolve', 'an empty index is open', 'if not index.incarnation or noted[3] ~= here then', 'if index.incarnation and noted[3] ~= here then'),
  mutant('resolve', 'sent twice, it claims once more', "if redis.call('EXISTS', KEYS[7]) == 1 then", 'if false then'),
  mutant('resolve', 'a fresh submission is served the entry', "if mode == 'shared' then", "if mode ~= 'alone' then"),
  mutant('resolve', 'alone is ignored', "if mode ~= 'alone' then", 'if true then'),
  mutant('resolve', 'a paused source claims', "if ARGV[11] == '1' then return", 'if false then return'),
  mutant('resolve', 'a job that was taken back gets into a run', "if job[2] then\n  -- This", "if false then\n  -- This"),
  mutant('resolve', 'a run of old epochs is joined', 'or moved_table(KEYS[4], tables, cjson.decode(claim[4]))', ''),
  mutant('resolve', 'a run of another incarnation is joined', 'claim[5] ~= index.incarnation or', ''),
  mutant('resolve', 'no run under way is joined', 'if not claim[1] then return false end', 'if true then return false end'),
  mutant('resolve', 'the claim is not taken', "redis.call('HSET', KEYS[3], 'run', ARGV[3], 'job', ARGV[4])", ''),
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
  mutant('publish', 'the token is not checked', "if run[2] ~= ARGV[4] then return { 'superseded' } end", ''),
  mutant('publish', 'a run that has ended is published', "if ENDED[run[1]] then return { 'ended', run[1] } end", ''),
  mutant('publish', 'sent twice, it has ended', "if ENDED[run[1]] and run[2] == ARGV[4] and run[9] == ARGV[6] then", 'if false then'),
  mutant('publish', 'what may not be shared is', "if run[8] == '1' and #jobs_of(KEYS[6], ARGV[2]) > 1 then return { 'undivided' } end", ''),
  mutant('publish', 'what may not be cached is', "if ARGV[5] ~= '' then return ARGV[5] end", ''),
  mutant('publish', 'the incarnation is not compared', "if index[1] ~= run[5] then return 'incarnation' end", ''),
  mutant('publish', 'moved epochs are not seen', "if moved then return 'refreshed(' .. moved .. ')' end", ''),
  mutant('publish', 'epochs are captured late', 'local tables = cjson.decode(run[3])', 'local tables = cjson.decode(run[3]) run[4] = encode_list(current_epochs(KEYS[5], tables))'),
  mutant('publish', 'a later claim is not looked at', "if redis.call('HGET', KEYS[3], 'run') ~= ARGV[2] then return 'overtaken' end", ''),
  mutant('publish', 'nothing is written into the reverse index', "for i = 14, #KEYS do redis.call(i < 14 + tonumber(ARGV[13]) and 'SADD' or 'SREM', KEYS[i], ARGV[3]) end", ''),
  mutant('fail', 'a later attempt is not looked at', 'elseif is_overtaken(run[2], run[4], ARGV[3]) then', 'elseif false then'),
  mutant('fail', 'an attempt that has begun is not looked at', "if run[2] or run[4] then return { 'superseded' } end", ''),
  mutant('fail', 'a run that has ended fails', "if ENDED[run[1]] then return { 'ended', run[1] } end", ''),
  mutant('fail', 'sent twice, it has ended', "if run[1] == 'failed' and run[3] == ARGV[3] then return { 'failed' } end", ''),
  mutant('detach', 'the job stays in the old run', "redis.call('HSET', KEYS[1], 'run', ARGV[4], 'how', 'claimed', 'why', 'detached')", ''),
  mutant('detach', 'the job waits for the old run', "redis.call('HSET', KEYS[2], ARGV[2], ARGV[4] .. ' ' .. job[3])", ''),
  mutant('detach', 'the new run is not listed as open', "redis.call('ZADD', KEYS[4], digits(now), ARGV[4])", ''),
  mutant('detach', 'sent twice, the job has left', "if job[1] == ARGV[4] then return { 'detached' } end", ''),
  mutant('session-ended', 'of whatever attempt', "if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('HDEL', KEYS[1], 'pid') end", "redis.call('HDEL', KEYS[1], 'pid')"),
  mutant('session-ended', 'it is not noted', "redis.call('HDEL', KEYS[1], 'pid')", 'return {}'),
  mutant('progress', 'a run that has gone comes back', "if redis.call('HEXISTS', KEYS[1], 'state') == 1 then", 'if true then'),
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
  mutant('includes/epochs', 'the last table is not looked at', 'for i = 1, #tables do\n    if current', 'for i = 1, #tables - 1 do\n    if current'),
  mutant('includes/epochs', 'only older epochs have moved', 'if current[i] ~= captured[i] then', "if tonumber(captured[i]) > tonumber(current[i]) then"),
  mutant('includes/aside', 'what rested is counted once more', "redis.call('RENAME', set, aside)", "redis.call('SUNIONSTORE', aside, set)"),
  mutant('includes/aside', 'a late command takes what rests on the present epoch', "local is_present = redis.call('HGET', epochs, argv[first + 2 * (i - 1)]) == argv[first + 2 * i - 1]", 'local is_present = true'),
  mutant('includes/hit', 'another incarnation is served', "if held[4] ~= index.incarnation then return nil, 'incarnation' end", ''),
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

/**
 * At least one of every command that decides something. Two edits are no mutants: a run that detach makes without `alone`
 * gets it from begin, before anybody could join it, for it never has the claim; and `hits`, `bytes` and times of life decide
 * nothing here.
 */
export const MUTANTS: readonly Mutant[] = [...CALLERS, ...WORKERS, ...EPOCHS];
