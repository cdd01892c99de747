-- The history that this server's data belongs to. Redis begins a new one whenever the newest part of the data may be
-- missing: at every start, and when a replica becomes the master. '' on a replica, and where the server does not tell.
local function history()
  local info = redis.call('INFO', 'replication')
  if not string.find(info, 'role:master', 1, true) then return '' end
  return string.match(info, 'master_replid:(%x+)') or ''
end
