import type { EventStore } from '@phananh/core';
import { idInStream, upcast } from '@phananh/core/engine';
import { type AttachmentState, attachmentWorkflow } from '@phananh/core/reports';
import { sqliteEventStore } from '@phananh/sqlite';
import type { EvidenceFault } from './manifest.ts';

/** What the log in a file names as stored. */
const namedIn = async (path: string): Promise<ReadonlySet<string>> => {
  const store = await sqliteEventStore(path, { readonly: true });
  try {
    return await namedAsStored(store);
  } finally {
    await store.close();
  }
};

/** What a log names as stored, its copies with it: neither what was given up nor what was hidden. */
export const namedAsStored = async (store: Pick<EventStore, 'readAll'>): Promise<ReadonlySet<string>> => {
  const named = new Set<string>();
  for (const [id, { phase, copies }] of await attachmentsIn(store)) {
    if (phase === 'removed') continue;
    for (const one of [id, ...(copies === null ? [] : [copies.copy.id, copies.thumbnail.id])]) named.add(one);
  }
  return named;
};

const attachmentsIn = async (store: Pick<EventStore, 'readAll'>) => {
  const states = new Map<string, AttachmentState>();
  const { name, events, evolve } = attachmentWorkflow;
  for await (const event of store.readAll({ streamPrefix: `${name}-` })) {
    const id = idInStream(attachmentWorkflow, event.stream);
    if (id !== undefined) states.set(id, evolve(states.get(id), upcast(events, event)));
  }
  return states;
};

/**
 * What is wrong with the evidence that was copied: against the log that was copied before it, and the digests that the names are.
 *
 * @param live the log that goes on: what it has given up since is missed by nobody
 */
export const evidenceFaults = async (
  copied: ReadonlyMap<string, { readonly sha256: string }>,
  { log, live }: { readonly log: string; readonly live: string },
): Promise<EvidenceFault[]> => {
  const altered = [...copied].filter(([id, { sha256 }]) => id !== sha256).map(([id]) => id);
  const missing = [...(await namedIn(log))].filter((id) => !copied.has(id));
  const stillNamed = missing.length === 0 ? new Set<string>() : await namedIn(live);
  const missed = missing.filter((id) => stillNamed.has(id));
  return [
    ...missed.map((id) => ({ id, fault: 'missing' as const })),
    ...altered.map((id) => ({ id, fault: 'altered' as const })),
  ];
};
