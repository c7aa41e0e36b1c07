import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startHostWith } from '@phananh/test-support/host-process';
import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const here = fileURLToPath(new URL('.', import.meta.url));
const text = (name: string): string => readFileSync(join(here, name), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in these files.
type Any = any;

const [configMap, , statefulSet]: readonly Any[] = parseAllDocuments(text('kubernetes.yaml')).map((one) =>
  one.toJS(),
);
const [container] = statefulSet.spec.template.spec.containers;
const { host: composed }: Any = parse(text('compose.yaml')).services;
const unit = text('phananh.service');
const inUnit = (setting: string): readonly string[] =>
  [...unit.matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].map(([, value]) => value ?? '');

/** Each example: its configuration, where it lets its host write, and where secrets come from outside. */
const examples = [
  {
    name: 'compose',
    listens: '0.0.0.0',
    configuration: text('phananh.jsonc'),
    folders: composed.volumes
      .filter((volume: string) => !volume.endsWith(':ro'))
      .map((volume: string) => volume.split(':')[1]),
    secrets: composed.secrets.map((name: string) => `/run/secrets/${name}`),
  },
  {
    name: 'Kubernetes',
    listens: '0.0.0.0',
    configuration: configMap.data['phananh.jsonc'] as string,
    folders: container.volumeMounts
      .filter(({ readOnly, name }: Any) => readOnly !== true && name !== 'tmp')
      .map(({ mountPath }: Any) => mountPath),
    secrets: ['identity', 'evidence-key'].map(
      (name) => `${container.volumeMounts.find((mount: Any) => mount.name === 'secrets').mountPath}/${name}`,
    ),
  },
  {
    name: 'systemd',
    listens: '127.0.0.1',
    configuration: text('systemd.jsonc'),
    folders: inUnit('StateDirectory')
      .flatMap((names) => names.split(' '))
      .map((name) => `/var/lib/${name}`),
    secrets: inUnit('LoadCredential').map(
      (credential) => `/run/credentials/phananh.service/${credential.split(':')[0]}`,
    ),
  },
] as const;

const audience = 'https://phananh.example.gov.vn';
let citizens: RealIssuer;
let staff: RealIssuer;
beforeAll(async () => {
  citizens = await realIssuer({ audience });
  staff = await realIssuer({ audience, claimsOf: () => ({ realm_access: { roles: ['centre'] } }) });
});
afterAll(async () => {
  await citizens.close();
  await staff.close();
});

/** A one-pixel PNG. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

it.each(examples)(
  '$name: a host with its configuration, folders and secrets takes a report with a photo of whom its issuers sign in',
  async ({ listens, configuration, folders, secrets }) => {
    // In a container, whoever comes from outside comes to another address than its loopback.
    expect(configuration).toContain(`"host": "${listens}"`);
    const root = inTemporaryDirectory();
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    for (const secret of secrets) {
      mkdirSync(join(root, dirname(secret)), { recursive: true });
      const content = secret.endsWith('identity') ? randomBytes(32).toString('base64') : randomBytes(32);
      writeFileSync(join(root, secret), content, { mode: 0o400 });
    }
    const file = join(root, 'phananh.jsonc');
    // The same below another root, with issuers of this machine. A program is where it is.
    const moved = configuration
      .replaceAll(/(?<="|sqlite:)\/(?!usr\/|realm_access\/)/g, `${root}/`)
      .replace('https://id.example.gov.vn', citizens.url)
      .replace('https://staff.example.gov.vn', staff.url);
    writeFileSync(file, moved);
    const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@phananh/cli')));
    const checked = spawnSync(process.execPath, [main, 'config', 'check', '--config', file], {
      encoding: 'utf8',
    });
    expect(checked.status, checked.stderr).toBe(0);

    const host = await startHostWith({}, 'serve', '--config', file, '--port', '0');
    try {
      const { url } = host;
      const ask = async (path: string, token: string, body: object | FormData): Promise<Any> => {
        const isForm = body instanceof FormData;
        const answer = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            ...(!isForm && { 'content-type': 'application/json' }),
          },
          body: isForm ? body : JSON.stringify(body),
        });
        // On a machine that has much to do the host refuses what it would answer late, as it is configured to.
        const wait = answer.status === 503 ? answer.headers.get('retry-after') : null;
        if (wait !== null) {
          await pause(Number(wait) * 1_000);
          return ask(path, token, body);
        }
        const said: Any = await answer.json();
        expect(answer.ok, JSON.stringify(said)).toBe(true);
        return said;
      };
      const citizen = (await citizens.signIn('046123456789')).accessToken;
      const form = new FormData();
      form.set('file', new Blob([photo]), 'lamp.png');
      const { attachmentId } = await ask('/v1/attachments', citizen, form);
      const { reportId } = await ask('/v1/reports', citizen, {
        text: 'Đèn đường hỏng',
        location: { lat: 16.4637, lng: 107.5909 },
        channel: 'app',
        attachments: [attachmentId],
      });
      const operator = (await staff.signIn('o-3')).accessToken;
      await ask(`/v1/reports/${reportId}/verify`, operator, { category: 'lighting' });
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    } finally {
      expect(await host.end(), host.said()).toBe(0);
    }
    // It wrote where the example lets it write, and nowhere else: what opens photos is not beside them.
    const written = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((path) => `/${path}`)
      .filter((path) => statSync(join(root, path)).isFile() && path !== '/phananh.jsonc');
    const [data = '', keys = ''] = folders;
    const elsewhere = written.filter(
      (path) => !secrets.includes(path) && !folders.some((folder: string) => path.startsWith(`${folder}/`)),
    );
    expect(elsewhere).toEqual([]);
    expect(written).toContain(`${data}/phananh.db`);
    expect(written.some((path) => path.startsWith(`${data}/evidence/stored/`))).toBe(true);
    expect(written).toContain(`${keys}/evidence.db`);
  },
);
