export { openWarehouse } from './open-warehouse.js';
export type { FunctionPolicy, Log } from './policy.js';
export { openWarehouses } from './warehouses.js';
export type { OpenWarehouses } from './warehouses.js';
