import type { SlaPolicy } from '@phananh/core';
import { StoreLocked } from '@phananh/core/engine';
import {
  type PolicyOfLog,
  policyDataOf,
  policyDifference,
  policyMessage,
  reportPolicyForWriting,
} from '@phananh/core/reports';
import type { Command } from 'commander';
import { adoptThroughHost } from '../admin/policy-operations.ts';
import { adminSocketPath } from '../admin/socket-path.ts';
import { type CommonOptions, commandWith, reasonOption } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { pairs, table } from '../output/table.ts';
import { calendarsOption, commandActor, type PolicyOptions, policyToAdopt } from '../setup/policy.ts';
import { openForItself, policyOfPlace } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';

export const policy = (): Command => {
  const shown = commandWith(
    'show',
    'Shows the policy and the calendars that the log is written under.',
    'policy show --json',
  )
    .exitOverride()
    .action((_: unknown, command: Command) => show(command.optsWithGlobals<CommonOptions>()));
  const adopted = commandWith(
    'adopt',
    'Puts another policy, or other calendars, in force: through the host that holds the store, or without one.',
    'policy adopt hue-2027.json --calendars vn-2027.json --reason "Quyết định 01/2027/QĐ-UBND"',
  )
    .argument('[file]', 'the policy as JSON; default the one that is in force, for another calendar')
    .addOption(calendarsOption())
    .requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    .exitOverride()
    .action((file: string | undefined, _: unknown, command: Command) =>
      adopt(file, command.optsWithGlobals<AdoptOptions>()),
    );
  return commandWith(
    'policy',
    'The policy and the calendars that the log is written under; adopt puts another one in force.',
    'policy show',
  )
    .addCommand(shown)
    .addCommand(adopted)
    .action((options: CommonOptions) => show(options));
};

interface AdoptOptions extends CommonOptions, Pick<PolicyOptions, 'calendars'> {
  readonly reason: string;
}

const show = async ({ json, ...place }: CommonOptions): Promise<void> => {
  const ofLog = await policyOfPlace(place);
  if (json === true) printJson(asJson(ofLog));
  else printLine(described(ofLog));
};

const adopt = async (
  file: string | undefined,
  { json, calendars, reason, ...place }: AdoptOptions,
): Promise<void> => {
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
  try {
    const store = await openForItself(place);
    try {
      await reportPolicyForWriting(store, { given, reason, actor: commandActor });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreLocked)) throw error;
    const asked = { policy: policyMessage(given), reason };
    if (!(await adoptThroughHost(adminSocketPath(place), asked))) throw error;
    say('adopted through the running host, which starts again under it');
  }
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
