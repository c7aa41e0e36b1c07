import { canonicalJson, type JsonValue, type RecordedEventOf, type WorkflowTypes } from '../engine/index.ts';
import type { Recompute } from './check-stream.ts';

/** In words, what is stored and what was computed, where they differ. */
export const dataDifference = (stored: unknown, computed: unknown): string | undefined => {
  const [there, anew] = [json(stored), json(computed)];
  const field = Object.keys({ ...there, ...anew }).find(
    (name) => canonicalJson(there[name] ?? null) !== canonicalJson(anew[name] ?? null),
  );
  if (field === undefined) return undefined;
  return `${field}: stored ${canonicalJson(there[field] ?? null)}, computed ${canonicalJson(anew[field] ?? null)}`;
};

const json = (data: unknown): { readonly [name: string]: JsonValue | undefined } =>
  JSON.parse(JSON.stringify(data));

/**
 * Computes events anew as their workflow says it. The log keeps the policies of reports only: what was decided under another policy than
 * the one that is known cannot be computed.
 *
 * @param policyDigest of the policy that is known; undefined: it has none
 */
export const recomputingUnder =
  <T extends WorkflowTypes>(
    policy: T['policy'],
    policyDigest: string | undefined,
    anew: (event: RecordedEventOf<T['events']>, state: T['state'] | undefined, policy: T['policy']) => object,
  ): Recompute<T> =>
  (event, state) => {
    const under = event.metadata.policyDigest;
    if (under !== undefined && under !== policyDigest)
      return {
        unknown: `it was decided under a policy of the digest ${under}, which is not the one of today`,
      };
    const differs = dataDifference(event.data, anew(event, state, policy));
    return differs === undefined ? undefined : { differs };
  };
