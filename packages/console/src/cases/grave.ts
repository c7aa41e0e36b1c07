/** Commands after which something is gone, closed or taken from somebody: what nobody should press by mistake looks so, by workflow. */
const graveOf: { readonly [workflow: string]: readonly string[] } = {
  report: ['reject', 'withdraw', 'revoke-penalty'],
  dataRequest: ['refuse', 'withdraw'],
  cannedText: ['remove'],
  savedFilter: ['remove'],
  bulkRun: ['cancel'],
  apiKey: ['revoke'],
  officer: ['suspend'],
  agency: ['suspend'],
  invitation: ['withdraw'],
};

export const isGrave = (workflow: string, command: string): boolean =>
  Object.hasOwn(graveOf, workflow) && graveOf[workflow]?.includes(command) === true;
