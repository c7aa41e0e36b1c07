import { createHash } from 'node:crypto';
import type { EventStore, RecordedEvent } from '@phananh/core';
import { type Appended, idInStream } from '@phananh/core/engine';
import { personalInClear, sealingWorkflow } from '@phananh/core/privacy';
import { CliError } from '../process/errors.ts';
import { type AppendGroup, appendGroups } from './append-groups.ts';
import { canonicalEvent } from './canonical-event.ts';
import type { CopyClock } from './copy-log.ts';

/** What an old log is known by: what the new one says that it was made of. */
export interface OldLog {
  readonly events: number;
  /** SHA-256 of the canonical JSON of its events as they are stored, a line each: what a copy prints. */
  readonly digest: string;
}

type Told = (progress: { readonly position: number; readonly events: number }) => void;

/** Reads the old log as it is stored. */
export const oldLogOf = async (stored: EventStore, onProgress: Told): Promise<OldLog> => {
  const digest = createHash('sha256');
  let events = 0;
  for await (const event of stored.readAll()) {
    digest.update(`${canonicalEvent(event)}\n`);
    events += 1;
    onProgress({ position: event.position, events });
  }
  return { events, digest: digest.digest('hex') };
};

/** What the old log said of its own sealing: the new one says it for itself. */
const isOfSealing = ({ stream }: Pick<RecordedEvent, 'stream'>): boolean =>
  idInStream(sealingWorkflow, stream) !== undefined;

/** A store below the sealing that tells when an append was handed down to it, so that the next one comes behind it. */
export const tellingAppends = <Store extends EventStore>(store: Store) => {
  let tell: () => void = () => {};
  const below: Store = {
    ...store,
    append: (...given: Parameters<EventStore['append']>) => {
      const appended = store.append(...given);
      tell();
      return appended;
    },
  };
  return {
    below,
    handed: (): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      tell = resolve;
      return promise;
    },
  };
};

const mostInFlight = 256;

/**
 * Copies every event in the order of the log into a store that seals what is personal, which is empty but for what it says of that.
 *
 * @param handed resolves when the append that was given after it is on its way to the disk, in the order of the log
 */
export const encryptLog = async ({
  source,
  target,
  clock,
  handed,
  signal,
  onProgress,
}: {
  /** Its personal values are open. */
  readonly source: EventStore;
  readonly target: EventStore;
  readonly clock: CopyClock;
  readonly handed: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: Told;
}): Promise<number> => {
  const groups = appendGroups();
  const running: Promise<Appended>[] = [];
  let events = 0;
  const append = async ({ events: group }: AppendGroup): Promise<void> => {
    const [{ stream, revision, metadata }] = group;
    clock.set(metadata.recordedAt);
    const copies = group.map(({ id, type, version, data, metadata: { recordedAt: _, ...rest } }) => ({
      id,
      type,
      version,
      data,
      metadata: rest,
    }));
    const given = handed();
    const appended = target.append(stream, copies, {
      expectedRevision: revision === 0 ? 'no-stream' : revision - 1,
    });
    // It is told when its turn comes.
    appended.catch(() => {});
    await Promise.race([given, appended]);
    running.push(appended);
    if (running.length >= mostInFlight) await running.shift();
  };
  for await (const event of source.readAll()) {
    if (signal.aborted) break;
    events += 1;
    onProgress({ position: event.position, events });
    if (isOfSealing(event)) continue;
    const group = groups.add(event);
    if (group !== undefined) await append(group);
  }
  const last = groups.take();
  if (last !== undefined && !signal.aborted) await append(last);
  await Promise.all(running);
  return events;
};

/**
 * Compares the logs event by event as who has the keys reads them, and looks whether anything personal stands in clear in the new one.
 *
 * @throws {@link CliError} `copy-differs`
 */
export const verifyEncrypted = async ({
  source,
  target,
  stored,
  workflows,
}: {
  readonly source: EventStore;
  readonly target: EventStore;
  /** The target below its sealing. */
  readonly stored: EventStore;
  readonly workflows: Parameters<typeof personalInClear>[0];
}): Promise<void> => {
  const isInClear = personalInClear(workflows);
  for await (const event of stored.readAll())
    if (isInClear(event)) throw differs(event, 'has something personal in clear');
  const copies = target.readAll()[Symbol.asyncIterator]();
  const next = async (): Promise<RecordedEvent | undefined> => {
    for (;;) {
      const { value, done } = await copies.next();
      if (done === true) return undefined;
      if (!isOfSealing(value)) return value;
    }
  };
  try {
    for await (const event of source.readAll()) {
      if (isOfSealing(event)) continue;
      const copy = await next();
      if (copy === undefined || asRead(event) !== asRead(copy))
        throw differs(event, 'is another in the target');
    }
    const more = await next();
    if (more !== undefined) throw differs(more, 'is in the target, and not in the source');
  } finally {
    await copies.return?.();
  }
};

/** The digest of a command with something personal is another one under its key. */
const asRead = (event: RecordedEvent): string =>
  canonicalEvent({ ...event, metadata: { ...event.metadata, commandDigest: '' } });

const differs = ({ type, revision, stream }: RecordedEvent, how: string): CliError =>
  new CliError('copy-differs', `${type}, revision ${revision} of ${stream}, ${how}`);
