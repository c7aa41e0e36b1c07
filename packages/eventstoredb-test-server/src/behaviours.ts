import type { FaultKind } from './faults.ts';
import type { ServerVersion } from './reads.ts';

/** Something that servers do and that the store has to reckon with. */
export interface Behaviour {
  readonly what: string;
  /** Of the versions that the test server plays. */
  readonly versions: readonly ServerVersion[] | 'all';
  /** Below `src/KurrentDB.Core` of github.com/kurrent-io/KurrentDB where it begins with a folder. */
  readonly source: string;
  /** The faults of the test server that play it; absent where a rule asks for it. */
  readonly faults?: readonly FaultKind[];
  /** The test of the store that plays it, where neither does. */
  readonly spec?: string;
}

const checkCommit = 'Services/Storage/ReaderIndex/IndexWriter.cs, CheckCommit';
const filtered = 'Services/Transport/Enumerators/Enumerator.AllSubscriptionFiltered.cs';
const exceptions = 'Services/Transport/Grpc/RpcExceptions.cs';
const writer = 'Services/Storage/StorageWriterService.cs';
const scavenge = 'TransactionLog/Scavenging/Stages';
const batch = 'Services/Transport/Grpc/Streams.BatchAppend.cs';
const authorisation = 'Authorization/LegacyStreamPermissionAssertion.cs';
const gone = 'gRPC: the connection goes, whatever was done (status 14)';

const behaviourTable = {
  'exact-revision': {
    what: 'an exact revision is compared with the last one',
    versions: 'all',
    source: checkCommit,
  },
  'repeat-by-ids': {
    what: 'a repeat is known by the ids at the place where it would go, whatever came since',
    versions: 'all',
    source: checkCommit,
  },
  'repeat-other-content': {
    what: 'a repeat is not known by its content',
    versions: 'all',
    source: checkCommit,
  },
  'exact-end': {
    what: 'at the exact end nobody looks for ids: the same event is written a second time',
    versions: 'all',
    source: `${checkCommit}, "writing exactly to the end"`,
  },
  'half-repeat': {
    what: 'an append of which only the first events are there is refused',
    versions: 'all',
    source: `${checkCommit}, CorruptedIdempotency`,
  },
  'soft-deletion': {
    what: 'a soft-deleted stream cannot be told from one that never was, and goes on at a later revision',
    versions: 'all',
    source: `${checkCommit}; Services/Storage/ReaderIndex/IndexReader.cs, TruncateBefore`,
  },
  'soft-deletion-record': {
    what: 'a soft deletion is metadata in $all; metadata that takes it back is written over with where the stream goes on',
    versions: 'all',
    source: `${writer}, WriteDelete and SoftUndeleteMetastream`,
  },
  tombstone: {
    what: 'a tombstoned stream says that it was deleted',
    versions: 'all',
    source: `${exceptions}, StreamDeleted`,
  },
  'tombstone-record': {
    what: 'a tombstone is a record of $all in its own stream, at the last revision that there is',
    versions: 'all',
    source: 'Services/Storage/ReaderIndex/AllReader.cs, StreamDelete; EventNumber.DeletedStream',
  },
  'scavenge-keeps': {
    what: 'a scavenge keeps the last event of a stream, its last metadata and a tombstone; not the metadata of a tombstoned stream',
    versions: 'all',
    source: `${scavenge}/EventCalculator.cs and Accumulator.cs; a real 23.10.8`,
  },
  'own-commits': {
    what: 'every event of an append is its own commit, at rising positions',
    versions: 'all',
    source: `${writer}, implicit transactions`,
  },
  'read-from': {
    what: 'a read of the log begins at its position, a subscription after it',
    versions: 'all',
    source: 'Services/Transport/Enumerators/Enumerator.ReadAllForwards.cs; Enumerator.AllSubscription.cs',
  },
  'checkpoint-then-caught-up': {
    what: 'a filtered subscription gives its events, from 24.2 on a checkpoint, and then tells that it has caught up',
    versions: 'all',
    source: `${filtered}, CatchUp and GoLive; a real 23.10.8`,
  },
  'checkpoint-ahead': {
    what: 'a checkpoint can stand at the commit position of an event that was not given yet, with another prepare',
    versions: ['25.0'],
    source: 'KurrentDB issue 4970',
    spec: './whole-reads.spec.ts',
  },
  'system-tail': {
    what: 'the last records of a log are the server’s own, however many: links, statistics, metadata',
    versions: 'all',
    source: 'system projections that run; a real 23.10.8',
    spec: './whole-reads.spec.ts',
  },
  rights: {
    what: 'each right is asked for before anything else is looked at: a read of a stream that is not there, or an append at a wrong revision, is denied to who may not do it',
    versions: 'all',
    source: `Services/Transport/Grpc/Streams.Append.cs; ${authorisation}`,
    spec: './errors.spec.ts',
  },
  'wrong-password': {
    what: 'a wrong password is UNAUTHENTICATED, a missing right PERMISSION_DENIED',
    versions: 'all',
    source: 'Services/Transport/Http/AuthenticationMiddleware.cs; RpcExceptions.cs, AccessDenied',
    spec: './errors.spec.ts',
  },
  silence: {
    what: 'a call is not answered: a node that froze',
    versions: 'all',
    source: 'a real cluster of three nodes 23.10.8, its leader stopped',
    faults: ['silent'],
  },
  'lost-connection': {
    what: 'the connection breaks before the call was done, after it, or in the middle of a read',
    versions: 'all',
    source: gone,
    faults: ['drop', 'lose-answer', 'break-after'],
  },
  'late-answer': {
    what: 'an answer comes long after its call, or twice over the shared call',
    versions: 'all',
    source: `${batch}, answers by correlation id`,
    faults: ['late-answer', 'twice'],
  },
  'lost-end': {
    what: 'what was acknowledged is not there when the server comes up again',
    versions: 'all',
    source: 'unsafe-disable-flush-to-disk, or a node that was restored',
    faults: ['acknowledge-only'],
  },
  'another-leads': {
    what: 'a node that does not lead says who does',
    versions: 'all',
    source: `${exceptions}, LeaderInfo`,
    faults: ['not-leader'],
  },
  'refused-by-status': {
    what: 'a call ends with a status: too busy, timed out, not ready',
    versions: 'all',
    source: exceptions,
    faults: ['status'],
  },
  'batch-call-ends': {
    what: 'the shared call of appends ends in good order, or answers one append with details of its own',
    versions: 'all',
    source: `${batch}; google.rpc.Status`,
    faults: ['end', 'refuse'],
  },
} as const satisfies { readonly [name: string]: Behaviour };

export type BehaviourName = keyof typeof behaviourTable;

/** What servers do, in one place for the rules and the faults. */
export const behaviours: { readonly [Name in BehaviourName]: Behaviour } = behaviourTable;
