/** Fields that `redact` hides, in the report and in every event that carries them. A comment is hidden as `text` of its revision. */
export const redactableFields: readonly string[] = [
  'text',
  'location',
  'contact',
  'attachments',
  'question',
  'message',
  'note',
  'reason',
  'result',
  'publicText',
  'comment',
  'officer',
];
