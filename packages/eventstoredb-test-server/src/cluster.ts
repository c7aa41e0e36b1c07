import { type ServerLog, serverLog } from './log.ts';
import { startTestServer, type TestServer } from './server.ts';

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What the nodes of a cluster say of it. A test changes it while they run. */
interface Said {
  /** The number of the node that leads; undefined while one is elected. */
  leader: number | undefined;
  isAlive: (node: number) => boolean;
  /** Named as leaders beside the nodes. */
  others: () => readonly Endpoint[];
}

/** Nodes with one log. Who leads, and who is said to be alive, is the test's to say. */
export interface TestCluster {
  readonly log: ServerLog;
  readonly nodes: readonly TestServer[];
  readonly said: Said;
  /** A connection string that names every node, behind others. */
  seeds(...others: readonly Endpoint[]): string;
  stop(): Promise<void>;
}

export const startTestCluster = async (count: number): Promise<TestCluster> => {
  const log = serverLog(Date.now);
  const nodes: TestServer[] = [];
  const said: Said = { leader: 0, isAlive: () => true, others: () => [] };
  const members = () => [
    ...said.others().map((other) => ({ ...other, state: 'leader' as const, isAlive: true })),
    ...nodes.map(({ host, port }, node) => ({
      host,
      port,
      state: node === said.leader ? ('leader' as const) : ('follower' as const),
      isAlive: said.isAlive(node),
    })),
  ];
  const leaderFor = (node: number) => {
    if (said.leader === node) return undefined;
    return said.leader === undefined ? 'nobody' : nodes[said.leader];
  };
  for (let node = 0; node < count; node += 1) {
    nodes.push(await startTestServer({ log, members, leader: () => leaderFor(node) }));
  }
  return {
    log,
    nodes,
    said,
    seeds: (...others) =>
      `esdb://${[...others, ...nodes].map(({ host, port }) => `${host}:${port}`).join(',')}?tls=false`,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
};
