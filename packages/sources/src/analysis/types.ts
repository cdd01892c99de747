/** Oids of date, time, timestamp, both with time zone, with their ranges and multiranges, and arrays of all these. */
export const TIME_TYPES: ReadonlySet<string> = new Set(
  [1082, 1083, 1114, 1184, 1266, 3908, 3910, 3912, 4533, 4534, 4535]
    .concat([1182, 1183, 1115, 1185, 1270, 3909, 3911, 3913, 6152, 6153, 6155])
    .map(String),
);
/** timetz and its array. */
export const TIMETZ_TYPES: ReadonlySet<string> = new Set(['1266', '1270']);

/** How a statement writes the type time with time zone. */
export const WRITTEN_TIMETZ = /timetz|time\s*(?:\(\s*\d\s*\)\s*)?with\s+time/i;
