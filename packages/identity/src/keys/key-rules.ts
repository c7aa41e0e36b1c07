import { type Refusal, refuse } from '@phananh/core';
import { isKeyFor } from '@phananh/core/reports';

/** What may not be in a key, whoever creates it. */

export const dayMilliseconds = 86_400_000;
/** Two years. */
export const defaultLongestDays = 731;

/** Kinds of actors that nobody becomes by a key: timers and imports are inside, and an officer's place is in the registry. */
export const inside: readonly string[] = ['system', 'newcomer'];

/** Everything that a key of a host can name. */
export interface KnownNames {
  /** As the reference of the API names them: `report.submit`. */
  readonly commands: readonly string[];
  readonly kinds: readonly string[];
}

/** What a key gives. */
interface Scope {
  readonly kind: string;
  readonly commands: readonly string[];
  readonly reads: boolean;
  readonly expiresAt: string;
}

/** A name that nobody knows would make a key that lets its machine do nothing. */
export const namesNothing = (
  { kind, commands }: Pick<Scope, 'kind' | 'commands'>,
  known: KnownNames | undefined,
): Refusal<'names-nothing'> | undefined => {
  if (known === undefined) return undefined;
  if (!known.kinds.includes(kind)) return nothing('kind', kind, known.kinds);
  const all = [...new Set(known.commands.map((name) => `${name.split('.', 1)}.*`)), ...known.commands];
  const wrong = commands.find((name) => !all.includes(name));
  return wrong === undefined ? undefined : nothing('command', wrong, all);
};

/** A key on behalf of citizens whom nobody signs in would speak for nobody. */
export const namesNoIssuer = (
  issuer: string | undefined,
  known: readonly string[] | undefined,
): Refusal<'names-nothing'> | undefined => {
  if (issuer === undefined || known === undefined || known.includes(issuer)) return undefined;
  const withoutSlash = (url: string): string => url.replace(/\/$/, '');
  const meant = known.find((one) => withoutSlash(one) === withoutSlash(issuer));
  if (meant === undefined) return nothing('issuer of citizens', `"${issuer}"`, known);
  return refuse(
    'names-nothing',
    `there is no issuer of citizens "${issuer}"; "${meant}" is one, ${meant.endsWith('/') ? 'with a' : 'without the'} slash at its end`,
    { known: [...known] },
  );
};

const nothing = (what: string, name: string, known: readonly string[]): Refusal<'names-nothing'> =>
  refuse('names-nothing', `there is no ${what} ${name}; there are: ${known.join(', ')}`, {
    known: [...known],
  });

/** What one key may not give to another: what it has not itself. Who signs in may give anything. */
export const widerThan = (
  maker: Scope | undefined,
  { kind, commands, reads, expiresAt }: Scope,
): Refusal<'wider-than-itself'> | undefined => {
  const more = commands.find((name) => maker === undefined || !isKeyFor(maker.commands, name));
  if (more !== undefined) return wider(`it is not for ${more}`);
  if (reads && maker?.reads !== true) return wider('it does not read');
  // Each kind sees what others do not: an admin's key no contacts, an operator's those of every citizen.
  if (reads && maker?.kind !== kind) return wider(`it does not read as ${kind}`);
  return maker !== undefined && expiresAt > maker.expiresAt
    ? wider(`it expires at ${maker.expiresAt}`)
    : undefined;
};

const wider = (why: string): Refusal<'wider-than-itself'> =>
  refuse('wider-than-itself', `the key that creates it has less: ${why}`);
