export { CSV, TSV, renderDelimited } from './formats/delimited.js';
export type { DelimitedOptions } from './formats/delimited.js';
export { renderJsonRows } from './formats/json-rows.js';
export { uniqueNames } from './formats/names.js';
export type { RowRange } from './formats/range.js';
export { openResultStore } from './open.js';
export { StorageFailure } from './storage/failure.js';
export type { S3Options } from './storage/s3/options.js';
