import type { AuthSettings } from '../config/sections/auth.ts';
import type { Finding } from './finding.ts';

/** Whether each issuer is reached from here, and has keys that tokens can be checked with. */
export const checkIssuers = async ({ issuers }: AuthSettings): Promise<readonly Finding[]> => {
  if (issuers.length === 0) return [];
  const { countUsableKeys } = await import('@phananh/identity/oidc');
  return Promise.all(
    issuers.map(async (issuer): Promise<Finding> => {
      const what = `issuer ${issuer.issuer}`;
      try {
        const usable = await countUsableKeys(issuer);
        return usable > 0
          ? { what, state: 'good', found: `${usable} of its keys can be used` }
          : { what, state: 'bad', found: 'none of its keys can be used', todo: unusable };
      } catch (error) {
        const found = `its keys cannot be had: ${reasonOf(error)}`;
        return { what, state: 'bad', found, todo: unreachable };
      }
    }),
  );
};

const unusable =
  'Its tokens are 401: it has to sign with RSA of 2048 bits or more, with P-256, P-384, P-521 or Ed25519, and to publish those keys.';
const unreachable =
  'Tokens are taken by the keys that a host has kept, for a day; who starts now takes none. Check auth.issuers, names, proxies and certificates from this machine.';

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? `${error.message}: ${cause.message}`
    : error.message;
};
