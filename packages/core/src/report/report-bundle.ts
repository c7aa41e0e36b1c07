import { type Bundle, type BundledEvent, bundledEvents, type ProvenStream } from '../audit/index.ts';
import { type Actor, findSubject, type InTurns, type JsonObject, streamOf } from '../engine/index.ts';
import type { ReportExplanation } from './explain.ts';
import type { Reports } from './reports.ts';
import { reportWorkflow } from './workflow.ts';

/**
 * The bundle of one report for an auditor: its history as the log committed to it, proofs, and why each clock is due when it is. No
 * personal value is in it; see {@link bundledEvents}.
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
    ...how
  }: {
    readonly actor: Actor | undefined;
    readonly prove: (stream: string) => Promise<ProvenStream>;
  } & InTurns,
): Promise<Bundle> => {
  const found = await findSubject(handler, id, { actor, ...how });
  const { clocks } = found.current.state;
  const madeAt = handler.clock.now();
  const stream = streamOf(reportWorkflow, found.id);
  const { events: proven, ...log } = await prove(stream);
  const events = await bundledEvents(handler, found, proven, how);
  const ran = new Map(clocks.map(({ clock, round }) => [`${clock} ${round}`, { clock, round }]));
  const explanations: JsonObject[] = [];
  for (const query of ran.values())
    explanations.push(
      withGivenReasons(await explain(found.id, { ...query, asOf: madeAt }, { actor, ...how }), events),
    );
  return { format: 'phananh/bundle', v: 1, madeAt, ...log, stream, events, explanations };
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
