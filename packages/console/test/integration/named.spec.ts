import { type DeclaredColumns, erasures } from '@phananh/core/read-models';
import { identityWorkflows } from '@phananh/identity';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/words/hosted.en.ts';
import { en as reports } from '../../src/words/report.en.ts';

type Names = { readonly [workflow: string]: { readonly [what: string]: { readonly [key: string]: string } } };
const names: Names = en;

/** A field may be called as it is of reports: a reason is a reason. */
const isNamed = (workflow: string, what: string, key: string): boolean =>
  Object.hasOwn(names[workflow]?.[what] ?? {}, key) ||
  (what === 'fields' && Object.hasOwn(reports.fields, key));

/** What pages say of a workflow, and would say in English made of its code where the catalogue had no name. */
const saidOf = ({ workflow, lists }: (typeof identityWorkflows)[number]) => {
  const tables = Object.values(lists).map((list): DeclaredColumns => list.of.fields);
  const columns = tables.flatMap((fields) => Object.entries(fields));
  const commands: { readonly [name: string]: { readonly internal?: boolean } } = workflow.commands;
  // Events that some page tells of.
  const shown = new Set(Object.values(workflow.views).flatMap((view) => Object.keys(view?.events ?? {})));
  return {
    lists: Object.keys(lists),
    phases: Object.keys(workflow.phases),
    commands: Object.keys(commands).filter((name) => commands[name]?.internal !== true),
    events: Object.keys(workflow.events).filter((name) => shown.has(name)),
    fields: [...columns.map(([name]) => name), ...Object.keys(workflow.fields ?? {})],
    values: columns.flatMap(([name, { values }]) => (name === 'phase' ? [] : (values ?? []))),
  };
};

describe('workflows that every host has beside reports', () => {
  const listed = [...erasures, ...identityWorkflows].filter(({ lists }) => Object.keys(lists).length > 0);

  it.each(listed.map((one) => [one.workflow.name, one] as const))(
    'have a name for every list, phase, command, event, field and value: %s',
    (name, one) => {
      for (const [what, keys] of Object.entries(saidOf(one)))
        expect(
          keys.filter((key) => !isNamed(name, what, key)),
          what,
        ).toEqual([]);
    },
  );
});
