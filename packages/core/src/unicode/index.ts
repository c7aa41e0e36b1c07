export { foldText, withVietnameseD } from './fold-text.ts';
export { formsOf, inNormalForm, isNormalText, normalText, sameKeys } from './normal-form.ts';
export { slug } from './slug.ts';
