import type { Instant, RecordedEventOf } from '../../engine/index.ts';
import type { linkEvents } from './events.ts';

export interface LinkState {
  readonly phase: 'issued' | 'opened' | 'ended';
  readonly digest: string;
  readonly opensUntil: Instant;
  /** Of links before this one, the last of them: whoever comes with one of them is told so. */
  readonly former: readonly string[];
  /** What a device shows that opened it; null: none did, or it gave it up. */
  readonly held: { readonly digest: string; readonly until: Instant } | null;
}

/** More are forgotten: they open nothing either way. */
const mostFormer = 20;

export const evolveLink = (
  state: LinkState | undefined,
  { type, data }: RecordedEventOf<typeof linkEvents>,
): LinkState => {
  if (type === 'issued') {
    const former = state === undefined ? [] : [...state.former, state.digest].slice(-mostFormer);
    return { phase: 'issued', ...data, former, held: null };
  }
  if (state === undefined) throw new TypeError(`a link begins with issued, not with ${type}`);
  if (type === 'ended') return { ...state, phase: 'ended', held: null };
  return { ...state, phase: 'opened', held: { digest: data.held, until: data.heldUntil } };
};
