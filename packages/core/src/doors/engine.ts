/**
 * The door for hosts: everything of the engine, what the package's own door has of it too, and names and texts in the one form in
 * which they are compared.
 */
import '../platform/demand-node.ts';

export * from '../engine/index.ts';
export { foldText, formsOf, inNormalForm, normalText, slug, withVietnameseD } from '../unicode/index.ts';
