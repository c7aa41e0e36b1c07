/** What can go wrong with a call. Each is used up by the call that it happens to. */
export type Fault =
  /** Nothing is answered and nothing is done. */
  | { readonly kind: 'silent' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'drop' }
  /** It is done, and the answer is lost with the connection. */
  | { readonly kind: 'lose-answer' }
  /** It is done, and answered when the test lets it: {@link FaultPlan.release}. */
  | { readonly kind: 'late-answer' }
  /** Answered twice, which only the shared stream of batch appends allows. */
  | { readonly kind: 'twice' }
  /** Acknowledged and not done: a server that loses its last moments. */
  | { readonly kind: 'acknowledge-only' }
  | { readonly kind: 'not-leader'; readonly host: string; readonly port: number }
  | { readonly kind: 'status'; readonly code: number; readonly message: string; readonly exception?: string }
  /** The shared call of batch appends ends in good order, and nothing is done or answered. */
  | { readonly kind: 'end' }
  /** An append over `BatchAppend` is answered with such details of a `google.rpc.Status`, and nothing is done. */
  | {
      readonly kind: 'refuse';
      readonly details: string;
      readonly bytes?: Uint8Array<ArrayBuffer>;
      readonly said?: string;
    }
  /** Breaks a read or a subscription off after so many answers. */
  | { readonly kind: 'break-after'; readonly count: number };

export const faultKinds = [
  'silent',
  'drop',
  'lose-answer',
  'late-answer',
  'twice',
  'acknowledge-only',
  'not-leader',
  'status',
  'end',
  'refuse',
  'break-after',
] as const satisfies readonly Fault['kind'][];

export type FaultKind = Fault['kind'];

type Call = 'append' | 'read' | 'subscribe' | 'features' | 'gossip';

export interface FaultPlan {
  /** The next call of this kind meets this fault. Several are met one after the other; `undefined` lets one pass. */
  next(call: Call, ...faults: readonly (Fault | undefined)[]): void;
  meet(call: Call): Fault | undefined;
  hold(answer: () => void): void;
  /** Gives the answers that were held back. */
  release(): void;
  clear(): void;
}

export const faultPlan = (): FaultPlan => {
  const planned = new Map<Call, (Fault | undefined)[]>();
  let held: (() => void)[] = [];
  return {
    next(call, ...faults) {
      planned.set(call, [...(planned.get(call) ?? []), ...faults]);
    },
    meet: (call) => planned.get(call)?.shift(),
    hold(answer) {
      held.push(answer);
    },
    release() {
      const answers = held;
      held = [];
      for (const answer of answers) answer();
    },
    clear() {
      planned.clear();
      held = [];
    },
  };
};
