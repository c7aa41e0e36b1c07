import { markdownTable } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';
import type { Permission } from '@phananh/http';
import type { Json } from '@phananh/test-support/api';
import { type Asker, askerNames, askers, type Case, type CaseName, caseNames } from './permission-cases.ts';
import type { Answered, PermissionHost } from './permission-host.ts';
import { isOfReports, isPage, type MadeRoute, pathOf, rowName } from './permission-routes.ts';

/** What becomes of a request, as far as it says who may. */
type Verdict = 'may' | 'wrong phase' | '403' | '404' | '401';

const verdictOf = ({ status, code, wouldAppend, text, headers }: Answered, what: string): Verdict => {
  if (wouldAppend) return 'may';
  // A copy that is recorded, and was not made: who may not have it is told so before it is looked for.
  if (status >= 500 && /\/(?:attachments|photos)\//.test(what)) return 'may';
  // A browser is led to where one signs in; from the pages of one report, to where it is said that their link is over.
  if (/^\/console\/(?:sign-in\?to=|held\/ended$)/.test(String(headers.location))) return '401';
  // What an issuer said of somebody, and nobody asked it anything.
  if (what.includes(' /console/sign-in/')) return 'may';
  switch (code) {
    case undefined:
      // The page to sign in on, with what was typed.
      if (status === 401) return '401';
      if (status === 404) return '404';
      if (status >= 400) throw new Error(`${what}: ${status} without a code`);
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
      // A form of a page has its permission before anything is read of it; what a command of a case wants is in `pageForm`.
      if (code === 'invalid-command' && / \/console\/(?!cases\/)/.test(what)) return 'may';
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

interface Operation extends MadeRoute {
  readonly path: string;
  readonly example: object | undefined;
}

/** Every route once: files that change with their content are one. */
const operationsOf = (routes: readonly MadeRoute[], document: Json): readonly Operation[] =>
  [...new Map(routes.toReversed().map((route) => [rowName(route), route])).values()]
    .toReversed()
    .map((route) => {
      const path = pathOf(route);
      const { requestBody } = document.paths[path]?.[route.method.toLowerCase()] ?? {};
      return { ...route, path, example: requestBody?.content['application/json']?.example };
    });

const columns = ['', ...askerNames];

/** A question that is well-formed: who may is looked at after it. */
const asked = (url: string): string => (url.endsWith('/diff') ? `${url}?from=0&to=0` : url);

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

/** Those who are somebody in a browser: keys are not, and guests only in the form in which they report. */
const peopleNames = askerNames.filter((name) => !/^(?:key|guest):/.test(askers[name] ?? ''));

const declared = (permission: Permission, method: string): string =>
  permission === 'public' ? (method === 'POST' ? 'as its page' : 'everybody') : permission.join(', ');

/** The address of a page about what there is. */
const pageAsked = (path: string, cases: ReadonlyMap<CaseName, Case>): string => {
  const found = cases.get(/published|nearby/.test(path) ? 'published' : 'assigned');
  const [, view = ''] = /\/([\w-]+)\/\{table\}/.exec(path) ?? [];
  return path
    .replace('{workflow}/new/{command}', 'dataRequest/new/ask')
    .replace('{workflow}', 'report')
    .replace('/photos/{id}/{form}', `/photos/${found?.attachmentId}/thumbnail`)
    .replace('{id}', found?.id ?? '')
    .replace('{photo}/{form}', `${found?.attachmentId}/original`)
    .replace('{command}', path.includes('/operations/') ? 'retry-parked' : 'comment')
    .replace('{language}', 'en')
    .replace('{table}', tables[view] ?? view);
};

/** A table of a page of figures, where it is not called as the page is. */
const tables: { readonly [view: string]: string } = { 'on-time': 'counts', figures: 'reports' };

/** What a form of a command says. */
const pageForm = (path: string): object => {
  if (path.includes('/new/')) return { kind: 'copy' };
  return path.endsWith('/do/{command}') ? { text: 'Đã xem', audience: 'public' } : {};
};

/** What is sent with an operation: its example, where that leads to nothing else than what is asked. */
const bodies = (cases: ReadonlyMap<CaseName, Case>) => {
  const into = cases.get('submitted')?.id;
  return ({ path, example }: Operation): object | undefined => {
    if (path.endsWith('/merge')) return { into };
    if (path.endsWith('/recall')) return { ...example, revision: 1 };
    return example;
  };
};

/** Every operation about one report, well-formed. */
export const reportQuestions = async (
  { ask, routes }: PermissionHost,
  cases: ReadonlyMap<CaseName, Case>,
) => {
  const { body: document } = await ask('GET', '/openapi.json', undefined);
  const bodyOf = bodies(cases);
  return operationsOf(routes, document)
    .filter(({ url, path }) => !isPage(url) && isOfReports(path))
    .map((operation) => ({
      method: operation.method,
      urlOf: ({ id, attachmentId }: Pick<Case, 'id' | 'attachmentId'>): string =>
        aboutReport(operation.path, { id, attachmentId }),
      body: bodyOf(operation),
    }));
};

const aboutReport = (path: string, { id, attachmentId }: Pick<Case, 'id' | 'attachmentId'>): string =>
  asked(path.replace('{reportId}', id).replace('{attachmentId}', attachmentId));

/** A question of the walk, and what was answered. */
export interface Walked extends Answered {
  readonly asker: Asker;
  /** Such as `GET /v1/counts/reports`. */
  readonly question: string;
}

/** The whole matrix, walked over HTTP. @param look sees every answer: a route that is new is among them */
export const permissionsPage = async (
  { ask: askHost, subjects, routes }: PermissionHost,
  cases: ReadonlyMap<CaseName, Case>,
  look: (walked: Walked) => void = () => {},
): Promise<string> => {
  const ask = async (method: string, url: string, asker: Asker, body?: object): Promise<Answered> => {
    const answered = await askHost(method, url, askers[asker], body);
    look({ ...answered, asker, question: `${method} ${url}` });
    return answered;
  };
  const { body: document } = await ask('GET', '/openapi.json', 'nobody');
  const operations = operationsOf(routes, document);
  const ofTheApi = operations.filter(({ url }) => !isPage(url));
  const everyCase = caseNames.map((name) => {
    const found = cases.get(name);
    if (found === undefined) throw new TypeError(`no case ${name}`);
    return found;
  });
  const bodyOf = bodies(cases);

  const ofReports = [];
  for (const operation of ofTheApi.filter(({ path }) => isOfReports(path))) {
    const { method, path } = operation;
    ofReports.push(
      await row(rowName(operation), async (asker) => {
        const verdicts: [CaseName, string][] = [];
        for (const one of everyCase) {
          const { name } = one;
          const url = aboutReport(path, one);
          const answered = await ask(method, url, asker, bodyOf(operation));
          verdicts.push([name, verdictOf(answered, `${method} ${url} as ${asker}`)]);
        }
        return cell(verdicts);
      }),
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
  for (const operation of ofTheApi.filter(({ path }) => !isOfReports(path))) {
    const { method, url, path } = operation;
    const askedFor = path.endsWith('{file}') ? url : asked(idOf(path));
    others.push(
      await row(rowName(operation), async (asker) =>
        shown(
          verdictOf(await ask(method, askedFor, asker, bodyOf(operation)), `${method} ${path} as ${asker}`),
        ),
      ),
    );
  }

  const pages = [];
  for (const operation of operations.filter(({ url }) => isPage(url))) {
    const { method, url, permission, path } = operation;
    const askedFor = path.endsWith('{file}') ? url : pageAsked(path, cases);
    const [name, ...cells] = await row(rowName(operation), async (asker) => {
      if (!peopleNames.includes(asker)) return '';
      const what = `${method} ${askedFor} as ${asker}`;
      const answered = await ask(method, askedFor, asker, method === 'POST' ? pageForm(path) : undefined);
      const verdict = verdictOf(answered, what);
      const [kind = ''] = asker === 'link holder' ? ['citizen'] : (askers[asker]?.split(':') ?? []);
      if (verdict === 'may' && permission !== 'public' && !permission.includes(kind))
        throw new Error(`${what}: the page is not for them`);
      return shown(verdict);
    });
    const ofPeople = cells.filter((_, index) => peopleNames.includes(askerNames[index] as Asker));
    pages.push([name ?? '', declared(permission, method), ...ofPeople]);
  }

  const seen = new Map<string, Map<Asker, CaseName[]>>();
  for (const asker of askerNames)
    for (const { name, id } of everyCase) {
      const { status, body } = await ask('GET', `/v1/reports/${id}`, asker);
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
*head of a suspended agency* of one that had nothing to do with it. *link holder* opened the one-time link of the very report that is asked about; what no report stands in is asked with one of a report in ${'`'}A${'`'}.
*guest* reports without signing in and did not send this report: of what they sent themselves they are the reporter, as *own citizen* is.

*key* is one of the centre for ${'`'}report.verify${'`'} alone, which reads nothing; *reading key* the same with ${'`'}--reads${'`'}; *key for citizen* one on behalf of *own citizen*, for ${'`'}report.withdraw${'`'} and reading.

${markdownTable(columns, ofReports)}

## Other routes

${markdownTable(columns, others)}

## Pages of the console

For whom each page is, as it declares it, and what becomes of it for each: a case is the report in phase ${letters.assigned}, what was published the one in ${letters.published}. A key of a machine has no session, and a guest is somebody only in the form in which they report. A page asks the same
functions as the API, so that what it shows and does in other phases stands above. A form is looked at when it is sent; whoever has not signed in is led there first. Pages below ${'`'}/console/held${'`'} are of whoever opened the
one-time link of a report: those who signed in are nobody there. Files that pages load have one row.

${markdownTable(['', 'for', ...peopleNames], pages)}

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
