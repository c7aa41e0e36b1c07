import type { SlaPolicy } from '@phananh/core';
import {
  type PolicyOfLog,
  policyDataOf,
  policyDifference,
  policyMessage,
  reportPolicyForWriting,
} from '@phananh/core/reports';
import type { Command } from 'commander';
import { holdOrAsk } from '../admin/hold-or-ask.ts';
import { adoptThroughHost } from '../admin/policy-operations.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { pairs, table } from '../output/table.ts';
import { osUser } from '../process/os-user.ts';
import { type PolicyOptions, policyToAdopt } from '../setup/policy.ts';
import { openForItself } from '../store/open-store.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';

interface AdoptOptions extends CommonOptions, Pick<PolicyOptions, 'calendars'> {
  readonly reason: string;
}

export const show = async ({ json, ...place }: CommonOptions): Promise<void> => {
  const ofLog = await policyOfPlace(place);
  if (json === true) printJson(asJson(ofLog));
  else printLine(described(ofLog));
};

/** Of `policy show`, which has what was given to `policy` too. */
export const showAsPart = (_: unknown, command: Command): Promise<void> =>
  show(command.optsWithGlobals<CommonOptions>());

export const adopt = async (file: string | undefined, _: unknown, command: Command): Promise<void> => {
  const { json, calendars, reason, ...place } = command.optsWithGlobals<AdoptOptions>();
  const before = await policyOfPlace(place);
  const given = policyToAdopt(
    { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) },
    before,
  );
  if (before.adopted !== null && policyDifference(given, before.policy) === undefined)
    say('the log is written under it already: nothing was done');
  else await putInForce(place, given, reason);
  const ofLog = await policyOfPlace(place);
  if (json === true) printJson(asJson(ofLog));
  else printLine(described(ofLog));
};

/** Whoever holds the store alone writes to it. */
const putInForce = async (place: StorePlace, given: SlaPolicy, reason: string): Promise<void> => {
  const hold = async (): Promise<'alone'> => {
    const store = await openForItself(place);
    try {
      await reportPolicyForWriting(store, { given, reason, actor: osUser() });
    } finally {
      await store.close();
    }
    return 'alone';
  };
  const asked = { policy: policyMessage(given), reason };
  const how = await holdOrAsk<'alone' | 'through the host'>(place, {
    hold,
    ask: (socket) => adoptThroughHost(socket, asked),
  });
  if (how === 'through the host') say('adopted through the running host, which starts again under it');
};

const versionsOf = (calendars: SlaPolicy['calendars']): readonly string[] =>
  calendars.map(({ version }) => version);

const asJson = ({ policy, adopted, names }: PolicyOfLog) => ({
  name: policy.name,
  calendars: versionsOf(policy.calendars),
  formerCalendars: versionsOf(policy.formerCalendars),
  adopted,
  names,
  policy: policyDataOf(policy),
});

const described = ({ policy, adopted }: PolicyOfLog): string => {
  const former = versionsOf(policy.formerCalendars);
  const lines: readonly (readonly [string, string])[] = [
    ['policy', policy.name],
    ['calendars', versionsOf(policy.calendars).join(', ')],
    ...(former.length === 0 ? [] : ([['before', former.join(', ')]] as const)),
    ['zone', policy.calendar.zone],
    ...(adopted === null
      ? ([['in force', 'nothing in the log says otherwise']] as const)
      : ([
          ['in force since', shownIn(policy.calendar.zone)(adopted.at)],
          ['by', adopted.by],
          ['why', adopted.reason ?? 'it was the first'],
        ] as const)),
  ];
  const clocks = Object.entries(policyDataOf(policy).clocks).map(([name, { term, answerableFor }]) => [
    name,
    'restOf' in term ? `what is left of ${term.restOf}` : `${term.term.count} ${term.term.unit}s`,
    answerableFor,
  ]);
  return `${pairs(lines)}\n\n${table(['clock', 'term', 'answerable'], clocks)}`;
};
