import type { SentError } from '@phananh/core/engine';
import type { QuestionName, Questions } from '@phananh/core/read-models';
import type { SealingPlace } from '../../../keys/sealed-place.ts';
import type { HostedMessage } from '../../hosted/hosted-message.ts';
import type { LogModule } from '../open-log.ts';

/** The `workerData` of a thread that answers questions. */
export interface QuestionThreadData {
  readonly path: string;
  readonly log: string | LogModule;
  readonly sealing: SealingPlace | undefined;
  readonly hosted: HostedMessage;
}

export interface AskedQuestion<Name extends QuestionName = QuestionName> {
  readonly number: number;
  readonly name: Name;
  readonly query: Questions[Name];
  /** Becomes 1 when nobody waits for the answer any more. In shared memory: a message would not be read before a long query has ended. */
  readonly dropped: Int32Array<SharedArrayBuffer>;
}

/** `close` closes the connection to the file; the next question opens it again. */
export type QuestionOrder = { readonly question: AskedQuestion } | 'close' | 'end';

export type QuestionReply =
  | { readonly number: number; readonly json: Uint8Array<SharedArrayBuffer> }
  | { readonly number: number; readonly failed: SentError }
  | 'closed';
