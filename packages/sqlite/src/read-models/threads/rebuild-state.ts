import type { Clock, Position } from '@phananh/core';
import type { Rebuild } from '@phananh/core/read-models';

/** What is known of tables that are computed anew: the last time that they were, since the host has started. */
export interface RebuildState {
  /** Undefined: they never were. */
  current(): Rebuild | undefined;
  isRunning(): boolean;
  begin(why: string): void;
  progress(at: {
    readonly phase: 'reading' | 'finishing';
    readonly position: Position | null;
    readonly of: Position | null;
  }): void;
  /** Nothing where none runs. @param failure why it failed; absent: it is in place */
  end(failure?: string): void;
}

export const rebuildState = ({ now }: Pick<Clock, 'now'>): RebuildState => {
  let current: Rebuild | undefined;
  const running = (): Rebuild | undefined =>
    current?.phase === 'reading' || current?.phase === 'finishing' ? current : undefined;
  return {
    current: () => current,
    isRunning: () => running() !== undefined,
    begin: (why) => {
      current = {
        phase: 'reading',
        why,
        begunAt: now(),
        endedAt: null,
        position: null,
        of: null,
        message: null,
      };
    },
    progress: ({ phase, position, of }) => {
      const one = running();
      if (one !== undefined) current = { ...one, phase, position, of };
    },
    end: (failure) => {
      const one = running();
      if (one === undefined) return;
      const ended = { ...one, endedAt: now() };
      current =
        failure === undefined ? { ...ended, phase: 'done' } : { ...ended, phase: 'failed', message: failure };
    },
  };
};
