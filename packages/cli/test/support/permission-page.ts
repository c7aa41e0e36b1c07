import { markdownTable } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';
import type { Json } from '@phananh/test-support/api';
import { type Asker, askerNames, askers, type Case, type CaseName, caseNames } from './permission-cases.ts';
import type { Answered, PermissionHost } from './permission-host.ts';

/** What becomes of a request, as far as it says who may. */
type Verdict = 'may' | 'wrong phase' | '403' | '404' | '401';

const verdictOf = ({ status, code, wouldAppend, text }: Answered, what: string): Verdict => {
  if (wouldAppend) return 'may';
  // A copy that is recorded, and was not made: who may not have it is told so before it is looked for.
  if (status >= 500 && what.includes('/attachments/')) return 'may';
  switch (code) {
    case undefined:
      return 'may';
    case 'unauthenticated':
      return '401';
    case 'forbidden':
      return '403';
    case 'not-found':
      return '404';
    case 'not-admitted':
      return '403';
    case 'wrong-phase':
      return 'wrong phase';
    default:
      // A rule that says who may: only heads, nobody to themselves.
      if (status === 403) return '403';
      // Who may not is told so before it is looked at what they said: but what was said has to be well-formed.
      if (status >= 500 || ['invalid-command', 'malformed-header'].includes(code))
        throw new Error(`${what}: ${text}`);
      return 'may';
  }
};

const letters: { readonly [Name in CaseName]: string } = {
  submitted: 'S',
  verified: 'V',
  assigned: 'A',
  resolved: 'R',
  published: 'P',
  'published for the reporter': 'p',
  disputed: 'D',
  'assigned again': 'a',
  closed: 'C',
  rejected: 'J',
  merged: 'M',
  withdrawn: 'W',
};

/** The answers to one question about every case, the phases of each answer as letters. */
const cell = (verdicts: readonly (readonly [CaseName, string])[]): string => {
  const byVerdict = new Map<string, string>();
  for (const [name, verdict] of verdicts)
    byVerdict.set(verdict, (byVerdict.get(verdict) ?? '') + letters[name]);
  const [[only, all] = ['', ''], ...more] = [...byVerdict];
  if (more.length === 0 && all.length === caseNames.length) return shown(only);
  return [...byVerdict].map(([verdict, names]) => `${shown(verdict)} ${names}`).join('<br>');
};

const shown = (verdict: string): string => (verdict === 'may' ? '**may**' : verdict);

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly example: object | undefined;
}

const operationsOf = (document: Json): readonly Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      example: requestBody?.content['application/json']?.example,
    })),
  );

const columns = ['', ...askerNames];

/** A question that is well-formed: who may is looked at after it. */
const asked = (url: string): string => (url.endsWith('/diff') ? `${url}?from=0&to=0` : url);

const isOfReports = ({ path }: Operation): boolean => /\{(?:report|attachment)Id\}/.test(path);

/** One row: what becomes of one operation for each who asks. */
const row = async (name: string, ask: (asker: Asker) => Promise<string>): Promise<readonly string[]> => {
  const cells: string[] = [];
  for (const asker of askerNames) cells.push(await ask(asker));
  return [name, ...cells];
};

/** Every path in what was answered that has a value: what somebody sees. */
const fieldsOf = (value: Json, path = ''): readonly string[] => {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => fieldsOf(one, `${path}[]`)))];
  if (typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, one]) => fieldsOf(one, path === '' ? key : `${path}.${key}`));
};

/** What is the same for whoever sees the report at all, and says nothing of anybody. */
const isPlain = (field: string): boolean => /^(?:clocks|allowedCommands|redactions)\b/.test(field);

