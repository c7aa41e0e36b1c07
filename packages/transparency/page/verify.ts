import {
  type Bundle,
  type ProvenEntry,
  readBundle,
  readTrust,
  readVerifierKey,
  receiptIn,
  signatureTypes,
  TransparencyError,
  type VerifiedBundle,
  type VerifiedEntry,
  type VerifiedEvent,
  type VerifiedSignature,
  type VerifierKey,
  verifyBundle,
  verifyEntry,
  webCrypto,
} from '@phananh/core/transparency';
import { type Names, namesIn } from './names.ts';
import { reasonIn } from './reasons.ts';
import { type Language, type Words, words } from './words.ts';

/** The page that verifies bundles and receipts in a browser: it draws what the one verifier of core says, and decides nothing itself. */

/** What there is to show. */
type Shown =
  | { readonly kind: 'nothing' | 'working' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'unable' }
  | {
      readonly kind: 'found';
      readonly bundle: Bundle;
      readonly found: VerifiedBundle;
      readonly prints: readonly KeyPrint[];
    }
  | { readonly kind: 'receipt'; readonly found: VerifiedEntry }
  | { readonly kind: 'wrong-receipt'; readonly why: string };

interface KeyPrint {
  readonly line: string;
  readonly print: string;
}

/** Absent where a browser has no WebCrypto at all, or thinks the page not safe enough for it. */
const isThere = (globalThis.crypto as { readonly subtle?: unknown } | undefined)?.subtle !== undefined;
const crypto = webCrypto();
const chosen: { bundle?: File; trust?: File } = {};
let language: Language = navigator.language.startsWith('en') ? 'en' : 'vi';
let shown: Shown = { kind: 'nothing' };
/** Of two choices in a row the later one is shown. */
let turn = 0;

const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...inside);
  return made;
};

