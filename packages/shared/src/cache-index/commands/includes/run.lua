local ENDED = { published = true, delivered = true, failed = true, cancelled = true }

-- Whether a later attempt than that of `token` has begun or taken the run up.
local function is_overtaken(begun, taken, token)
  local own = tonumber(token)
  return (begun and tonumber(begun) > own) or (taken and tonumber(taken) > own) or false
end

-- Jobs that wait for this run: { job, job, … }.
local function jobs_of(callers, run)
  local jobs = {}
  local all = redis.call('HGETALL', callers)
  for i = 1, #all, 2 do
    if string.sub(all[i + 1], 1, #run + 1) == run .. ' ' then jobs[#jobs + 1] = all[i] end
  end
  return jobs
end

-- Ends a run for good: its state becomes readable, its claim and its place among the open runs go, waiters are told.
-- The run is listed as ended until the ledger has it. keys: { run, claim, callers, open_runs, ended }; fields: extra
-- fields of the run's hash.
local function end_run(keys, run, state, now, keep_seconds, channel, fields)
  redis.call('HSET', keys.run, 'state', state, 'ended_at', digits(now), unpack(fields))
  redis.call('HDEL', keys.run, 'order')
  redis.call('EXPIRE', keys.run, keep_seconds)
  if redis.call('HGET', keys.claim, 'run') == run then redis.call('DEL', keys.claim) end
  local jobs = jobs_of(keys.callers, run)
  for i = 1, #jobs do redis.call('HDEL', keys.callers, jobs[i]) end
  redis.call('ZREM', keys.open_runs, run)
  redis.call('ZADD', keys.ended, digits(now), run)
  redis.call('PUBLISH', channel, run .. ' ' .. state)
end
