import type { SentError } from '@phananh/core/engine';
import type { QuestionName, Questions } from '@phananh/core/read-models';
import type { HostedMessage } from '../../hosted/hosted-message.ts';
import type { LogModule } from '../open-log.ts';

/** What a thread that answers questions is started with. */
export interface QuestionThreadData {
  readonly path: string;
  readonly log: string | LogModule;
  readonly hosted: HostedMessage;
}

export interface AskedQuestion<Name extends QuestionName = QuestionName> {
  readonly number: number;
  readonly name: Name;
  readonly query: Questions[Name];
  /** Becomes 1 when nobody waits for the answer any more. Shared, so that it is seen in the middle of a long read. */
  readonly dropped: Int32Array<SharedArrayBuffer>;
}

/** `close` lets go of the file, which is opened again for the next question. */
export type QuestionOrder = { readonly question: AskedQuestion } | 'close' | 'end';

export type QuestionReply =
  | { readonly number: number; readonly json: Uint8Array<SharedArrayBuffer> }
  | { readonly number: number; readonly failed: SentError }
  | 'closed';
