/** Processor time that the process has used so far, all of its threads, in milliseconds: others at work beside it count for little. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