/** The whole matrix, walked over HTTP. */
export const permissionsPage = async (
  { ask, subjects }: PermissionHost,
  cases: ReadonlyMap<CaseName, Case>,
): Promise<string> => {
  const { body: document } = await ask('GET', '/openapi.json', undefined);
  const operations = operationsOf(document);
  const everyCase = caseNames.map((name) => {
    const found = cases.get(name);
    if (found === undefined) throw new TypeError(`no case ${name}`);
    return found;
  });
  const into = cases.get('submitted')?.id;
  const bodyOf = ({ path, example }: Operation): object | undefined =>
    path.endsWith('/merge') ? { into } : path.endsWith('/recall') ? { ...example, revision: 1 } : example;

  const ofReports = [];
  for (const operation of operations.filter(isOfReports)) {
    const { method, path } = operation;
    ofReports.push(
      await row(
        `\`${path.replace('/v1/reports/{reportId}', '').replace('/v1/attachments/{attachmentId}', 'photo') || '(the report)'}\``,
        async (asker) => {
          const verdicts: [CaseName, string][] = [];
          for (const { name, id, attachmentId } of everyCase) {
            const url = asked(path.replace('{reportId}', id).replace('{attachmentId}', attachmentId));
            const answered = await ask(method, url, askers[asker], bodyOf(operation));
            verdicts.push([name, verdictOf(answered, `${method} ${url} as ${asker}`)]);
          }
          return cell(verdicts);
        },
      ),
    );
  }

  const others = [];
  const idOf = (path: string): string =>
    path
      .replace('{trackingCode}', cases.get('published')?.trackingCode ?? '')
      .replace('{code}', 'forbidden')
      .replace('{epoch}', '1')
      .replace('{level}', '0')
      .replace('{path}', '000')
      .replace(/\{(\w+)Id\}/, (_, workflow: string) => subjects.get(workflow) ?? `no-${workflow}`);
  for (const operation of operations.filter((one) => !isOfReports(one))) {
    const { method, path, example } = operation;
    others.push(
      await row(`\`${method} ${path}\``, async (asker) =>
        shown(
          verdictOf(
            await ask(method, asked(idOf(path)), askers[asker], example),
            `${method} ${path} as ${asker}`,
          ),
        ),
      ),
    );
  }

  const seen = new Map<string, Map<Asker, CaseName[]>>();
  for (const asker of askerNames)
    for (const { name, id } of everyCase) {
      const { status, body } = await ask('GET', `/v1/reports/${id}`, askers[asker]);
      if (status !== 200) continue;
      for (const field of fieldsOf(body).filter((one) => !isPlain(one))) {
        const ofField = seen.get(field) ?? new Map<Asker, CaseName[]>();
        ofField.set(asker, [...(ofField.get(asker) ?? []), name]);
        seen.set(field, ofField);
      }
    }
  const fields = [...seen]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, byAsker]) => [
      `\`${field}\``,
      ...askerNames.map(
        (asker) =>
          byAsker
            .get(asker)
            ?.map((name) => letters[name])
            .join('') ?? '',
      ),
    ]);

  return `<!-- Printed by packages/cli/test/integration/permission-matrix.spec.ts, which fails when it is not so any more; \`vitest -u\` prints it anew. -->

# Who may what

Every route of a host, tried by everybody on a report in every phase. A host refuses whatever is not **may** here:

| | |
| --- | --- |
| **may** | it is done, or refused for what was said or for what stands in the report, not for who says it |
| wrong phase | their kind may do it to this report, not now (409) |
| 403 | they may know of it, and may not do it: their kind, their role (head), their key, or nobody admits them |
| 404 | for them there is no such thing |
| 401 | somebody has to sign in |

The phases: ${caseNames.map((name) => `${letters[name]} ${name}`).join(' · ')}. An answer without letters holds in all of them. ${'`'}P${'`'} and what follows it
was published for everybody, ${'`'}p${'`'} for the reporter only.

## Reports

The report: reported by *own citizen*, once with *agency that had it*, then with *agency that has it* and *agency that helps*. In ${'`'}V${'`'} it was returned. *photo* is what the\ncitizen sent with it, which is shown where the report is published. *head* is one of the agency that has it; the other officers are no heads. *suspended officer* is of that agency too, with a token that holds, and
*head of a suspended agency* of one that had nothing to do with it.

*key* is one of the centre for ${'`'}report.verify${'`'} alone, which reads nothing; *reading key* the same with ${'`'}--reads${'`'}; *key for citizen* one on behalf of *own citizen*, for ${'`'}report.withdraw${'`'} and reading.

${markdownTable(columns, ofReports)}

## Other routes

${markdownTable(columns, others)}

## What each sees of a report

The fields that have a value, and the phases in which they are shown. Clocks and the commands that may be given are left out. What each of them holds stands in
[who sees what](../explanation/who-sees-what.md): a place is rounded to three decimals wherever ${'`'}location.address${'`'} is not shown. ${'`'}/metrics${'`'} and what health is are told to nobody in particular: keep them
from the outside by the proxy.

${markdownTable(columns, fields)}
`;
};

/** Commands that somebody gives: each has a route. */
export const givenCommands = (): readonly string[] =>
  Object.entries<Json>(reportWorkflow.commands)
    .filter(([, { internal, from }]) => internal !== true && from !== 'none')
    .map(([name]) => name);
