import { createHmac } from 'node:crypto';
import type { Actor } from '@phananh/core';
import { heldReportOf } from '@phananh/core/reports';

/**
 * By which a browser tells whose drafts it keeps; it says nothing of them. Of whoever has a report by its link it says that they do: they signed in
 * nowhere, and what they typed does not go when somebody signs out.
 */
export const draftMarks =
  (key: Uint8Array) =>
  (actor: Actor | undefined): string => {
    if (actor === undefined) return 'nobody';
    const mark = createHmac('sha256', key)
      .update(`draft ${actor.kind} ${actor.id}`)
      .digest('base64url')
      .slice(0, 22);
    return heldReportOf(actor.id) === undefined ? mark : `link:${mark}`;
  };
