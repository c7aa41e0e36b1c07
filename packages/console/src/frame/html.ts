import { createRequire } from 'node:module';

/** Markup of a template. What it is made of is its renderer's. */
interface Markup {
  readonly type: unknown;
}

/** What stands in a template: markup, text that is escaped, a list of both, or nothing. */
export type Html = Markup | string | number | null | undefined | readonly Html[];

// Loaded without their types: those of Preact declare the DOM's globals for every package that is checked with this one, and Node's
// `fetch` and streams would have other types there.
const require = createRequire(import.meta.url);
const library: {
  readonly html: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Markup;
} = require('htm/preact');
const {
  renderToString,
}: { readonly renderToString: (root: Markup) => string } = require('preact-render-to-string');
const { Fragment }: { readonly Fragment: unknown } = require('preact');

/** A template: what is put into it is escaped. One with several elements beside each other gives a list of them. */
export const html: (strings: TemplateStringsArray, ...values: readonly unknown[]) => Html = library.html;

/** Markup as text. */
export const markupText = (markup: Html): string => renderToString(withOneRoot(markup));

/** A document as text. */
export const documentText = (root: Html): string => {
  if (!isMarkup(root)) throw new TypeError('a document has one root');
  return `<!doctype html>\n${renderToString(root)}`;
};

const withOneRoot = (markup: Html): Markup => {
  const root = html`<${Fragment}>${markup}</${Fragment}>`;
  if (!isMarkup(root)) throw new TypeError('a template with one element is one element');
  return root;
};

const isMarkup = (markup: Html): markup is Markup =>
  typeof markup === 'object' && markup !== null && 'type' in markup;
