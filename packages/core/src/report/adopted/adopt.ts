import {
  type Actor,
  type Clock,
  canonicalJson,
  commandHandler,
  derivedUuid,
  type EventStore,
  idInStream,
  type JsonObject,
  PhananhError,
} from '../../engine/index.ts';
import { sealingWorkflow } from '../../personal/index.ts';
import { officialPolicy } from '../../sla/index.ts';
import { huePolicy, policyDataOf, type SlaPolicy } from '../policy.ts';
import { policyDataDifference, policyDifference } from './difference.ts';
import { policyNamesId, policyNamesWorkflow } from './policy-names.ts';
import { type PolicyOfLog, policyOfLog } from './policy-of-log.ts';
import { policyWorkflow } from './policy-workflow.ts';

/** What was given, or what a process runs on, is not what the log is written under. */
export class PolicyDiffers extends PhananhError {
  readonly code = 'policy-differs';

  constructor(difference: string, details: JsonObject = {}) {
    super(difference, details);
  }
}

/** Who puts a policy in force, and when. */
export interface AdoptedBy {
  /** An `admin`, or `system` where a log begins. */
  readonly actor: Actor;
  readonly clock?: Clock;
}

export interface PolicyForWriting extends AdoptedBy {
  /** What was asked for, or what makes it of that of the log. Absent: what the log is written under. */
  readonly given?: GivenPolicy | undefined;
  /** Why another one than that of the log is put in force. Absent: another one is refused. */
  readonly reason?: string | undefined;
  /** Throws for a policy that cannot be written under, or gives a promise that rejects; asked before anything is. */
  readonly check?: (policy: SlaPolicy) => void | Promise<void>;
}

export type GivenPolicy = SlaPolicy | ((ofLog: PolicyOfLog) => SlaPolicy | undefined);

/**
 * The policy for whoever begins to write to a log: it stands there afterwards. A log without any event takes the one that was
 * given, or Hue's. One that has events and says nothing of policies is Hue's, on whichever calendars are given first.
 *
 * @throws {@link PolicyDiffers} for another one than that of the log
 */
export const policyForWriting = async (store: EventStore, wanted: PolicyForWriting): Promise<PolicyOfLog> => {
  const ofLog = await policyOfLog(store);
  const { reason, check = () => {} } = wanted;
  const given = typeof wanted.given === 'function' ? wanted.given(ofLog) : wanted.given;
  await check(given ?? ofLog.policy);
  const difference = given && (await differenceOf(store, given, ofLog));
  if (difference !== undefined && reason === undefined) throw differs(difference, ofLog);
  if (ofLog.adopted !== null && difference === undefined) return ofLog;
  const why = difference === undefined ? undefined : reason;
  const policy = given ?? ofLog.policy;
  await adopt(store, policy, ofLog, { ...wanted, reason: why }).catch(unlessSomebodyElse);
  const now = await policyOfLog(store);
  // Somebody else was faster with something that was not whole yet.
  if (now.adopted === null) return policyForWriting(store, wanted);
  const other = policyDifference(policy, now.policy);
  if (other !== undefined) throw differs(other, now);
  return now;
};

/** How what was given differs from what the log is written under; undefined: it may be written under it. */
const differenceOf = async (
  store: EventStore,
  given: SlaPolicy,
  { policy, adopted }: PolicyOfLog,
): Promise<string | undefined> => {
  if (adopted !== null) return policyDifference(given, policy);
  return (await isEmpty(store)) ? undefined : policyDataDifference(given, huePolicy);
};

/**
 * Whether nothing was decided yet. A name without its policy is what is left of a beginning that was cut off; that personal values are sealed
 * stands before everything.
 */
const isEmpty = async (store: EventStore): Promise<boolean> => {
  for await (const { stream } of store.readAll())
    if (
      ![policyNamesWorkflow, sealingWorkflow].some((workflow) => idInStream(workflow, stream) !== undefined)
    )
      return false;
  return true;
};

/** Two hosts that begin a log at the same time: one of them was faster, and what it wrote is compared. */
const unlessSomebodyElse = (error: unknown): void => {
  if (!(error instanceof PhananhError && conflicts.has(error.code))) throw error;
};

const conflicts: ReadonlySet<string> = new Set([
  'already-exists',
  'event-id-conflict',
  'forbidden',
  'idempotency-conflict',
  'wrong-expected-revision',
]);

const differs = (difference: string, { policy, adopted }: PolicyOfLog): PolicyDiffers =>
  new PolicyDiffers(difference, {
    policy: policy.name,
    calendars: policy.calendars.map(({ version }) => version),
    adoptedAt: adopted?.at ?? null,
  });

/** The same twice is one: the commands are named by what they say and after which adoption. */
const adopt = async (
  store: EventStore,
  given: SlaPolicy,
  { adopted, names }: PolicyOfLog,
  { actor, clock, reason }: PolicyForWriting,
): Promise<void> => {
  const { calendars, ...policy } = officialPolicy(given);
  const options = { store, policy: undefined, ...(clock && { clock }) };
  const input = {
    policy: json(policyDataOf({ ...policy, calendars })),
    calendars: calendars.map(({ version, data }) => ({ version, calendar: json(data) })),
    ...(reason !== undefined && { reason }),
  };
  const commandId = derivedUuid(`policy:${adopted?.position ?? 0}:${canonicalJson(input)}`);
  if (!names.includes(given.name)) await name(options, given.name, actor);
  const handler = commandHandler({ ...options, workflow: policyWorkflow });
  if ((await handler.load(given.name)) === undefined)
    await handler.create('adopt', input, { actor, commandId });
  else
    await handler.execute(
      given.name,
      'adopt-again',
      { ...input, reason: reason ?? 'adopted before' },
      { actor, commandId },
    );
};

const name = async (
  options: { readonly store: EventStore; readonly policy: undefined; readonly clock?: Clock },
  policy: string,
  actor: Actor,
): Promise<void> => {
  const handler = commandHandler({ ...options, workflow: policyNamesWorkflow });
  const given = { actor, commandId: derivedUuid(`policy-name:${policy}`) };
  const kept = await handler.load(policyNamesId);
  if (kept === undefined) await handler.create('name-first', { name: policy }, given);
  else if (!kept.state.names.includes(policy))
    await handler.execute(policyNamesId, 'name', { name: policy }, given);
};

const json = (data: object): JsonObject => JSON.parse(JSON.stringify(data));
