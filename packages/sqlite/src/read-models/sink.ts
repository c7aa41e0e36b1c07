import type { Batch, Position, ProjectionSink } from '@phananh/core';
import type { Database } from 'better-sqlite3';
import type { Projection } from './case-projection.ts';

interface Checkpoint {
  readonly name: string;
  readonly position: Position;
  readonly failedPosition: Position | null;
  readonly failedMessage: string | null;
}

const checkpointColumns =
  'name, position, failed_position AS failedPosition, failed_message AS failedMessage';

export const failureOf = (
  database: Database,
): { readonly message: string; readonly position: Position } | undefined => {
  const failed = database
    .prepare<[], Checkpoint>(`SELECT ${checkpointColumns} FROM projections WHERE failed_message IS NOT NULL`)
    .get();
  return (
    failed && { message: `${failed.name}: ${failed.failedMessage}`, position: failed.failedPosition ?? 0 }
  );
};

/**
 * Applies batches to projections, each with a checkpoint of its own. One that fails stops at the event before, says so
 * in its row, and holds up no other; a restart tries it again.
 */
export const projectionSink = (
  database: Database,
  projections: readonly Projection[],
  onApplied: (batch: Batch) => void,
): ProjectionSink => {
  const read = database.prepare<[string], Checkpoint>(
    `SELECT ${checkpointColumns} FROM projections WHERE name = ?`,
  );
  const save = database.prepare(
    'INSERT OR REPLACE INTO projections (name, position, failed_position, failed_message) VALUES (?, ?, ?, ?)',
  );
  const stopped = new Set<string>();

  /** What a projection has not had yet. */
  const freshFor = ({ name }: Projection, { events, position }: Batch): Batch['events'] | undefined => {
    const checkpoint = read.get(name)?.position ?? -1;
    if (stopped.has(name) || position <= checkpoint) return undefined;
    return events.filter((event) => event.position > checkpoint);
  };

  const applyTo = (projection: Projection, batch: Batch): void => {
    const fresh = freshFor(projection, batch);
    if (fresh === undefined) return;
    const { position } = batch;
    try {
      database.transaction(() => {
        projection.apply(fresh);
        save.run(projection.name, position, null, null);
      })();
    } catch (error) {
      stopped.add(projection.name);
      applyOneByOne(projection, fresh, read.get(projection.name)?.position ?? -1, error);
    }
  };

  /** Goes as far as it can be gone, and names the event that cannot be applied. */
  const applyOneByOne = (
    projection: Projection,
    events: Batch['events'],
    checkpoint: Position,
    batchError: unknown,
  ): void => {
    let last = checkpoint;
    for (const event of events) {
      try {
        database.transaction(() => {
          projection.apply([event]);
          save.run(projection.name, event.position, null, null);
        })();
        last = event.position;
      } catch (error) {
        const { stream, revision, type } = event;
        save.run(
          projection.name,
          last,
          event.position,
          `${type} at revision ${revision} of ${stream}: ${String(error)}`,
        );
        return;
      }
    }
    save.run(projection.name, last, last, String(batchError));
  };

  return {
    prepare: async (batch) => {
      for (const projection of projections) {
        const fresh = projection.prepare && freshFor(projection, batch);
        if (fresh === undefined) continue;
        try {
          await projection.prepare?.(fresh);
        } catch (error) {
          stopped.add(projection.name);
          const last = read.get(projection.name)?.position ?? -1;
          save.run(projection.name, last, fresh[0]?.position ?? last, String(error));
        }
      }
    },
    position: () => {
      const positions = projections.map(({ name }) => read.get(name)?.position);
      return positions.includes(undefined)
        ? undefined
        : Math.min(...positions.filter((p) => p !== undefined));
    },
    apply: (batch) => {
      database.transaction(() => {
        for (const projection of projections) applyTo(projection, batch);
        onApplied(batch);
      })();
    },
  };
};
