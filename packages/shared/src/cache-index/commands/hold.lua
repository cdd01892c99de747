--[[
  Gives a piece of work to one process, or lets the one that has it keep it: until the key runs out, unless it is held
  again. With 0 ms the holder gives it back.

  KEYS  1 turn
  ARGV  1 holder  2 ms

  Replies  { 'held' }
           { 'other' }   somebody else has it
]]

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return { 'other' } end
if tonumber(ARGV[2]) > 0 then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return { 'held' }
