export { openMetadata } from './open.js';
export type { Metadata, MetadataOptions } from './open.js';
export { migrate } from './migrate.js';
export { MetadataUnavailable } from './unavailable.js';
export type { ChangedOptions, Created, ListedSource, NewSource, SourceAdmin, SourceChange, Updated } from './sources/admin.js';
