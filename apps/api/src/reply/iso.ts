/** A time as answers say it, ISO 8601. @param ms since 1970 */
export const iso = (ms: number): string => new Date(ms).toISOString();
