import type { Position } from '@phananh/core/store';
import type { EventStoreDbClient, ServerRecord, ServerSubscription } from '../wire/client.ts';
import type { RecordFilter } from '../wire/filter.ts';
import { type ReadResponse, readResponseOf, subscribeRequest } from '../wire/read-all.ts';
import { serverRecordOf } from '../wire/server-record.ts';
import { serverPositionOf } from '../wire/stored-form.ts';
import type { ReadableCall, StreamsCalls } from '../wire/streams-service.ts';

/** Opens a subscription to the records that a pattern matches. */
export type OpenSubscription = (wanted: WantedRecords, reports: SubscriptionReports) => Subscription;

interface WantedRecords {
  /** Position of the last record that was received; 0 for none. */
  readonly after: Position;
  readonly filter: RecordFilter;
}

/** What a subscription tells, in the order of the log. */
interface SubscriptionReports {
  readonly confirmed: () => void;
  readonly record: (record: ServerRecord) => void;
  /** The server has looked through the log up to this position and sent all records that match. */
  readonly checkpoint: (position: Position) => void;
  readonly caughtUp: () => void;
  readonly fellBehind: () => void;
  /** May be called more than once. */
  readonly dropped: (cause: unknown) => void;
}

interface Subscription {
  pause(): void;
  resume(): void;
  /** Ends the subscription. It may still call back; that has to be ignored. */
  end(): void;
}

/** The server sends a checkpoint at least after every so many events that it looked at, matching or not. */
const window = { maxSearchWindow: 500, checkpointInterval: 1 } as const;

const ended = () => new Error('the server ended the subscription');

/**
 * Subscribes by the gRPC messages themselves. The objects that the client makes of them would cost as much time as everything else that is
 * done with an event.
 */
export const subscriptionsOver =
  (calls: StreamsCalls): OpenSubscription =>
  ({ after, filter }, reports) => {
    const opening = calls.subscribe(subscribeRequest(after > 0 ? after : 'start', filter, window));
    let call: ReadableCall | undefined;
    let over = false;
    const listen = (opened: ReadableCall): void => {
      opened.on('error', (error) => over || reports.dropped(calls.errorOf(error)));
      if (over) {
        opened.cancel();
        return;
      }
      call = opened;
      opened.on('end', () => over || reports.dropped(ended()));
      opened.on('data', (bytes) => {
        if (over) return;
        try {
          report(readResponseOf(bytes), reports);
        } catch (error) {
          reports.dropped(error);
        }
      });
    };
    opening.then(listen).catch((error) => over || reports.dropped(error));
    return {
      pause: () => call?.pause(),
      resume: () => call?.resume(),
      end() {
        over = true;
        call?.cancel();
      },
    };
  };

const report = (response: ReadResponse, reports: SubscriptionReports): void => {
  switch (response.kind) {
    case 'record':
      reports.record(serverRecordOf(response.record));
      break;
    case 'checkpoint':
      if (response.commit === response.prepare) reports.checkpoint(response.commit);
      break;
    case 'confirmation':
      reports.confirmed();
      break;
    case 'caught-up':
      reports.caughtUp();
      break;
    case 'fell-behind':
      reports.fellBehind();
      break;
    case 'other':
  }
};

/** Subscribes through a client that the caller made. */
export const subscriptionsThrough =
  (client: Pick<EventStoreDbClient, 'subscribeToAll'>): OpenSubscription =>
  ({ after, filter }, reports) => {
    let received = 0;
    /** What is to be told after so many events have come. */
    const marks: { readonly at: number; readonly say: () => void }[] = [];
    // The client is a Node stream. It calls back for checkpoints and `caughtUp` at once, while events that came before them still wait in
    // its buffer.
    const inItsPlace = (say: () => void): void => {
      const at = received + subscription.readableLength;
      if (at <= received) say();
      else marks.push({ at, say });
    };
    const subscription: ServerSubscription = client.subscribeToAll({
      fromPosition: after > 0 ? serverPositionOf(after) : 'start',
      filter: {
        ...filter,
        ...window,
        async checkpointReached(_, { commit, prepare }) {
          if (commit === prepare) inItsPlace(() => reports.checkpoint(Number(commit)));
        },
      },
    });
    subscription.on('error', reports.dropped);
    subscription.on('end', () => reports.dropped(ended()));
    subscription.on('close', () => reports.dropped(new Error('the subscription was closed')));
    subscription.on('confirmation', reports.confirmed);
    subscription.on('caughtUp', () => inItsPlace(reports.caughtUp));
    subscription.on('fellBehind', () => inItsPlace(reports.fellBehind));
    subscription.on('data', ({ event }: { readonly event?: ServerRecord }) => {
      received += 1;
      if (event) reports.record(event);
      while (marks[0] && marks[0].at <= received) marks.shift()?.say();
    });
    return {
      pause: () => subscription.pause(),
      resume: () => subscription.resume(),
      end() {
        // Not awaited: the client waits for a connection first, which may never come.
        subscription.unsubscribe().catch(() => {});
      },
    };
  };
