export { openWarehouse } from './open-warehouse.js';
export type { FunctionPolicy, Log } from './policy.js';
