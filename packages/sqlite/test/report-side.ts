import { type Clock, type EventStore, huePolicy, systemClock } from '@phananh/core';
import { eventFault } from '@phananh/core/reports';
import { memoryEventStore } from '@phananh/core/testing';
import type { Database } from 'better-sqlite3';
import { openForWriting } from '../src/read-models/building/open.ts';
import type { BuiltAnew } from '../src/read-models/building/projection.ts';
import { projectionSink } from '../src/read-models/building/sink.ts';
import { readSideOf } from '../src/read-models/hosted/read-side-of.ts';

const side = readSideOf({ policy: huePolicy }, systemClock);

/** A file with the tables of reports. */
export const openReportTables = (path: string): Database => openForWriting(path, side);

/** A sink of every projection of reports. */
export const reportSink = (
  database: Database,
  {
    clock = systemClock as Clock,
    built,
    store = memoryEventStore(),
  }: { clock?: Clock; built?: BuiltAnew; store?: Pick<EventStore, 'readStream'> } = {},
) => {
  const projections = side.projections.map((source) => source.on(database, store, built));
  return {
    projections,
    sink: projectionSink(database, projections, { clock, faultOf: eventFault, onApplied: () => {} }),
  };
};
