import { type Contender, lifecycle } from './contender.ts';

/** How a load went. */
export interface Loaded {
  readonly commands: number;
  readonly seconds: number;
  readonly failed: number;
  readonly firstError: string | null;
  /** What was found wrong afterwards; null when nothing was. */
  readonly flaw: string | null;
}

/** A load: gives commands for some milliseconds. `report` tells numbers of reports that nobody had before. */
export type Load = (contender: Contender, milliseconds: number, report: () => number) => Promise<Loaded>;

/** Gives commands in so many lanes at once, each waiting for its answer. After a failure a lane begins anew. */
const inLanes = async (
  lanes: number,
  milliseconds: number,
  lane: (count: () => boolean) => Promise<void>,
): Promise<Omit<Loaded, 'flaw'>> => {
  let commands = 0;
  let failed = 0;
  let firstError: string | null = null;
  const start = performance.now();
  const end = start + milliseconds;
  /** Counts a command that was answered; tells whether there is time for another. */
  const count = () => {
    commands += 1;
    return performance.now() < end;
  };
  const run = async () => {
    while (performance.now() < end) {
      try {
        await lane(count);
      } catch (error) {
        failed += 1;
        firstError ??= error instanceof Error ? error.message : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, run));
  return { commands, seconds: (performance.now() - start) / 1000, failed, firstError };
};

const lifecycles =
  (lanes: number): Load =>
  async (contender, milliseconds, report) => {
    const loaded = await inLanes(lanes, milliseconds, async (count) => {
      const mine = report();
      for (const step of lifecycle) {
        await contender.give(mine, step);
        if (!count()) return;
      }
    });
    return { ...loaded, flaw: null };
  };

const comments =
  (lanes: number): Load =>
  async (contender, milliseconds, report) => {
    const { comment, commentsOf } = contender;
    if (comment === undefined || commentsOf === undefined) throw new TypeError('it takes no comments');
    const one = report();
    await contender.give(one, 'submit');
    const answered: string[] = [];
    let next = 0;
    const loaded = await inLanes(lanes, milliseconds, async (count) => {
      do {
        next += 1;
        const text = `comment ${next}`;
        await comment(one, text);
        answered.push(text);
      } while (count());
    });
    const { texts, revisions } = await commentsOf(one);
    return { ...loaded, flaw: flawOf(answered, texts, revisions) };
  };

/** Whether every answered comment is there once and the revisions have no gap. */
const flawOf = (
  answered: readonly string[],
  texts: readonly string[],
  revisions: readonly number[],
): string | null => {
  const there = new Set(texts);
  const lost = answered.filter((text) => !there.has(text)).length;
  if (lost > 0) return `${lost} answered commands are not in the log`;
  if (there.size !== texts.length) return `${texts.length - there.size} commands are in the log twice`;
  const first = revisions[0] ?? 0;
  return revisions.every((revision, index) => revision === first + index) ? null : 'the revisions have gaps';
};

export const loads = {
  'lifecycles-one-at-a-time': lifecycles(1),
  'lifecycles-64-in-flight': lifecycles(64),
  'comments-64-in-flight': comments(64),
} as const satisfies { readonly [name: string]: Load };

export type LoadName = keyof typeof loads;
