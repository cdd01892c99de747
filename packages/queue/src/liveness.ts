/** Faster than BullMQ's defaults, which leave a killed worker's job lying for up to a minute. */
export const LIVENESS = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 3 };
