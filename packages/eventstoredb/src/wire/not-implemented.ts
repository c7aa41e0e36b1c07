/** The connected server does not have the method that was called. */
export class NotImplemented extends Error {}

/** https://grpc.io/docs/guides/status-codes/ */
export const unimplemented = 12;
