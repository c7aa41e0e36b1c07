/** Who has which case open, and what each saw of it last. In the memory of this host alone: the pages say so. */

/** One who looks: a kind, an id, and the agency where there is one. */
export interface Looker {
  readonly kind: string;
  readonly id: string;
  readonly agencyId?: string | undefined;
}

export interface Look {
  readonly who: Looker;
  /** Milliseconds since 1970: since when it is open, and until when it counts as open unless they look again. */
  readonly since: number;
  readonly until: number;
}

/** What somebody saw of a case before this time. */
export interface SeenBefore {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly revision: number;
}

export interface Lookers {
  /** Somebody opens a case. @returns what they had seen before; undefined where this host knows of nothing */
  open(caseKey: string, who: Looker, revision: number): SeenBefore | undefined;
  /** Somebody still has it open. */
  stay(caseKey: string, who: Looker): void;
  /** Who else has it open, the first one first. */
  others(caseKey: string, who: Looker): readonly Look[];
}

interface Kept extends Look {
  readonly seenAt: number;
  readonly revision: number;
  readonly before: SeenBefore | undefined;
}

/** Whoever opened a page has it open for so long, as far as anybody knows without JavaScript; a page that tells of itself, for a little. */
const opened = 5 * 60_000;
const stays = 45_000;

/** Cases of which something is kept: of more, those that nobody looked at for longest are forgotten. */
const mostCases = 20_000;

export const lookersInMemory = (now: () => number, most = mostCases): Lookers => {
  const cases = new Map<string, Map<string, Kept>>();
  /** The case, now the last one to be forgotten. */
  const ofCase = (caseKey: string): Map<string, Kept> => {
    const kept = cases.get(caseKey) ?? new Map<string, Kept>();
    cases.delete(caseKey);
    cases.set(caseKey, kept);
    const [oldest] = cases.keys();
    if (cases.size > most && oldest !== undefined) cases.delete(oldest);
    return kept;
  };
  return {
    open: (caseKey, who, revision) => {
      const at = now();
      const kept = ofCase(caseKey);
      const last = kept.get(nameOfLooker(who));
      const isStillOpen = last !== undefined && last.until > at;
      // To load it again while it is open is to go on looking: what was new stays marked.
      const before = isStillOpen ? last.before : last && { at: last.seenAt, revision: last.revision };
      const since = isStillOpen ? last.since : at;
      kept.set(nameOfLooker(who), { who, since, until: at + opened, seenAt: at, revision, before });
      return before;
    },
    stay: (caseKey, who) => {
      const at = now();
      const kept = cases.get(caseKey);
      const last = kept?.get(nameOfLooker(who));
      if (last !== undefined) kept?.set(nameOfLooker(who), { ...last, until: at + stays, seenAt: at });
    },
    others: (caseKey, who) => {
      const at = now();
      const kept = [...(cases.get(caseKey)?.values() ?? [])];
      return kept
        .filter(({ who: other, until }) => until > at && nameOfLooker(other) !== nameOfLooker(who))
        .toSorted((a, b) => a.since - b.since);
    },
  };
};

const nameOfLooker = ({ kind, id, agencyId = '' }: Looker): string => JSON.stringify([kind, id, agencyId]);