const look = async (): Promise<Shown> => {
  const { bundle: bundleFile, trust: trustFile } = chosen;
  if (bundleFile === undefined) return { kind: 'nothing' };
  try {
    const text = await bundleFile.text();
    const receipt = receiptIn(parsed(text));
    const file = receipt === undefined ? { bundle: readBundle(text) } : { receipt };
    if (!isThere) return { kind: 'unable' };
    const trust = trustFile && (await readTrust(crypto, await trustFile.text()));
    if (file.bundle === undefined) return await lookAtReceipt(file.receipt, trust);
    const { bundle } = file;
    const found = await verifyBundle(crypto, bundle, trust);
    return { kind: 'found', bundle, found, prints: await Promise.all(bundle.keys.map(printOf)) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'no-ed25519') return { kind: 'unable' };
    return { kind: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const lookAtReceipt = async (
  receipt: ProvenEntry,
  trust: Awaited<ReturnType<typeof readTrust>> | undefined,
): Promise<Shown> => {
  try {
    return { kind: 'receipt', found: await verifyEntry(crypto, receipt, trust) };
  } catch (error) {
    if (!(error instanceof TransparencyError) || error.code === 'no-ed25519') throw error;
    return { kind: 'wrong-receipt', why: error.message };
  }
};

const printOf = async (line: string): Promise<KeyPrint> => {
  const key: VerifierKey | undefined = await readVerifierKey(crypto, line).catch(() => undefined);
  if (key === undefined) return { line, print: '?' };
  const digest = await crypto.sha256(key.publicKey);
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { line, print: (hex.match(/.{4}/g) ?? []).join(' ') };
};

/** An instant where the case is. */
const timeIn =
  (zone: string | undefined) =>
  (instant: unknown): string => {
    const date = new Date(String(instant));
    if (Number.isNaN(date.getTime())) return String(instant);
    const form: Intl.DateTimeFormatOptions = {
      dateStyle: 'medium',
      timeStyle: 'medium',
    };
    const locale = language === 'vi' ? 'vi-VN' : 'en-GB';
    try {
      return date.toLocaleString(locale, { ...form, ...(zone !== undefined && { timeZone: zone }) });
    } catch {
      return date.toISOString();
    }
  };

const zoneOf = ({ explanations }: Bundle): string | undefined => {
  const zone = explanations[0]?.zone;
  return typeof zone === 'string' ? zone : undefined;
};

const facts = (rows: readonly (readonly [name: string, text: string])[]): HTMLElement =>
  element('dl', '', ...rows.flatMap(([name, text]) => [element('dt', '', name), element('dd', '', text)]));

/** How what was signed is read: the words of a language, names and times. */
interface Reading {
  readonly say: Words;
  readonly names: Names;
  readonly time: (instant: unknown) => string;
}

/** The values in data with their names, those of nested ones behind what they are in. */
const valuesOf = (
  value: unknown,
  path: readonly string[],
  reading: Reading,
): readonly (readonly [string, string])[] => {
  if (value === null || value === undefined) return [];
  if (typeof value === 'boolean')
    return [[reading.names.field(path), value ? reading.say.yes : reading.say.no]];
  if (typeof value !== 'object') {
    const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
    const text = isTime ? reading.time(value) : reading.names.value(path.at(-1) ?? '', String(value));
    return [[reading.names.field(path), text]];
  }
  if ('personal' in value && value.personal === 1) return [];
  const erased = 'erased' in value && value.erased === true;
  return Object.entries(value).flatMap(([inner, part]) =>
    inner === 'erased' && erased
      ? [[reading.names.field(path), reading.say.erased] as const]
      : valuesOf(part, [...path, inner], reading),
  );
};

/** The parts of a JSON pointer. */
const partsOfPointer = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const verdictOf = (kind: string, title: string, why: string, ...more: readonly Node[]): HTMLElement =>
  element('section', `verdict ${kind}`, element('strong', '', title), element('span', '', why), ...more);

/** Of an event nothing is said but what those signed who are trusted. */
type Standing = 'holds' | 'fails' | 'unchecked';

const eventItem = (event: VerifiedEvent, standing: Standing, reading: Reading): HTMLElement => {
  const { header, payload, withheld, blobs, personal, opened } = event;
  const { say, names, time } = reading;
  const { occurredAt, actor } = payload?.metadata ?? {};
  const kind = typeof actor === 'object' && actor !== null && 'kind' in actor ? String(actor.kind) : '';
  const called = names.event(header.type);
  const title = element(
    'div',
    '',
    element('b', '', called),
    ...(called === header.type ? [] : [' ', element('code', '', header.type)]),
    ` · ${say[standing]}`,
  );
  const times = [
    ...(occurredAt === undefined || occurredAt === header.at ? [] : [time(occurredAt)]),
    `${say.recorded} ${time(header.at)}`,
  ];
  const who = `${say.by} ${names.kind(kind)} (${say.pseudonym} ${header.actor.slice(0, 8)})`;
  const when = element('div', 'when', [...times, `${say.entry} ${header.pos}`, who].join(' · '));
  const item = element('li', standing, title, when);
  if (withheld !== undefined) item.append(element('p', 'note', say[withheld]));
  const { clocks: _, ...data } = payload?.data ?? {};
  const rows = valuesOf(data, [], reading);
  if (rows.length > 0) item.append(facts(rows));
  const closed = personal.filter((field) => opened.every((one) => one.field !== field));
  if (closed.length > 0)
    item.append(
      element(
        'p',
        'note',
        `${say.encrypted}: ${closed.map((field) => names.field(partsOfPointer(field))).join(', ')}`,
      ),
    );
  if (opened.length > 0) {
    const said = opened.flatMap(({ field, value }) => valuesOf(value, partsOfPointer(field), reading));
    item.append(element('div', 'said', element('p', 'note', say.opened), facts(said)));
  }
  for (const blob of blobs) item.append(element('p', 'note', `${say.evidence}: `, element('code', '', blob)));
  return item;
};

const clockTable = ({ explanations }: Bundle, { say, names }: Reading): readonly Node[] => {
  if (explanations.length === 0) return [];
  const textIn = (value: unknown, name: string): string => {
    if (typeof value !== 'object' || value === null) return '–';
    const part: unknown = Object.entries(value).find(([one]) => one === name)?.[1];
    return typeof part === 'string' || typeof part === 'number' ? String(part) : '–';
  };
  const row = (tag: 'th' | 'td', cells: readonly string[]) =>
    element('tr', '', ...cells.map((cell) => element(tag, '', cell)));
  const rows = explanations.map((one) =>
    row('td', [
      names.clock(textIn(one, 'clock')),
      textIn(one, 'round'),
      textIn(one.due, 'day'),
      names.verdict(textIn(one.verdicts, 'verdict')),
    ]),
  );
  return [
    element('h2', '', say.clocks),
    element('p', 'note', say.clocksNote),
    element('table', '', row('th', [say.clock, say.round, say.due, say.verdict]), ...rows),
  ];
};

const signersIn = (signatures: readonly VerifiedSignature[], { say, time }: Reading): string =>
  signatures
    .map(({ key, time: seconds }) => {
      const who = key.type === signatureTypes.cosignature ? say.witness : say.log;
      const when =
        seconds === undefined ? '' : `, ${say.at} ${time(new Date(Number(seconds) * 1000).toISOString())}`;
      return `${who} ${key.name} (${key.id})${when}`;
    })
    .join('\n');

const exactlyWhy = (what: string): HTMLElement => {
  const { text, lang } = reasonIn(language, what);
  const exactly = element('small', 'exactly', text);
  exactly.lang = lang;
  return exactly;
};

/** A receipt says of a submission that it was taken, and when: neither what it says nor what became of it. */
const receiptParts = ({ header, checkpoint, signatures }: VerifiedEntry, say: Words): readonly Node[] => {
  const reading: Reading = { say, names: namesIn(language), time: timeIn(undefined) };
  const verdict = signatures === undefined ? 'self-signed' : 'verified';
  return [
    verdictOf(verdict, say[verdict], say.receiptWhy[verdict]),
    facts([
      [say.stream, header.stream],
      [say.event, reading.names.event(header.type)],
      [say.taken, reading.time(header.at)],
      [say.name, checkpoint.origin],
      [say.number, String(header.pos)],
      [say.size, String(checkpoint.size)],
      ...(signatures === undefined ? [] : [[say.signedBy, signersIn(signatures, reading)] as const]),
    ]),
  ];
};

const foundParts = (
  { bundle, found, prints }: Extract<Shown, { readonly kind: 'found' }>,
  say: Words,
): readonly Node[] => {
  const { verdict, faults, checkpoint, signatures, events } = found;
  const time = timeIn(zoneOf(bundle));
  const reading = { say, names: namesIn(language), time };
  const list = element(
    'ul',
    'faults',
    ...faults.map(({ kind, event, revision, type, what }) => {
      const place = revision ?? event;
      const where =
        place === undefined
          ? ''
          : `, ${say.revision} ${place}${type === undefined ? '' : ` (${reading.names.event(type)})`}`;
      return element('li', '', `${say.faults[kind]}${where} `, exactlyWhy(what));
    }),
  );
  const isTrusted = verdict !== 'self-signed' && !faults.some(({ kind }) => kind === 'checkpoint');
  const standingOf = ({ holds }: VerifiedEvent): Standing =>
    holds ? (isTrusted ? 'holds' : 'unchecked') : 'fails';
  return [
    verdictOf(verdict, say[verdict], say[`${verdict}Why`], ...(faults.length === 0 ? [] : [list])),
    facts([
      [say.stream, bundle.stream],
      [say.name, bundle.origin],
      [say.size, checkpoint === undefined ? '?' : String(checkpoint.size)],
      ...(isTrusted ? [[say.signedBy, signersIn(signatures, reading)] as const] : []),
      [say.made, time(bundle.madeAt)],
      ...(bundle.uncovered > 0 ? [[say.uncovered, String(bundle.uncovered)] as const] : []),
    ]),
    element('h2', '', say.keys),
    ...prints.map(({ line, print }) =>
      element(
        'div',
        'key',
        element('p', 'note', say.fingerprint),
        element('code', 'print', print),
        element('p', '', element('code', '', line)),
        element('p', '', say.compare),
      ),
    ),
    element('h2', '', say.timeline),
    element(
      'p',
      'note',
      `${say.zone}: ${zoneOf(bundle) ?? Intl.DateTimeFormat().resolvedOptions().timeZone}`,
    ),
    element('ol', 'timeline', ...events.map((event) => eventItem(event, standingOf(event), reading))),
    ...clockTable(bundle, reading),
  ];
};

const draw = (): void => {
  const say: Words = words[language];
  document.documentElement.lang = language;
  document.title = `phananh: ${say.title}`;
  for (const place of document.querySelectorAll<HTMLElement>('[data-word]')) {
    // The page names words of this table; of another name the text is undefined.
    const text: unknown = say[place.dataset.word as keyof Words];
    if (typeof text === 'string') place.textContent = text;
  }
  const button = document.getElementById('language');
  if (button !== null) button.textContent = say.other;
  document.getElementById('result')?.replaceChildren(...partsOf(say));
};

const partsOf = (say: Words): readonly (Node | string)[] => {
  switch (shown.kind) {
    case 'nothing':
      return [];
    case 'working':
      return [say.working];
    case 'unreadable':
      return [verdictOf('unreadable', say.unreadable, reasonIn(language, shown.why).text)];
    case 'unable':
      return [verdictOf('unable', say.unable, say.unableWhy)];
    case 'found':
      return foundParts(shown, say);
    case 'receipt':
      return receiptParts(shown.found, say);
    case 'wrong-receipt':
      return [verdictOf('wrong', say.wrong, say.receiptWhy.wrong, element('p', '', exactlyWhy(shown.why)))];
  }
};

const onChosen = async (): Promise<void> => {
  turn += 1;
  const mine = turn;
  shown = { kind: 'working' };
  draw();
  const seen = await look();
  if (mine !== turn) return;
  shown = seen;
  draw();
};

for (const name of ['bundle', 'trust'] as const)
  document.getElementById(name)?.addEventListener('change', ({ target }) => {
    // Both are fields for files, by the page.
    const [file] = (target as HTMLInputElement).files ?? [];
    if (file === undefined) delete chosen[name];
    else chosen[name] = file;
    void onChosen();
  });
document.getElementById('language')?.addEventListener('click', () => {
  language = language === 'vi' ? 'en' : 'vi';
  draw();
});
draw();
