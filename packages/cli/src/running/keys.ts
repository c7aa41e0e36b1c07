import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@phananh/core';
import { systemClock, systemRandom } from '@phananh/core/engine';
import { type LastUse, newApiKey, readKeyText, readLastUse } from '@phananh/identity';
import type { Command } from 'commander';
import { z } from 'zod';
import { rowsShown } from '../access/rows-shown.ts';
import { pathsOf, withGiver } from '../admin/open-giver.ts';
import { type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import { zoneOf } from '../admin/zone-of.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { type Expiry, momentOf } from '../options/expiry-option.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { rowsOfEveryPage } from '../store/every-page.ts';
import { lastUsePath } from '../store/last-use-path.ts';
import { identityOf } from './sign-in.ts';

type KeyOptions = CommonOptions & RemoteOptions;

interface CreateOptions extends KeyOptions {
  readonly name: string;
  readonly kind: string;
  readonly agency?: string;
  readonly commands: readonly string[];
  readonly reads?: boolean;
  readonly onBehalfOf?: string;
  readonly expires: Expiry;
}

export const create = async (_: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<CreateOptions>();
  const { json, name, kind, agency, commands, reads = false, onBehalfOf, expires } = options;
  const random = systemRandom();
  const { apiKeyId, digest, text } = newApiKey(random);
  const expiresAt = momentOf(expires);
  const input: JsonObject = {
    apiKeyId,
    digest,
    name,
    kind,
    ...(agency !== undefined && { agencyId: agency }),
    commands: [...commands],
    reads,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    expiresAt,
  };
  await give(options, { command: 'create', input });
  const shown = { apiKeyId, key: text, name, kind, agencyId: agency ?? null, commands, reads, expiresAt };
  if (json === true) return printJson(shown);
  say('The key is shown once, and kept nowhere:');
  printLine(text);
};

export const revoke = async (named: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<KeyOptions & { readonly reason: string }>();
  const id = readKeyText(named)?.apiKeyId ?? named;
  await give(options, { command: 'revoke', id, input: { reason: options.reason } });
  if (options.json === true) printJson({ apiKeyId: id, phase: 'revoked' });
  else printLine(`${id} is revoked`);
};

const give = (
  options: KeyOptions,
  asked: { readonly command: string; readonly id?: string; readonly input: JsonObject },
): Promise<unknown> =>
  withGiver({ ...options, ...identityOf(options.resolved.settings.auth) }, (giver) =>
    giver.give({ workflow: 'apiKey', commandId: randomUUID(), ...asked }),
  );

const Row = z.object({
  apiKeyId: z.string(),
  phase: z.string(),
  name: z.string(),
  kind: z.string(),
  agencyId: z.string().nullable(),
  commands: z.string(),
  reads: z.boolean(),
  onBehalfOf: z.string().nullable(),
  expiresAt: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  revokedAt: z.string().nullable(),
});
const Page = z.looseObject({ 'api-keys': z.array(Row), nextCursor: z.string().optional() });
type Row = z.output<typeof Row>;

export const listAsPart = (_: unknown, command: Command): Promise<void> =>
  list(command.optsWithGlobals<KeyOptions>());

export const list = async (options: KeyOptions): Promise<void> => {
  const { rows, uses } = options.url === undefined ? await keysOf(options) : await keysOfHost(options);
  const now = systemClock.now();
  const shown = rows.map(({ commands, ...row }) => ({
    ...row,
    state: row.phase === 'active' && row.expiresAt <= now ? 'expired' : row.phase,
    commands: commands === '' ? [] : commands.split(','),
    // Each host knows of its own machine's.
    lastUsedAt: uses[row.apiKeyId] ?? null,
  }));
  if (options.json === true) return printJson(shown);
  if (shown.length === 0) return printLine('there are no keys');
  const inZone = shownIn(await zoneOf(options));
  const when = (at: string | null | undefined): string => (at == null ? '–' : inZone(at));
  printLine(
    table(
      ['key', 'state', 'name', 'kind', 'agency', 'may', 'expires', 'last used'],
      shown.map((key) => [
        key.apiKeyId,
        key.state,
        key.name,
        key.kind,
        key.agencyId ?? '–',
        [...key.commands, ...(key.reads ? ['read'] : [])].join(', '),
        when(key.expiresAt),
        when(key.lastUsedAt),
      ]),
    ),
  );
};

interface Keys {
  readonly rows: readonly Row[];
  readonly uses: ReturnType<LastUse['uses']>;
}

const keysOf = async (options: KeyOptions): Promise<Keys> => ({
  rows: z.array(Row).parse(await rowsShown(options, 'phananh keys list', { list: 'api-keys' })),
  uses: readLastUse(lastUsePath(options)),
});

const Uses = z.looseObject({ lastUse: z.record(z.string(), z.string()) });

const keysOfHost = async (options: KeyOptions): Promise<Keys> => {
  const host = remoteHost(options, pathsOf(options));
  const rows = await rowsOfEveryPage(async (at) => {
    const asked = new URLSearchParams({ limit: '200', ...at });
    const { 'api-keys': rows, nextCursor } = Page.parse(await host.get(`/api-keys?${asked}`));
    return { rows, nextCursor };
  });
  const { lastUse: uses } = Uses.parse(await host.get('/api-keys/last-use'));
  return { rows, uses };
};
