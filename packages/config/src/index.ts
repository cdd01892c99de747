export { loadConfig, loadServiceConfig } from './config.js';
export type { Config, ServiceConfig } from './config.js';
export { ConfigFault, orExit } from './fault.js';
export type { LogLevel } from './variables.js';
export { VARIABLE_NAMES } from './variables.js';
export { stopOnce } from './stop-once.js';
