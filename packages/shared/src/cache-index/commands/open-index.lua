--[[
  Lets callers into a source's index whose epochs have been restored from the ledger. An index that is still there keeps
  its incarnation: what is in it may be an old copy, but what is true in it still compares equal to the restored epochs.
  An index that came up empty begins a new incarnation.

  Who restores has heard `fenced` from this server, then read the ledger, then raised the epochs here. Only in this order
  does the mark tell the truth. A refresh commits in the ledger before it moves epochs here. One that moved them in this
  very history is in the data, whoever raised what since, as epochs never go back. One that moved them on a server of
  another history committed before that server was given up, so before this one was heard, so before the ledger was
  read. Were the server heard after the ledger was read, a refresh could commit in between, be answered by the old
  server and be missing in the new one. So the history that was heard comes along, and if the server has changed
  since, nothing is marked.

  The same goes for open loads: they are read with the epochs and added before the mark. One that ended in between stays
  behind, which keeps results from being cached and harms nothing else; the reconcile takes it out.

  KEYS  1 index
  ARGV  1 incarnation (new)  2 history that was heard before the ledger was read  3 now override

  Replies  { 'open', incarnation }   marked, by this command or by somebody who was first
           { 'moved' }               the data belongs to another history by now: begin again
]]
--- @include "clock"
--- @include "history"

local here = history()
-- As a write would say: clients then look for the master.
if here == '' then return redis.error_reply('READONLY this server is not the master of its data') end
if here ~= ARGV[2] then return { 'moved' } end
redis.call('HSETNX', KEYS[1], 'incarnation', ARGV[1])
if redis.call('HGET', KEYS[1], 'history') ~= here then
  redis.call('HSET', KEYS[1], 'history', here, 'restored_at', digits(clock(ARGV[3])))
end
return { 'open', redis.call('HGET', KEYS[1], 'incarnation') }
