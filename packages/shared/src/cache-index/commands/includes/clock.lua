-- Milliseconds since 1970 by Redis's clock; a non-empty override stands in for it in tests.
local function clock(override)
  if override ~= '' then return tonumber(override) end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Lua prints large numbers in exponent form; this prints the digits.
local function digits(number)
  return string.format('%.0f', number)
end
