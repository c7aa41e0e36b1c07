import type { Actor, JsonValue } from '../engine/index.ts';
import type { Reports } from '../report/index.ts';
import { system } from '../report/index.ts';

/**
 * Records that somebody uploaded the attachments that an input names, with their public copies, as far as nobody has yet: for tests that
 * have no bytes.
 */
export const givenAttachments = async (
  { attachments: { handler } }: Pick<Reports, 'attachments'>,
  { attachments }: { readonly [field: string]: JsonValue | undefined },
  actor: Actor,
): Promise<void> => {
  for (const attachmentId of Array.isArray(attachments) ? attachments.map(String) : []) {
    if ((await handler.load(attachmentId)) !== undefined) continue;
    const subject = `${actor.kind}:${actor.id}`;
    const size = 1_000;
    await handler.create('upload', { attachmentId, mediaType: 'image/jpeg', size, subject }, { actor });
    const copy = { id: attachmentId.replace(/.$/, 'c'), size, width: 40, height: 30 };
    const thumbnail = { ...copy, id: attachmentId.replace(/.$/, 'd') };
    const copied = { mediaType: 'image/jpeg', copy, thumbnail };
    await handler.execute(attachmentId, 'record-copy', copied, { actor: system('evidence') });
  }
};
