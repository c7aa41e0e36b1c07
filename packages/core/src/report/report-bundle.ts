import { type Bundle, type BundledEvent, bundledEvents, type ProvenStream } from '../audit/index.ts';
import { bytesOfBase64, textOfUtf8 } from '../audit/transparency/index.ts';
import {
  type Actor,
  besideField,
  eventTreesOf,
  findSubject,
  type InTurns,
  isErased,
  isList,
  type JsonObject,
  type JsonValue,
  streamOf,
} from '../engine/index.ts';
import { reportEvents } from './events.ts';
import type { ReportExplanation } from './explain.ts';
import type { Reports } from './reports.ts';
import { subjectOf } from './subject-of.ts';
import { reportWorkflow } from './workflow.ts';

/**
 * The bundle of one report for an auditor: its history as the log committed to it, proofs, and why each clock is due when it is. No
 * personal value is in it unless that is asked for; see {@link bundledEvents}.
 *
 * @param prove gives the events of a stream with their proofs
 * @throws NotFound when the actor knows of no such report, Forbidden when the actor sees no clocks of it, and what `prove` throws
 */
export const reportBundle = async (
  { handler, explain }: Pick<Reports, 'handler' | 'explain'>,
  id: string,
  {
    actor,
    prove,
    withPersonal = false,
    ...how
  }: {
    readonly actor: Actor | undefined;
    readonly prove: (stream: string) => Promise<ProvenStream>;
    /** With what is personal, as far as the actor sees it: whoever asks for it says so in the access log, by {@link personalInBundle}. Default: without. */
    readonly withPersonal?: boolean;
  } & InTurns,
): Promise<Bundle> => {
  const found = await findSubject(handler, id, { actor, ...how });
  const { clocks } = found.current.state;
  const madeAt = handler.clock.now();
  const stream = streamOf(reportWorkflow, found.id);
  const { events: proven, envelopes, ...log } = await prove(stream);
  const events = await bundledEvents(
    handler,
    found,
    { events: proven, ...(envelopes && { envelopes }) },
    { withPersonal, ...how },
  );
  const ran = new Map(clocks.map(({ clock, round }) => [`${clock} ${round}`, { clock, round }]));
  const explanations: JsonObject[] = [];
  for (const query of ran.values())
    explanations.push(
      withGivenReasons(await explain(found.id, { ...query, asOf: madeAt }, { actor, ...how }), events),
    );
  return { format: 'phananh/bundle', v: 1, madeAt, ...log, stream, events, explanations };
};

/** The personal fields that a bundle shows, by the names that events have: opened ones, and those that stand in clear from before they were encrypted. */
export const personalInBundle = ({ events }: Pick<Bundle, 'events'>): readonly string[] => {
  const fields = new Set<string>();
  for (const { entry, payload, personal = [] } of events) {
    for (const { field } of personal) fields.add(field.split('/')[1] ?? '');
    if (payload === null) continue;
    const header = textOfUtf8(bytesOfBase64(entry) ?? new Uint8Array());
    const { type = '' }: { readonly type?: string } = JSON.parse(header ?? '{}');
    for (const name of sealedFields.get(type)?.fields?.keys() ?? [])
      if (isInClear(payload.data[name]) && isOfSomebody(type, payload.metadata)) fields.add(name);
  }
  return [...fields];
};

const sealedFields = eventTreesOf(reportEvents);

/** Of an actor a payload has the kind, which is what tells whose the words of an event are. */
const isOfSomebody = (type: string, { actor }: JsonObject): boolean => {
  const kind = typeof actor === 'object' && actor !== null && 'kind' in actor ? String(actor.kind) : '';
  return subjectOf({ type, metadata: { actor: { kind, id: '' } } }, '') !== undefined;
};

const isInClear = (value: JsonValue | undefined): boolean => {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'object' || isList(value)) return true;
  return value.personal !== 1 && value[besideField] === undefined && !isErased(value);
};

/** With those reasons only that the events of the bundle say too: others are words of citizens. */
const withGivenReasons = (explained: ReportExplanation, events: readonly BundledEvent[]): JsonObject => {
  const given = new Set(events.map(({ payload }) => payload?.data.reason));
  const told = <Part extends { readonly reason: string | null }>(part: Part): Part => ({
    ...part,
    reason: given.has(part.reason ?? undefined) ? part.reason : null,
  });
  const { extensions, reDatings } = explained;
  const shown = { ...explained, extensions: extensions.map(told), reDatings: reDatings.map(told) };
  return JSON.parse(JSON.stringify(shown));
};
