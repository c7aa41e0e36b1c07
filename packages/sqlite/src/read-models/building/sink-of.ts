import type { Batch } from '@phananh/core/engine';
import type { Database } from 'better-sqlite3';
import type { Projection } from './projection.ts';
import type { ReadSide } from './read-side.ts';
import { markLastEvent } from './same-log.ts';
import { projectionSink } from './sink.ts';

export const sinkOf = (
  database: Database,
  projections: readonly Projection[],
  { clock, faultOf }: ReadSide,
  onApplied: (batch: Batch) => void = () => {},
): ReturnType<typeof projectionSink> => {
  const mark = markLastEvent(database);
  return projectionSink(database, projections, {
    clock,
    faultOf,
    onApplied: (batch) => {
      mark(batch);
      onApplied(batch);
    },
  });
};
