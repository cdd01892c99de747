import { S3Client } from '@aws-sdk/client-s3';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import type { S3Options } from './options.js';

const SILENCE_MS = 20_000;
const CONNECT_MS = 5_000;
const ATTEMPTS = 4;

/** A place in a bucket: all that is in it begins with `prefix`, which is empty or ends with a slash. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  readonly prefix: string;
  readonly touchMs: number | undefined;
  /** Added to whatever makes an object. */
  readonly encryption: Pick<PutObjectCommandInput, 'ServerSideEncryption' | 'SSEKMSKeyId'>;
}

export function openBucket(name: string, prefix: string, options: S3Options): Bucket {
  return {
    client: openClient(options),
    name,
    prefix,
    touchMs: options.touchMs,
    encryption: {
      ...(options.encryption !== undefined && { ServerSideEncryption: options.encryption }),
      ...(options.kmsKeyId !== undefined && { SSEKMSKeyId: options.kmsKeyId }),
    },
  };
}

/** The object of a path. */
export function placeOf({ name, prefix }: Bucket, path: string): { Bucket: string; Key: string } {
  return { Bucket: name, Key: prefix + path };
}

function openClient({ endpoint, region, pathStyle, silenceMs = SILENCE_MS, attempts = ATTEMPTS }: S3Options): S3Client {
  // Servers that are not AWS's have a region only for the signature's sake.
  const at = region ?? (endpoint === undefined ? undefined : 'us-east-1');
  return new S3Client({
    ...(endpoint !== undefined && { endpoint }),
    ...(at !== undefined && { region: at }),
    forcePathStyle: pathStyle ?? endpoint !== undefined,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: Math.min(CONNECT_MS, silenceMs), socketTimeout: silenceMs },
    // Other servers do not know the newer checksums. What is sent is under the signature's SHA-256 anyway.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
