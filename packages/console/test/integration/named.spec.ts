import { type DeclaredColumns, erasures } from '@phananh/core/read-models';
import { identityWorkflows } from '@phananh/identity';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/words/hosted.en.ts';

type Names = { readonly [workflow: string]: { readonly [what: string]: { readonly [key: string]: string } } };
const names: Names = en;

/** What pages say of a workflow, and would say in English made of its code where the catalogue had no name. */
const saidOf = ({ workflow, lists }: (typeof identityWorkflows)[number]) => {
  const tables = Object.values(lists).map((list): DeclaredColumns => list.of.fields);
  const columns = tables.flatMap((fields) => Object.entries(fields));
  const commands: { readonly [name: string]: { readonly internal?: boolean } } = workflow.commands;
  return {
    lists: Object.keys(lists),
    phases: Object.keys(workflow.phases),
    commands: Object.keys(commands).filter((name) => commands[name]?.internal !== true),
    fields: columns.map(([name]) => name),
    values: columns.flatMap(([name, { values }]) => (name === 'phase' ? [] : (values ?? []))),
  };
};

describe('workflows that every host has beside reports', () => {
  const listed = [...erasures, ...identityWorkflows].filter(({ lists }) => Object.keys(lists).length > 0);

  it.each(listed.map((one) => [one.workflow.name, one] as const))(
    'have a name for every list, phase, command, column and value: %s',
    (name, one) => {
      for (const [what, keys] of Object.entries(saidOf(one)))
        for (const key of keys) expect(Object.keys(names[name]?.[what] ?? {}), what).toContain(key);
    },
  );
});
