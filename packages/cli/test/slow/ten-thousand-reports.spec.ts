import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { get, post, until } from '@phananh/test-support/api';
import { type HostProcess, startHost } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it, onTestFinished } from 'vitest';
import { phananh } from '../support/in-process.ts';

/** Somebody with so much that nothing of it may be held whole, or done in one go: the copy that the law gives them, and their erasure. */

const person = 'citizen:c-17';
const other = 'citizen:c-18';
const admin = 'admin:a-1';
const count = 10_000;
const atOnce = 64;
/** Most that the host may take beside what it had with the reports alone, in bytes: the copy has 10 MB, and a history of all would be ten times that. */
const mostTaken = 400 * 1024 ** 2;

const report = (index: number) => ({
  text: `canarytext7f3a ${index}`,
  location: { lat: 16.46, lng: 107.59, address: `canaryplace7f3a ${index}` },
  contact: { phone: '+84905123456' },
  channel: 'app',
});

const started = async (store: string): Promise<HostProcess> => {
  const host = await startHost(store);
  onTestFinished(() => host.kill());
  return host;
};

const submit = async ({ url }: HostProcess, as: string, index: number): Promise<string> => {
  const { status, body } = await post(`${url}/v1/reports`, as, report(index));
  expect(status).toBe(201);
  return body.reportId;
};

/** What the kernel says, where it says it in a file: 0 elsewhere. */
const memoryOf = ({ pid }: HostProcess): number => {
  const path = `/proc/${pid}/status`;
  const kibibytes = existsSync(path) ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1] : '0';
  return Number(kibibytes) * 1024;
};

/** Does something while somebody else asks without a pause. @returns how often they were answered, and the most memory that the host had */
const besideOthers = async (host: HostProcess, id: string, work: () => Promise<void>) => {
  let isDone = false;
  const seen = { answers: 0, memory: 0 };
  const asking = (async () => {
    while (!isDone) {
      const { status, body } = await get(`${host.url}/v1/reports/${id}`, other);
      expect([status, body.text]).toEqual([200, report(0).text]);
      seen.answers += 1;
      seen.memory = Math.max(seen.memory, memoryOf(host));
    }
  })();
  await work();
  isDone = true;
  await asking;
  return seen;
};

it('a person with 10,000 reports gets a copy of everything and is erased, also by a host that was killed in the middle, while others are answered', async () => {
  const file = join(inTemporaryDirectory(), 'log.db');
  const first = await started(file);
  const ids: string[] = [];
  let next = 0;
  const submitAll = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      ids.push(await submit(first, person, next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, submitAll));
  const others = await submit(first, other, 0);
  const before = memoryOf(first);

  const copied = await besideOthers(first, others, async () => {
    const { status, body } = await get(`${first.url}/v1/personal-data`, person);
    expect([status, body.kept.length]).toEqual([200, count]);
    const said = JSON.stringify(body);
    for (let index = 1; index <= count; index += 1)
      if (!said.includes(`"${report(index).text}"`)) throw new Error(`report ${index} is not in the copy`);
    expect(said).not.toContain(`"${report(0).text}"`);
  });
  expect(copied.answers).toBeGreaterThan(0);
  expect(copied.memory - before).toBeLessThan(mostTaken);

  const ordered = await phananh('erase', person, '--ground', 'asked', '--json', '--store', `sqlite:${file}`);
  const { erasureId } = JSON.parse(ordered.out);
  const erasureIn = async ({ url }: HostProcess) =>
    (await get(`${url}/v1/erasures/${erasureId}`, admin)).body;
  // Some reports say that they are erased, and others do not yet.
  const isErasedIn = async ({ url }: HostProcess, at: number): Promise<boolean> =>
    (await get(`${url}/v1/reports/${ids[at]}/history`, admin)).body.events.length > 1;
  await until(
    () => isErasedIn(first, 0),
    (isErased) => isErased,
  );
  await first.kill();

  const second = await started(file);
  expect((await erasureIn(second)).phase).toBe('ordered');
  const erased = await besideOthers(second, others, async () => {
    await until(
      () => erasureIn(second),
      ({ phase }) => phase === 'done',
    );
  });
  expect(erased.answers).toBeGreaterThan(0);
  expect(erased.memory - before).toBeLessThan(mostTaken);
  expect(await erasureIn(second)).toMatchObject({ reports: count });
  for (const at of [0, count / 2, count - 1]) expect(await isErasedIn(second, at)).toBe(true);
  const { body } = await get(`${second.url}/v1/personal-data`, person);
  expect(body.kept.length).toBeGreaterThanOrEqual(count);
  expect(JSON.stringify(body)).not.toMatch(/canary/);
  expect(await second.end()).toBe(0);
}, 600_000);
