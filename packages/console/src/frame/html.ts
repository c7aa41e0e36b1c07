import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

export { html } from 'htm/preact';

/** What stands in a template: markup, text that is escaped, a list of both, or nothing. */
export type Html = ComponentChildren;

/** A document as text. What is not markup of a template is escaped. */
export const documentText = (root: Html): string => `<!doctype html>\n${renderToString(asNode(root))}`;

const asNode = (root: Html) => {
  if (typeof root === 'object' && root !== null && 'type' in root) return root;
  throw new TypeError('a document has one root');
};
