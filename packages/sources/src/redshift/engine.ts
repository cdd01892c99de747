import type { EngineProfile } from '../engine.js';
import { sql } from '../sql.js';
import { redshiftChanges } from './changes.js';
import { RedshiftSession } from './session.js';
import { REDSHIFT_GREETING } from './settings.js';
import { survey } from './survey.js';

/** Redshift. Tested on Postgres as a look-alike only; what is known of Redshift is from its documentation. */
export const redshiftEngine: EngineProfile = {
  greeting: REDSHIFT_GREETING,
  schemaSql: sql(import.meta.url, 'schema.sql'),
  begin: (parts) => Promise.resolve(new RedshiftSession(parts)),
  survey,
  changes: (door, before, { options }) => redshiftChanges(door, before, options.allow_functions.length > 0),
  /** Its views of activity cut names short, so an attempt is known by its pid; only statements of our own role stop. */
  async cancelOrphans(control, _run, pid, own) {
    if (pid === undefined || pid === own) return 0;
    const rows = await control.query('SELECT CAST(pg_cancel_backend($1) AS text)', [pid]);
    return /^(t|1)/.test(String(rows[0]?.[0])) ? 1 : 0;
  },
};
