import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { repository } from './publishable.ts';

const source = join(repository, 'packages', 'transparency', 'page');

/** Where the page stands in the package. */
const verifyPage = join(repository, 'packages', 'transparency', 'dist', 'verify.html');

/**
 * Makes the page that verifies bundles, from the verifier of core: one file that asks for nothing from anywhere. Its policy lets that
 * script and that style run which are in it, and nothing else.
 *
 * @returns its path
 */
export const buildVerifyPage = (path = verifyPage): string => {
  const { outputFiles } = buildSync({
    entryPoints: [join(source, 'verify.ts')],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minifySyntax: true,
    charset: 'utf8',
    write: false,
  });
  const script = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const style = readFileSync(join(source, 'verify.css'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts: { readonly [name: string]: string } = { policy, script, style };
  const page = readFileSync(join(source, 'verify.template'), 'utf8').replaceAll(
    /\{\{(policy|script|style)\}\}/g,
    (_, name: string) => parts[name] ?? '',
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, page);
  return path;
};

const digestOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
