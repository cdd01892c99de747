import type { Request, Response } from 'express';
import { z } from 'zod';
import { hasExpired, setDamagedAside } from '@onceql/flow';
import { RequestFault, ResultDamaged, ResultGone } from '@onceql/shared';
import type { Result } from '@onceql/shared';
import type { Context } from '../context.js';
import { NOT_MODIFIED, resultAnswer } from '../contract/answers.js';
import { sampleResult } from '../contract/samples.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { idOf, validate } from '../http/validate.js';
import { replyDownload } from '../reply/download.js';
import { MEDIA_TYPES, acceptedFormat, isFormat } from '../reply/format.js';
import type { Format } from '../reply/format.js';
import { replyJson } from '../reply/json.js';
import { replyStored } from '../reply/stored-file.js';
import { checkOptions, renderingOf, resultOptions } from './result-options.js';
import { rangeOf } from './row-range.js';

const text = z.string();
const file = z.string().meta({ format: 'binary' });

/** The archive of results. */
export const storedResultEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/query_results/:file', operation: 'readResult', tag: 'queries', access: 'caller',
    summary: 'Read a stored result, whole or by page, in the format of your choice',
    about: 'An archive: `executed_at` and `expired` say how true it still is. The extension says the format, or `Accept` where there is none. '
      + 'With `offset` or `limit` just those rows are read. `Accept-Encoding` gzip and br are for text; `Range` is for Parquet, which is the file as it is stored. HEAD decides as GET does, but for what only the rows tell, and reads none.',
    params: z.object({ file: z.string().describe('id of the result, alone or with `.json`, `.csv`, `.tsv`, `.xlsx`, `.parquet` or `.arrow`') }),
    query: resultOptions,
    answers: [
      { status: 200, about: 'The result', content: { ...json(resultAnswer), [MEDIA_TYPES.csv]: text, [MEDIA_TYPES.tsv]: text, [MEDIA_TYPES.xlsx]: file, [MEDIA_TYPES.parquet]: file, [MEDIA_TYPES.arrow]: file, 'application/gzip': file, 'application/zip': file } },
      { status: 206, about: 'The part of the Parquet file that `Range` asks for', content: { [MEDIA_TYPES.parquet]: file } },
      NOT_MODIFIED,
      { status: 416, about: 'The Parquet file has no bytes that `Range` asks for', content: json(z.object({ message: z.string() })) },
    ],
    faults: { 400: 'A wrong option, one of another format, another format, or a result that does not fit into the format', 410: 'The files of the result are gone or damaged' },
    examples: [
      { name: 'A page', params: { file: '42' }, query: { offset: '1', limit: '1' }, status: 200, answer: { query_result: { ...sampleResult, data: { ...sampleResult.data, rows: [{ region: 'north', orders: 300 }] }, output_cached_on: null, source_job_id: null, expired: false, offset: 1, limit: 1 } } },
      { name: 'All of it', params: { file: '42.json' }, status: 200, answer: { query_result: { ...sampleResult, output_cached_on: null, source_job_id: null, expired: false } } },
      { name: 'As a file', params: { file: '42.csv' }, status: 200, answer: 'region,orders\r\neast,300\r\nnorth,300\r\n' },
      { name: 'With tabs and without names', params: { file: '42.tsv' }, query: { include_header: 'false' }, status: 200, answer: 'east\t300\r\nnorth\t300\r\n' },
      { name: 'An option of another format', params: { file: '42.json' }, query: { column_delimiter: 'tab' }, status: 400, answer: { message: 'column_delimiter is for results as csv, not as json.' } },
    ],
    handle: getResult,
  },
];

async function getResult(context: Context, request: Request, response: Response): Promise<void> {
  const [, id, extension] = /^(\d+)(?:\.(\w+))?$/.exec(String(request.params['file'])) ?? [];
  const result = await findResult(context, idOf(id, 'Query result'));
  const format = formatOf(request, extension);
  const options = validate(resultOptions, request.query);
  checkOptions(options, format);
  const range = rangeOf(options);
  const expired = await hasExpired(context.ports, context.reader, result);
  const from = { cache: 'bypass; reason=archive', cachedAt: null, sourceJob: null, expired };
  response.setHeader('Cache-Control', 'private, max-age=31557600');
  // A browser that keeps it keeps it for this key: with another one, or none, it has to ask.
  response.setHeader('Vary', 'Authorization, Accept');
  await unlessGone(context, result, () => {
    if (format === 'json') return replyJson(context, request, response, result, from, range);
    if (format === 'parquet') return replyStored(context, request, response, result, from);
    return replyDownload(context, request, response, result, from, { format, rendering: renderingOf(format, options, result), range });
  });
}

function formatOf(request: Request, extension: string | undefined): Format {
  if (extension === undefined) return acceptedFormat(request);
  if (isFormat(extension)) return extension;
  throw new RequestFault(400, `Results are served as .json, .csv, .tsv, .xlsx, .parquet and .arrow, not as .${extension}.`);
}

export async function findResult(context: Context, id: number): Promise<Result> {
  const result = await context.results.find(id);
  // Results of a source that is no more are nobody's to read.
  if (!result || !(await context.ports.sources.find(result.sourceId))) throw new RequestFault(404, 'Query result not found.');
  return result;
}

/** @throws RequestFault 410 where the result's file is not there, or not what was stored */
export async function unlessGone({ ports }: Context, result: Result, reply: () => Promise<void>): Promise<void> {
  try {
    await reply();
  } catch (error) {
    const fate = await fateOf(ports, result, error);
    if (!fate) throw error;
    throw new RequestFault(410, `The files of this result are ${fate}. Submit the query again, with max_age 0.`);
  }
}

/** What an error tells of a result's file. One that is damaged is set aside; undefined: it tells nothing of it. */
export async function fateOf(ports: Context['ports'], result: Result, error: unknown): Promise<'gone' | 'damaged' | undefined> {
  if (error instanceof ResultGone) return 'gone';
  if (!(error instanceof ResultDamaged)) return undefined;
  await setDamagedAside(ports, result);
  return 'damaged';
}
