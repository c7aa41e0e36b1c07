export { type Behaviour, type BehaviourName, behaviours } from './behaviours.ts';
export { startTestCluster, type TestCluster } from './cluster.ts';
export { forEventStoreClient } from './connection-string.ts';
export { type Fault, faultKinds } from './faults.ts';
export { type ProposedRecord, serverLog } from './log.ts';
export { type ServerVersion, serverVersions } from './reads.ts';
export { authority, secure } from './secure.ts';
export { startTestServer, type TestServer, type TestServerOptions } from './server.ts';
