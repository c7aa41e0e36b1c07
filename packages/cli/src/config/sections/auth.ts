import { isLoopback, isTrustworthyUrl } from '@phananh/http/loopback';
import { z } from 'zod';
import { CliError } from '../../process/errors.ts';
import { secretFile } from '../kinds.ts';

const address = z
  .string()
  .refine(
    isTrustworthyUrl,
    'must be an https address; http is for this machine only, and no name stands in it',
  );

const ActorRule = z
  .strictObject({
    kind: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
      .refine((kind) => kind !== 'system', 'is inside: nobody becomes it by asking')
      .describe('the kind of actor that it gives: citizen, operator, agency, auditor, analyst, admin'),
    claim: z
      .string()
      .min(1)
      .optional()
      .describe(
        'the claim that has to hold value: its name, or its JSON pointer, /realm_access/roles; without it everybody',
      ),
    value: z
      .string()
      .min(1)
      .optional()
      .describe('the claim itself, one of its list, or of scope one of its words'),
  })
  .refine(
    ({ claim, value }) => (claim === undefined) === (value === undefined),
    'has both claim and value, or neither',
  );

const Issuer = z.strictObject({
  issuer: address.describe('as tokens have it in iss'),
  audience: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('what tokens for this host have in aud'),
  actors: z.array(ActorRule).min(1).describe('who is what: the first that fits'),
  jwksUri: address.optional().describe('where its keys are; default where its discovery document says'),
  tokenType: z.string().min(1).optional().describe('what tokens have in typ; default at+jwt (RFC 9068)'),
  clockSkewSeconds: z.int().min(0).max(300).optional().describe('how far clocks may be apart; default 30'),
});

export const auth = z
  .strictObject({
    mode: z
      .enum(['dev', 'issuers'])
      .optional()
      .describe(
        "who is believed to be whom: dev takes everybody's word, on this machine only, beside issuers too; default issuers where there are some, else dev",
      ),
    issuers: z
      .array(Issuer)
      .default([])
      .describe(
        'OpenID Connect issuers whose access tokens are taken, each with the kinds of actors that it may give',
      ),
    identitySecretFile: secretFile(
      'a file with at least 32 random bytes that actor ids are made with, the same on every host of one log',
    ).optional(),
    longestKeyDays: z
      .int()
      .min(1)
      .max(36_500)
      .default(731)
      .describe('the longest life of a key that is created'),
  })
  .prefault({})
  .describe('Who is who.');

export type AuthSettings = z.output<typeof auth>;

/** Whether whoever says that they are somebody is: only on this machine. */
export const takesEverybodysWord = ({ mode, issuers }: AuthSettings): boolean =>
  mode === 'dev' || (mode === undefined && issuers.length === 0);

/**
 * Before any file is made: the host itself would refuse as well, but only when it begins to listen. Commands that do not listen are not held
 * to it.
 *
 * @throws {@link CliError} `wrong-usage`
 */
export const demandReachable = (auth: AuthSettings, host: string): void => {
  if (takesEverybodysWord(auth) && !isLoopback(host))
    throw new CliError(
      'wrong-usage',
      `--auth dev takes everybody's word: it listens on loopback only, not on ${host}. With auth.issuers in the configuration it listens there`,
    );
};

export const authContradictions = ({
  auth: { mode, issuers, identitySecretFile },
}: {
  readonly auth: AuthSettings;
}): readonly string[] => {
  const names = issuers.map(({ issuer }) => issuer);
  return [
    ...(issuers.length > 0 && identitySecretFile === undefined
      ? [
          'auth.identitySecretFile is needed where auth.issuers are: nobody is known by what their issuer calls them',
        ]
      : []),
    ...(mode === 'issuers' && issuers.length === 0
      ? ['auth.mode is issuers, and auth.issuers has none']
      : []),
    ...[...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
      (name) => `auth.issuers has ${name} twice`,
    ),
  ];
};
