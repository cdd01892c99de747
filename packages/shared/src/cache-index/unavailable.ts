/** How ioredis and Redis say that the node which is asked cannot answer just now. */
const SAYS = [
  'Command timed out', 'Connection is closed.', 'Too many Cluster redirections', 'Cluster is ended.', 'None of startup nodes is available',
  'Failed to refresh slots cache.', 'CLUSTERDOWN ', 'LOADING ', 'MASTERDOWN ', 'NOREPLICAS ', 'READONLY ', 'MOVED ', 'TRYAGAIN ',
];

/** Whether an error says that Redis cannot answer for now: whoever asked may try again. */
export function isRedisUnavailable(error: Error): boolean {
  // Older servers put what a command said inside a script behind words of their own.
  return SAYS.some((says) => error.message.startsWith(says) || error.message.includes(`-${says}`));
}
