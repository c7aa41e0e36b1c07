import { leaves } from './leaves.ts';

const beginning = 'PHANANH_';

/** Beside settings: of options that are none, and of our image. */
const others = ['CONFIG', 'DEBUG', 'DATA', 'URL', 'KEY', 'KEY_FILE'].map((name) => `${beginning}${name}`);

const known: readonly string[] = [...leaves.map(({ variable }) => variable), ...others];

/** A variable that begins as ours do and is none. */
export interface StrangeVariable {
  readonly variable: string;
  /** What it may have been meant to be. */
  readonly meant: string | undefined;
  /** So little differs from that, that nobody else can have set it. */
  readonly isMisspelt: boolean;
}

type Environment = { readonly [variable: string]: string | undefined };

/** Variables that begin as ours do and are none, but those that Kubernetes and Docker make for a service that is called so. */
export const strangeVariables = (environment: Environment): readonly StrangeVariable[] =>
  Object.entries(environment)
    .filter(
      ([name, value = '']) =>
        name.startsWith(beginning) && value !== '' && !known.includes(name) && !isOfService(name, value),
    )
    .map(([variable]) => {
      const near = known.find((one) => isNear(variable, one));
      return {
        variable,
        meant: near ?? known.find((one) => isPart(variable, one)),
        isMisspelt: near !== undefined,
      };
    });

export const strangeInWords = ({ variable, meant }: StrangeVariable): string =>
  `${variable} is no setting${meant === undefined ? '' : `: did you mean ${meant}?`}`;

/** `PHANANH_SERVICE_HOST`, `PHANANH_PORT=tcp://10.0.0.1:3000`, `PHANANH_WEB_PORT_3000_TCP_ADDR` and others of a service, or of a link of containers. */
const isOfService = (name: string, value: string): boolean =>
  /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name) ||
  /^(?:tcp|udp|sctp):\/\//.test(value);

/** Short names are near to each other by themselves. */
const isNear = (name: string, other: string): boolean => {
  const [given, meant] = [name.slice(beginning.length), other.slice(beginning.length)];
  return distance(given, meant) <= (Math.min(given.length, meant.length) <= 5 ? 1 : 2);
};

/** Each of its words stands in the other one: `PHANANH_PORT` and `PHANANH_LISTEN_PORT`. */
const isPart = (name: string, other: string): boolean => {
  const words = other.split('_');
  return name.split('_').every((word) => words.includes(word));
};

/** How many letters are missing, too many, wrong or changed places with the next one (optimal string alignment). */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const hasChangedPlaces = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (isSame ? 0 : 1),
          ...(hasChangedPlaces ? [(before[j - 2] ?? 0) + 1] : []),
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
};
