export { openCheckpoint } from './checkpoint.js';
export { openMeter } from './meter.js';
