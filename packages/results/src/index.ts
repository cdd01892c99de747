export { renderCsv } from './formats/csv.js';
export { renderJson } from './formats/json.js';
export { uniqueNames } from './formats/names.js';
export type { RowRange } from './formats/range.js';
export { openResultStore } from './open.js';
export { StorageFailure } from './storage/failure.js';
