import { type CheckedDefinition, unknownNames, type WorkflowIssue } from './issue.ts';

/** Versions that older data cannot be brought up from, upcasters that nothing asks for, and corrections that nothing has. */
export const eventIssues = ({ events, corrections }: CheckedDefinition): readonly WorkflowIssue[] => [
  ...unknownNames('/corrections/types', 'event', corrections?.types ?? [], events),
  ...Object.entries(events).flatMap(([type, { version, upcasters = {} }]) => {
    const needed = Array.from({ length: version - 1 }, (_, index) => String(index + 1));
    const pointer = `/events/${type}/upcasters`;
    return [
      ...needed
        .filter((from) => !Object.hasOwn(upcasters, from))
        .map((from) => ({ pointer, message: `has none from version ${from}, and ${type} is at ${version}` })),
      ...Object.keys(upcasters)
        .filter((from) => !needed.includes(from))
        .map((from) => ({ pointer, message: `has one from ${from}, and ${type} is at version ${version}` })),
    ];
  }),
];
