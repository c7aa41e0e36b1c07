import {
  type AgencyKinds,
  demandFewGroups,
  emptyTally,
  type Grouped,
  type Grouping,
  grouping,
  type SlaFigures,
  type SlaGroup,
  slaFiguresOf,
  type Tally,
} from '@phananh/core/read-models';
import { LRUCache } from 'lru-cache';

/** The sums of one question by group. */
export interface QuestionSums {
  /** The tallies of a case's groups, to be added to. */
  at(counted: Grouped, day: string): readonly Tally[];
  /** The figures of the groups that were asked for, in their order. */
  figures(): readonly SlaFigures[];
}

interface Kept {
  readonly tally: Tally;
  /** In which question it was added to last. */
  question: number;
  /** What its figures were made of. */
  counted: Tally | undefined;
  figures: SlaFigures | undefined;
}

interface Scope {
  readonly groups: Grouping<Kept>;
  readonly size: () => number;
  kinds: AgencyKinds;
}

/** Some 50 MB with their JSON. A year of a province by agency and month is 2,724. */
const mostGroups = 20_000;

/**
 * Begins the sums of a question, in those of the last one of its scope: months that are over hardly ever change, so that
 * most groups have the figures that they had, as the same objects. To make thousands of them takes longer than to read the
 * sums, to tidy up after them longer still, and their JSON need not be made again either.
 *
 * A question is to be done, without waiting for anything, before the next one begins.
 */
export const keptFigures = (
  most = mostGroups,
): ((scope: string, groupBy: readonly SlaGroup[], kinds: AgencyKinds) => QuestionSums) => {
  const scopes = new LRUCache<string, { readonly scope: Scope }>({
    maxSize: Math.max(1, most),
    // A scope may have more groups than all may: it is kept alone.
    sizeCalculation: ({ scope }) => Math.max(1, Math.min(scope.size(), most)),
  });
  let question = 0;

  const scopeOf = (name: string, groupBy: readonly SlaGroup[], kinds: AgencyKinds): Scope => {
    const known = scopes.get(name);
    if (known !== undefined) return known.scope;
    let size = 0;
    const scope: Scope = {
      kinds,
      size: () => size,
      groups: grouping(
        groupBy,
        (agencyId) => scope.kinds(agencyId),
        () => {
          size += 1;
          return { tally: emptyTally(), question: 0, counted: undefined, figures: undefined };
        },
        // Of several questions together.
        { most: Number.POSITIVE_INFINITY },
      ),
    };
    return scope;
  };

  return (name, groupBy, kinds) => {
    question += 1;
    const scope = scopeOf(name, groupBy, kinds);
    scope.kinds = kinds;
    const at = (counted: Grouped, day: string): readonly Tally[] =>
      scope.groups.at(counted, day).map((kept) => {
        if (kept.question !== question) kept.tally.fill(0);
        kept.question = question;
        return kept.tally;
      });
    return {
      at,
      figures: () => {
        const figures: SlaFigures[] = [];
        // Another object: of the same one the size would not be asked again.
        scopes.set(name, { scope });
        scope.groups.each((group, kept) => {
          // Without groups there is one sum, of nothing too.
          if (groupBy.length === 0) at(nobody, '');
          if (kept.question !== question) return;
          if (kept.figures === undefined || !isEqual(kept.counted, kept.tally)) {
            kept.figures = slaFiguresOf(group, kept.tally);
            kept.counted = kept.tally.slice();
          }
          figures.push(kept.figures);
          demandFewGroups(figures.length);
        });
        return figures;
      },
    };
  };
};

const nobody: Grouped = {
  agencyId: null,
  category: null,
  labels: [],
  areaCode: null,
  channel: '',
  procedure: '',
  priority: '',
  outcome: null,
};

const isEqual = (a: Tally | undefined, b: Tally): boolean => {
  if (a === undefined) return false;
  for (let place = 0; place < b.length; place++) if (a[place] !== b[place]) return false;
  return true;
};
