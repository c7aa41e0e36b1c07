import type { SkippedEvent } from '../read-models.ts';
import { required, type Table } from './table.ts';

export const skippedEventsTable: Table<SkippedEvent, 'skipped_events'> = {
  name: 'skipped_events',
  meaning:
    'One row an event that could not be applied and that somebody had left out: what its stream says after it stands in the other tables, the event does not.',
  primaryKey: ['projection', 'stream', 'revision'],
  columns: [
    required.text(
      'projection',
      'What leaves it out: `cases` is every table of a case. Of `timers` the whole stream is left out from then on.',
      ({ projection }) => projection,
    ),
    required.text('stream', 'Its stream: `report-` and the id of the report.', ({ stream }) => stream),
    required.integer('revision', 'Place in its stream, from 0.', ({ revision }) => revision),
    required.integer('position', 'Place in the whole log.', ({ position }) => position),
    required.text('event_id', 'Id of the event.', ({ eventId }) => eventId),
    required.text('type', 'Type of the event.', ({ type }) => type),
    required.text('message', 'Why it could not be applied.', ({ message }) => message),
    required.text(
      'reason',
      'Why it is left out, in the words of whoever decided it.',
      ({ reason }) => reason,
    ),
    required.instant('skipped_at', 'Since when.', ({ skippedAt }) => skippedAt),
  ],
};
