-- Of each table, the last moves of its epoch: 'epoch ms epoch ms …', the epoch that was reached and when it was told.
-- A move that was made by restoring has its time below zero: it was told then or earlier. One that had expired what rested
-- on the table before it was told is listed twice: when it was told, then since when.
local MOST_MOVES = 8

local function with_move(list, epoch, ms, since)
  local moves = {}
  for reached, at in string.gmatch(list or '', '(%d+) (%-?%d+)') do moves[#moves + 1] = reached .. ' ' .. at end
  moves[#moves + 1] = epoch .. ' ' .. ms
  if since then moves[#moves + 1] = epoch .. ' ' .. since end
  return table.concat(moves, ' ', math.max(1, #moves - MOST_MOVES + 1))
end

-- Moves epochs on to those of `argv` from place `from` (table, epoch, table, epoch, …) and notes when; none ever goes
-- back. keys: { epochs, moved }; ms: digits, with a minus where it is a restoration; since: digits, where they had expired
-- what rested on the tables before, else nil.
local function raise_epochs(keys, argv, from, ms, since)
  for first = from, #argv, 2000 do
    local tables = {}
    for i = first, math.min(first + 1999, #argv), 2 do tables[#tables + 1] = argv[i] end
    local present = redis.call('HMGET', keys.epochs, unpack(tables))
    local lists = redis.call('HMGET', keys.moved, unpack(tables))
    local epochs, moves = {}, {}
    for i = 1, #tables do
      local epoch = argv[first + 2 * i - 1]
      if tonumber(present[i] or '0') < tonumber(epoch) then
        epochs[#epochs + 1], epochs[#epochs + 2] = tables[i], epoch
        moves[#moves + 1], moves[#moves + 2] = tables[i], with_move(lists[i], epoch, ms, since)
      elseif not present[i] then
        epochs[#epochs + 1], epochs[#epochs + 2] = tables[i], epoch
      end
    end
    if #epochs > 0 then redis.call('HSET', keys.epochs, unpack(epochs)) end
    if #moves > 0 then redis.call('HSET', keys.moved, unpack(moves)) end
  end
end

-- The first table whose epoch was told later than `since`, as far as is known: what is not known is later. epochs are the
-- present ones; restored_at tells when those were told at the latest whose moves were not noted.
local function moved_later(key, tables, epochs, since, restored_at)
  for i = 1, #tables do
    local last, reached = nil, '0'
    for epoch, at in string.gmatch(redis.call('HGET', key, tables[i]) or '', '(%d+) (%-?%d+)') do
      last, reached = math.max(last or 0, math.abs(tonumber(at))), epoch
    end
    if reached ~= epochs[i] then last = restored_at and tonumber(restored_at) or math.huge end
    if last and last > since then return tables[i] end
  end
  return nil
end
