/** How results on S3 are reached and kept. What is not said is as the SDK finds it: region, credentials. */
export interface S3Options {
  /** Of a server that is not AWS's: `https://minio:9000`. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** The bucket in the path, not in the host name. Default: where there is an endpoint. */
  readonly pathStyle?: boolean | undefined;
  readonly encryption?: 'AES256' | 'aws:kms' | undefined;
  /** Of aws:kms; without it the account's own key for S3. */
  readonly kmsKeyId?: string | undefined;
  /** Milliseconds for which nothing has to come through until a request counts as lost. Default 20,000. */
  readonly silenceMs?: number;
  /** After how many milliseconds each an upload's mark is touched. Default 60,000. */
  readonly touchMs?: number;
  /** How often a request is sent at most, with pauses that grow in between. Default 4. */
  readonly attempts?: number;
}
