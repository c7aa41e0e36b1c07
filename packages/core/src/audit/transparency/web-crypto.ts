import type { CryptoPort } from '../../engine/index.ts';
import { TransparencyError } from './errors.ts';
import { isStrictEd25519 } from './strict-ed25519.ts';

/** WebCrypto wants bytes that no other thread shares. */
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** The port by WebCrypto: in a browser, and wherever `crypto.subtle` is. */
export const webCrypto = ({ subtle }: Pick<typeof globalThis.crypto, 'subtle'> = crypto): CryptoPort => ({
  sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', own(data))),
  async hmacSha256(key, data) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const imported = await subtle.importKey('raw', own(key), algorithm, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', imported, own(data)));
  },
  async verifyEd25519(publicKey, message, signature) {
    if (!isStrictEd25519(publicKey, signature)) return false;
    const algorithm = { name: 'Ed25519' };
    let key: Awaited<ReturnType<typeof subtle.importKey>>;
    try {
      key = await subtle.importKey('raw', own(publicKey), algorithm, false, ['verify']);
    } catch (cause) {
      // A key that is no point is refused as data; a platform without the algorithm says nothing of any key.
      if (cause instanceof Error && cause.name === 'NotSupportedError')
        throw new TransparencyError('no-ed25519', 'this browser has no Ed25519', {}, { cause });
      return false;
    }
    return subtle.verify(algorithm, key, own(signature), own(message));
  },
});
