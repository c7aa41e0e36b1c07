import { createHash, randomUUID } from 'node:crypto';
import { PhananhError } from '@phananh/core';
import { policyOfLog } from '@phananh/core/reports';
import { z } from 'zod';
import type { Settings } from '../config/settings.ts';
import { openEvidence } from '../evidence/open-evidence.ts';
import { osUser } from '../process/os-user.ts';
import { openForWriting } from '../store/open-store.ts';
import { openReports } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { giveCommand, giveThroughHost } from './command-operations.ts';
import type { AskedCommand, GivenCommand } from './giver.ts';
import { holdOrAsk } from './hold-or-ask.ts';
import { pathsOf } from './open-giver.ts';
import { type RemoteHost, type RemoteOptions, remoteHost } from './through-url.ts';
import { uploadThroughHost } from './upload-operations.ts';

/** Photos and videos that somebody on this machine has for a report. */
export interface AskedAttachments {
  readonly reportId: string;
  /** Each begins to read one of them, once more where a host ended in between. */
  readonly sources: readonly (() => AsyncIterable<Uint8Array>)[];
  /** Called when all of them are taken in, before the report is told. */
  readonly onTaken?: () => void;
}

/** What was done already when whoever holds the log ended: it is not done again, and the command is the same. */
export interface AttachProgress {
  readonly attachments: string[];
  /** Asked when all of them are taken in. */
  readonly commandId: () => string;
}

export interface GivenAttachments {
  /** In the order of their sources; undefined where they were added before, and the key may not read which. */
  readonly attachments: readonly string[] | undefined;
  /** Of the event that added them. */
  readonly revision: number;
}

/** Where the log is held. `Gone`: undefined where whoever holds it may end meanwhile. */
interface Holder<Gone extends undefined> {
  readonly upload: (
    source: AsyncIterable<Uint8Array>,
    reportId: string,
  ) => Promise<{ readonly attachmentId: string } | Gone>;
  readonly give: (asked: AskedCommand) => Promise<GivenCommand | Gone>;
}

/**
 * Takes photos and videos in and adds all of them to a report, or none: with the store itself, through the host on this machine that
 * holds it, or through one by its address. What was taken in before one of them failed, no report names: it goes after a day.
 */
export const attachAnywhere = async (
  place: StorePlace & RemoteOptions,
  settings: Settings['evidence'],
  asked: AskedAttachments,
): Promise<GivenAttachments> => {
  if (place.url !== undefined) return attachByAddress(remoteHost(place, pathsOf(place)), asked);
  const commandId = randomUUID();
  const progress: AttachProgress = { attachments: [], commandId: () => commandId };
  return holdOrAsk<GivenAttachments>(place, {
    hold: () => attachHere(place, settings, asked, progress),
    ask: (socket) =>
      attachTo<undefined>(
        {
          upload: (source, reportId) => uploadThroughHost(socket, source, reportId),
          give: (command) => giveThroughHost(socket, command),
        },
        asked,
        progress,
      ),
  });
};

/**
 * An answer that is lost on its way is lost for good: whoever asks the same again names the same command, because its id follows from what is
 * added to which report. What was added by it before is answered, and nothing is added twice.
 */
const attachByAddress = async (
  host: RemoteHost,
  { sources, ...asked }: AskedAttachments,
): Promise<GivenAttachments> => {
  const digests: string[] = [];
  const digested = sources.map((open) => () => digesting(open(), (digest) => digests.push(digest)));
  const commandId = () => host.idOf(['add-attachments', asked.reportId, ...digests]);
  try {
    return await attachTo<never>(host, { ...asked, sources: digested }, { attachments: [], commandId });
  } catch (error) {
    const revision = revisionOfRepeat(error);
    if (revision === undefined) throw error;
    return { attachments: await addedAt(host, asked.reportId, revision), revision };
  }
};

/** Tells what a source held when it has ended. */
async function* digesting(
  source: AsyncIterable<Uint8Array>,
  onEnd: (digest: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  onEnd(hash.digest('hex'));
}

/** Where what is added a second time was added; undefined for any other error. */
const revisionOfRepeat = (error: unknown): number | undefined => {
  if (!(error instanceof PhananhError) || error.code !== 'idempotency-conflict') return undefined;
  const { revision } = error.details;
  return typeof revision === 'number' ? revision : undefined;
};

const Added = z.object({
  events: z.tuple([z.object({ data: z.object({ attachments: z.array(z.string()) }) })]),
});

/** Which photos and videos an event added; undefined for a key that reads nothing. */
const addedAt = async (
  host: RemoteHost,
  reportId: string,
  revision: number,
): Promise<readonly string[] | undefined> => {
  try {
    const query = new URLSearchParams({ fromRevision: String(revision), limit: '1' });
    const said = Added.parse(await host.get(`/reports/${reportId}/history?${query}`));
    return said.events[0].data.attachments;
  } catch (error) {
    if (error instanceof PhananhError && error.code === 'forbidden') return undefined;
    throw error;
  }
};

const attachHere = async (
  place: StorePlace,
  settings: Settings['evidence'],
  asked: AskedAttachments,
  progress: AttachProgress,
): Promise<GivenAttachments> => {
  const store = await openForWriting(place);
  try {
    const reports = openReports(store, (await policyOfLog(store)).policy);
    // Public copies are made by the host that follows the log.
    const own = { ...settings, copies: false };
    await using running = await openEvidence(place, own, { reports, onError: () => {} });
    const actor = osUser();
    const here: Holder<never> = {
      upload: (source, reportId) => running.evidence.upload(source, { actor, reportId }),
      give: (command) => giveCommand([reports.handler], command, actor.id),
    };
    return await attachTo<never>(here, asked, progress);
  } finally {
    await store.close();
  }
};

export const attachTo = async <Gone extends undefined>(
  { upload, give }: Holder<Gone>,
  { reportId, sources, onTaken }: AskedAttachments,
  { attachments, commandId }: AttachProgress,
): Promise<GivenAttachments | Gone> => {
  for (const open of sources.slice(attachments.length)) {
    const uploaded = await upload(open(), reportId);
    if (uploaded === undefined) return uploaded;
    attachments.push(uploaded.attachmentId);
  }
  onTaken?.();
  const input = { attachments: [...attachments] };
  const given = await give({
    workflow: 'report',
    command: 'add-attachments',
    id: reportId,
    input,
    commandId: commandId(),
  });
  return given === undefined ? given : { ...input, revision: given.revision };
};
