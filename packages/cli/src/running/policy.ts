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
import { pathsOf } from '../admin/open-giver.ts';
import { adoptAtHost, policyOfHost } from '../admin/policy-of-host.ts';
import { adoptThroughHost } from '../admin/policy-operations.ts';
import { type RemoteHost, type RemoteOptions, remoteHost } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { pairs, table } from '../output/table.ts';
import { osUser } from '../process/os-user.ts';
import { type PolicyOptions, policyToAdopt } from '../setup/policy.ts';
import { openForItself } from '../store/open-store.ts';
import { policyOfThere } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';

type PolicyCommandOptions = CommonOptions & RemoteOptions;

interface AdoptOptions extends PolicyCommandOptions, Pick<PolicyOptions, 'calendars'> {
  readonly reason: string;
}

export const show = async (options: PolicyCommandOptions): Promise<void> => {
  const host = hostOf(options);
  print(options, host === undefined ? await policyOfThere(options) : await policyOfHost(host));
};

/** Of `policy show`, which has what was given to `policy` too. */
export const showAsPart = (_: unknown, command: Command): Promise<void> =>
  show(command.optsWithGlobals<PolicyCommandOptions>());

export const adopt = async (file: string | undefined, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<AdoptOptions>();
  const { calendars, reason } = options;
  const host = hostOf(options);
  const before = host === undefined ? await policyOfThere(options) : await policyOfHost(host);
  const given = policyToAdopt(
    { ...(file !== undefined && { policy: file }), ...(calendars && { calendars }) },
    before,
  );
  if (before.adopted !== null && policyDifference(given, before.policy) === undefined) {
    say('the log is written under it already: nothing was done');
    return print(options, before);
  }
  if (host === undefined) return print(options, await putInForce(options, given, reason));
  const ofLog = await adoptAtHost(host, { policy: given, reason });
  say(throughHost);
  print(options, ofLog);
};

const hostOf = (options: PolicyCommandOptions): RemoteHost | undefined =>
  options.url === undefined ? undefined : remoteHost(options, pathsOf(options));

const print = ({ json }: CommonOptions, ofLog: PolicyOfLog): void => {
  if (json === true) printJson(asJson(ofLog));
  else printLine(described(ofLog));
};

const throughHost = 'adopted through the running host, which starts again under it';

/** Whoever holds the store alone writes to it. */
const putInForce = async (place: StorePlace, given: SlaPolicy, reason: string): Promise<PolicyOfLog> => {
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
  if (how === 'through the host') say(throughHost);
  return policyOfThere(place);
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
