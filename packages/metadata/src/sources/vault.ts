import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

/** Seals short texts for storage. `purpose` is bound to the seal: moved elsewhere, it does not open. */
export interface Vault {
  seal(text: string, purpose: string): Buffer;
  open(sealed: Buffer, purpose: string): Opened;
}
export type Opened =
  | { readonly opened: true; readonly text: string }
  | { readonly opened: false; readonly reason: 'other_secret' | 'other_format' };

// A sealed text: one byte of format, the nonce, the tag, the ciphertext.
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + NONCE + TAG;

const derive = promisify<string, string, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/**
 * AES-256-GCM under a key derived from `secret`. The secret may be a pass phrase that somebody chose, so the
 * derivation is scrypt (32 MB, some 100 ms), which makes guessing dear; it is paid once per process. The salt is
 * fixed, as every process must arrive at the same key and nothing but the secret is shared before Postgres is.
 * Nonces are random: 96 bits suffice for the few texts that are ever sealed under one key.
 */
export async function openVault(secret: string): Promise<Vault> {
  if (secret === '') throw new Error('ONCEQL_SECRET is empty');
  const key = await derive(secret, 'onceql/sealed-text', 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
  return {
    seal: (text, purpose) => seal(key, text, purpose),
    open: (sealed, purpose) => open(key, sealed, purpose),
  };
}

function seal(key: Buffer, text: string, purpose: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), body]);
}

function open(key: Buffer, sealed: Buffer, purpose: string): Opened {
  if (sealed[0] !== FORMAT || sealed.length < HEAD) return { opened: false, reason: 'other_format' };
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(1 + NONCE, HEAD));
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(HEAD)), decipher.final()]);
    return { opened: true, text: text.toString('utf8') };
  } catch {
    return { opened: false, reason: 'other_secret' };
  }
}
