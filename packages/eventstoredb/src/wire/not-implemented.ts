/** The server that is connected now was found not to have what was called. */
export class NotImplemented extends Error {}

/** https://grpc.io/docs/guides/status-codes/ */
export const unimplemented = 12;
