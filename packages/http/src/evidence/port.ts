import type { Actor } from '@phananh/core';
import type { EvidenceFile, EvidenceForm } from '@phananh/core/privacy';

/** What the routes of photos and videos are answered from: `evidence` of `@phananh/evidence`. */
export interface Evidence {
  upload(
    source: AsyncIterable<Uint8Array>,
    options: {
      readonly actor: Actor;
      readonly reportId?: string;
      readonly correlationId?: string;
    },
  ): Promise<{ readonly attachmentId: string; readonly mediaType: string; readonly size: number }>;
  find(attachmentId: string, form: EvidenceForm, actor: Actor | undefined): Promise<EvidenceFile>;
  status(
    attachmentId: string,
    actor: Actor | undefined,
  ): Promise<{
    readonly attachmentId: string;
    readonly mediaType: string;
    readonly size: number;
    readonly phase: string;
    readonly publicCopy: string;
  }>;
  /** Most bytes of one, for whoever wants to know before they send it. */
  readonly limits?: { readonly photoBytes: number; readonly videoBytes: number };
  /** Ends what goes on beside the answers. The plugin calls it when it is closed. */
  close?(): Promise<void>;
}
