/** Who is what, by the claims of a token: the first rule that fits says it. */
export interface ActorRule {
  /** The kind of actor that it gives, such as `citizen`. Never `system`. */
  readonly kind: string;
  /** The claim that has to hold `value`: its name, or with a slash before it its JSON pointer, `/realm_access/roles`. Absent: everybody. */
  readonly claim?: string | undefined;
  /** The claim itself, one of its list, or of `scope` one of its words. */
  readonly value?: string | undefined;
}

/** Somebody whose tokens are taken. */
export interface Issuer {
  /** Exactly as tokens have it in `iss`; `https`, or `http` on this machine. */
  readonly issuer: string;
  /** Which of them are meant for this host: one of these stands in `aud`. */
  readonly audience: string | readonly string[];
  /** Which kinds it may give, and to whom. */
  readonly actors: readonly ActorRule[];
  /** Where its keys are (RFC 7517, 5). Default: where `<issuer>/.well-known/openid-configuration` says. */
  readonly jwksUri?: string | undefined;
  /** What tokens have in `typ`. Default `at+jwt` (RFC 9068), so that no identity token passes for an access token. */
  readonly tokenType?: string | undefined;
  /** How far the clocks of issuer and host may be apart. Default 30 seconds. */
  readonly clockSkewSeconds?: number | undefined;
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What stands at a JSON pointer (RFC 6901); a name without a slash before it is the pointer's only part. */
const claimAt = (claims: object, claim: string): unknown => {
  const names = claim.startsWith('/')
    ? claim
        .slice(1)
        .split('/')
        .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    : [claim];
  let found: unknown = claims;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
};

const fits = (claims: object, { claim, value }: ActorRule): boolean => {
  if (claim === undefined) return true;
  const found = claimAt(claims, claim);
  // RFC 6749, 3.3.
  const values = claim === 'scope' && typeof found === 'string' ? found.split(' ') : asArray(found);
  return value !== undefined && values.includes(value);
};

/** The kind of actor that an issuer makes of whom its token is about; undefined: of none. */
export const kindOf = ({ actors }: Issuer, claims: object): string | undefined =>
  actors.find((rule) => fits(claims, rule))?.kind;
