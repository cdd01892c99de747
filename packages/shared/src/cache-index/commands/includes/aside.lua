-- Sets aside what rests on tables whose epochs have just moved, for a sweep to find: the by-table sets change their names,
-- whatever is in them. Answers how many entries there are; if they are very many and rest on several of the tables, one
-- may be counted more than once. Keys from place `from` on: to-sweep, the by-table sets, as many names to set them aside
-- under; argv from place `first` on: table, epoch, table, epoch, …
local MOST_UNITED = 2000

local function set_aside(keys, from, argv, first, epochs, now)
  if #keys < from then return '0' end
  local tables = (#keys - from) / 2
  local total = 0
  local asides = {}
  for i = 1, tables do
    local set, aside = keys[from + i], keys[from + tables + i]
    -- Neither a late command, whose epoch is behind us, nor one that is sent twice takes what rests on the present epoch.
    local is_present = redis.call('HGET', epochs, argv[first + 2 * (i - 1)]) == argv[first + 2 * i - 1]
    if is_present and redis.call('EXISTS', aside) == 0 and redis.call('EXISTS', set) == 1 then
      redis.call('RENAME', set, aside)
      redis.call('ZADD', keys[from], digits(now), aside)
    end
    local count = redis.call('SCARD', aside)
    total = total + count
    if count > 0 then asides[#asides + 1] = aside end
  end
  if #asides < 2 or total > MOST_UNITED then return digits(total) end
  return digits(#redis.call('SUNION', unpack(asides)))
end
