// A passphrase's key and the sealing of a backup's chunks, by the browser's own AES. storage/exchange/sealing_in_browser.py
// calls it and has the format; worker.js loads it when first needed.
import { scryptAsync } from './noble-hashes/scrypt.js';

const TAG_BITS = 128;

// scrypt gives the worker's other work its turns. The key can be used and not be read out again.
export async function keyFrom(passphrase, salt, N, r, p) {
  const raw = await scryptAsync(passphrase, salt, { N, r, p, dkLen: 32, maxmem: 2 ** 27 });
  try {
    return await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  } finally {
    raw.fill(0);
  }
}

const how = (nonce, header) => ({ name: 'AES-GCM', iv: nonce, additionalData: header, tagLength: TAG_BITS });

export async function seal(key, nonce, header, chunk) {
  return new Uint8Array(await crypto.subtle.encrypt(how(nonce, header), key, chunk));
}

// Refuses with an OperationError what is not as it was sealed.
export async function open(key, nonce, header, sealed) {
  return new Uint8Array(await crypto.subtle.decrypt(how(nonce, header), key, sealed));
}
