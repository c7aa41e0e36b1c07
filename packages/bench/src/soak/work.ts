import { setTimeout as after } from 'node:timers/promises';
import { inputs } from '../contenders/inputs.ts';

/** The revision of a report that the host has said is on the disk. */
export interface Acknowledged {
  readonly revision: number;
}

/** A photo that the host has said is on the disk. */
export interface AcknowledgedPhoto {
  readonly worker: number;
  readonly turn: number;
}

export interface Seen {
  requests: number;
  /** The last in the log that somebody was told. */
  position: number;
  readonly failures: string[];
}

interface Worker {
  readonly worker: number;
  /** Changes when the host is started again. */
  readonly url: () => string;
  readonly acknowledged: Map<string, Acknowledged>;
  readonly photos: Map<string, AcknowledgedPhoto>;
  readonly seen: Seen;
  readonly signal: AbortSignal;
}

/** What one connection does until it is told to end: whatever people and programs do with a host, in turn. */
export const work = async ({ worker, url, acknowledged, photos, seen, signal }: Worker): Promise<void> => {
  const ask = async (method: string, path: string, as: string, body?: object) => {
    const isForm = body instanceof FormData;
    const headers = {
      authorization: `Bearer dev:${as}`,
      ...(body && !isForm && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    };
    const sent = { method, headers, ...(body && { body: isForm ? body : JSON.stringify(body) }) };
    try {
      const answer = await fetch(url() + path, sent);
      const text = await answer.text();
      seen.requests += 1;
      const isRefusal = answer.headers.has('retry-after');
      if (answer.status >= 400 && !isRefusal && seen.failures.length < 20)
        seen.failures.push(`${method} ${path.split('?')[0]}: ${answer.status} ${text.slice(0, 200)}`);
      if (isRefusal) await after(100);
      return answer.ok ? { text, etag: answer.headers.get('etag') } : undefined;
    } catch {
      // The host was killed: what was under way may or may not be there.
      await after(50);
      return undefined;
    }
  };
  const citizen = `citizen:c-${worker}`;
  const upload = async (turn: number): Promise<readonly string[]> => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(photoOf({ worker, turn }))]), 'a.png');
    const taken = await ask('POST', '/v1/attachments', citizen, body);
    if (taken === undefined) return [];
    // The host's own answer.
    const { attachmentId } = JSON.parse(taken.text) as { readonly attachmentId: string };
    photos.set(attachmentId, { worker, turn });
    return [attachmentId];
  };
  for (let turn = 0; !signal.aborted; turn += 1) {
    const attachments = turn % 16 === worker % 16 ? await upload(turn) : [];
    const given = { ...inputs.submit, text: `${worker} ${turn}`, attachments };
    const made = await ask('POST', '/v1/reports', citizen, given);
    if (made === undefined) continue;
    // The host's own answer.
    const { reportId, position } = JSON.parse(made.text) as {
      readonly reportId: string;
      readonly position: number;
    };
    seen.position = Math.max(seen.position, position);
    acknowledged.set(reportId, { revision: 0 });
    const verified = await ask('POST', `/v1/reports/${reportId}/verify`, 'operator:o-3', {
      category: 'lighting',
    });
    if (verified !== undefined) acknowledged.set(reportId, { revision: 1 });
    await ask('GET', `/v1/reports/${reportId}`, citizen);
    if (turn % 4 === 0) await ask('GET', '/v1/reports?limit=20&sort=-submittedAt', 'operator:o-3');
    if (turn % 16 === worker % 16) await ask('GET', '/v1/sla', 'analyst:an-1');
    if (turn % 64 === worker % 64) await ask('GET', '/v1/exports/cases.csv', 'analyst:an-1');
  }
};

/** One pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A photo that nobody else gives, of several chunks as they are encrypted. What follows the end of a PNG is not looked at. */
export const photoOf = ({ worker, turn }: AcknowledgedPhoto): Buffer =>
  Buffer.concat([pixel, Buffer.alloc(100_000 + turn, `photo ${worker} ${turn} `)]);
