import { SourceFailure, orLate } from '@onceql/shared';
import type { Source, Survey, Warehouse } from '@onceql/shared';
import type { Ports } from './ports.js';

export type SurveyPorts = Pick<Ports, 'ledger' | 'warehouses' | 'log'>;

/** Milliseconds that who tells of a change waits for the source: its answer helps, but he is right without it. */
const PATIENCE_MS = 2_000;

const tooLate = (): Error => new SourceFailure('connection', `It has not answered within ${PATIENCE_MS / 1000} s.`);

/** `answered` false: the source could not be asked; the relatives are those of the last time that it could. */
export type Surveyed = Survey & { readonly answered: boolean };

/** Looks up relations in the source's catalog, and what depends on them. A source that is down makes nothing fail. */
export async function surveySource(ports: SurveyPorts, source: Source, asked: Parameters<Warehouse['survey']>[0]): Promise<Surveyed> {
  try {
    const survey = await orLate(PATIENCE_MS, ports.warehouses.of(source).survey(asked), tooLate);
    note(ports, source, survey);
    return { ...survey, answered: true };
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    ports.log.warn({ source: source.id, reason: error.message, outcome: 'source_not_asked' }, 'goes on without asking the source');
    return { existing: [], relatives: await ports.ledger.relatives(source.id), answered: false };
  }
}

/** Nobody waits for it: it is for another time. */
function note({ ledger, log }: SurveyPorts, { id }: Source, { existing, relatives }: Survey): void {
  ledger.noteRelatives(id, existing, relatives).catch((error: unknown) => log.warn({ err: error, source: id }, 'relatives not noted'));
}
