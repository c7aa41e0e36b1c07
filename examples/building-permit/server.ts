import type { Actor, Clock } from '@phananh/core';
import { huePolicy } from '@phananh/core';
import { createHost, type Host } from '@phananh/http';
import { type RunningReports, runReports } from '@phananh/sqlite';
import { permits } from './index.ts';

/** Bearer tokens of this example; a real host verifies real ones. */
const people: ReadonlyMap<string, Actor> = new Map([
  ['Bearer ann', { kind: 'applicant', id: 'ann' }],
  ['Bearer ben', { kind: 'applicant', id: 'ben' }],
  ['Bearer clerk', { kind: 'clerk', id: 'c-1' }],
  ['Bearer inspector', { kind: 'inspector', id: 'i-1' }],
]);

/** A host of reports with building permits beside them. */
export const permitServer = async (
  file: string,
  { clock }: { readonly clock?: Clock } = {},
): Promise<{ readonly server: Host; readonly host: RunningReports }> => {
  const host = await runReports({
    file,
    policy: huePolicy,
    workflows: [permits],
    ...(clock && { clock }),
  });
  const server = await createHost({
    ...host,
    authenticate: ({ headers }) => people.get(headers.authorization ?? ''),
    title: 'Reports and building permits',
    log: { level: 'silent' },
  });
  return { server, host };
};
