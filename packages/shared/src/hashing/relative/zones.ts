/** Where both Postgres and Intl look the name up in the time zone database. */
const NAMED = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/[a-z_+\-/0-9]+$/i;
const UNIVERSAL = /^(?:UTC|GMT)$/i;
const FIXED = /^(?:UTC|GMT|Etc\/[a-z_+\-0-9]+)$/i;

/**
 * Whether Postgres and Intl read a time zone's name alike. `EST5EDT`, `CET` and `+03` are not among these: Postgres may
 * read them as abbreviations or in the manner of POSIX, where the sign is the other one.
 */
export const isPlainZone = (zone: string): boolean => (UNIVERSAL.test(zone) || NAMED.test(zone)) && clockOf(zone) !== undefined;

/** Whether the zone has had one offset ever since: there a day less is 24 hours less. */
export const isFixedZone = (zone: string): boolean => FIXED.test(zone);

/** More than there are zones; a name may be written in capitals or not. */
const MOST_CLOCKS = 1000;
const clocks = new Map<string, Intl.DateTimeFormat | undefined>();

/** What tells the local time of a zone; undefined for one that Intl does not know. */
export function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  const name = zone.toLowerCase();
  if (!clocks.has(name)) {
    if (clocks.size >= MOST_CLOCKS) clocks.clear();
    clocks.set(name, newClock(zone));
  }
  return clocks.get(name);
}

function newClock(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
