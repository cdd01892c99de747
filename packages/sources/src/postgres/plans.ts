/** Since 12; a server that does not know the setting is left alone. `value`: an SQL literal. */
const planBy = (value: string): string =>
  `SELECT CASE WHEN current_setting('plan_cache_mode', true) IS NOT NULL THEN set_config('plan_cache_mode', ${value}, true) END`;

/**
 * Statements that a connection remembers are planned once, whatever their values: those about the catalog take less time
 * to run than to plan. A caller's own statement has no values, so that this is the same to it.
 */
export const PLAN_ONCE = planBy("'force_generic_plan'");
/** As the role, the database or the server has it. */
export const PLAN_AS_USUAL = planBy('NULL');
