/** What somebody typed and has not sent yet, kept in this browser until they do, delete it, or a week is over. */

/** A photo of a form. */
export interface DraftPhoto {
  /** Under which its bytes are kept. */
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** As the host took it in; null: it was not sent yet. */
  readonly taken: Taken | null;
}

export interface Taken {
  readonly id: string;
  /** The token of the guest who gave it; empty for who is signed in. */
  readonly by: string;
  readonly at: number;
}

export interface Draft {
  /** Whose it is, and of which form. */
  readonly owner: string;
  /** Which attempt it is: whatever is sent with it twice is done once. */
  readonly key: string;
  readonly guest: string;
  /** Milliseconds, by the clock of the browser. */
  readonly at: number;
  /** When it was sent without an answer. */
  readonly triedAt: number | null;
  readonly fields: { readonly [name: string]: string };
  readonly photos: readonly DraftPhoto[];
}

const day = 24 * 3_600_000;
/** Days for which a draft is kept. */
export const keptDays = 7;
/** A host forgets a photo that no report named within a day: before that it is sent again. */
const takenFor = 20 * 3_600_000;

/** Whether it is kept no longer. A clock that was put back does not make it live for ever. */
export const isStale = ({ at }: Pick<Draft, 'at'>, now: number): boolean =>
  Math.abs(now - at) > keptDays * day;

/** Whether there is anything in it that somebody would miss. */
export const isEmpty = ({ fields, photos }: Pick<Draft, 'fields' | 'photos'>): boolean =>
  photos.length === 0 && Object.values(fields).every((value) => value.trim() === '');

/** The photos that have to be sent, or sent again: by the guest who sends the form, and not so long ago that the host has forgotten them. */
export const toSend = (
  photos: readonly DraftPhoto[],
  { guest, now }: { readonly guest: string; readonly now: number },
): readonly DraftPhoto[] =>
  photos.filter(({ taken }) => taken === null || taken.by !== guest || Math.abs(now - taken.at) > takenFor);

/** Moves one by a place. What is first or last stays. */
export const moved = <One>(all: readonly One[], from: number, by: -1 | 1): readonly One[] => {
  const to = from + by;
  const one = all[from];
  if (one === undefined || to < 0 || to >= all.length) return all;
  const others = all.filter((_, at) => at !== from);
  return [...others.slice(0, to), one, ...others.slice(to)];
};

/** A name that nothing else has. Not by `randomUUID`, which browsers have only where a page came safely. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Whether what stands in a form is of a draft: a browser that loads a page again may fill it by itself. */
export const isOf = (typed: Draft['fields'], { fields }: Pick<Draft, 'fields'>): boolean =>
  Object.entries(typed).every(([name, value]) => value === '' || value === fields[name]);

/** What browsers keep. */
export interface Drafts {
  read(owner: string): Promise<Draft | undefined>;
  write(draft: Draft): Promise<void>;
  remove(owner: string): Promise<void>;
  /** Makes it somebody else's: who signs in goes on with what they began before. */
  move(draft: Draft, owner: string): Promise<Draft>;
  /** Removes the draft of a form that was sent. */
  removeSent(key: string): Promise<void>;
  /** Removes those of whoever signed in: they have signed out. */
  removeOfSignedIn(): Promise<void>;
  /** Removes those of all forms of whoever has this mark. */
  removeOf(mark: string): Promise<void>;
  readPhoto(key: string): Promise<Blob | undefined>;
  writePhoto(key: string, blob: Blob): Promise<void>;
  removePhoto(key: string): Promise<void>;
  /** Removes what is too old, and photos that no draft has. */
  sweep(now: number): Promise<void>;
}

const stores = { drafts: 'drafts', photos: 'photos' } as const;

/** @returns undefined where the browser keeps nothing, as in some private windows */
export const openDrafts = async (): Promise<Drafts | undefined> => {
  try {
    const database = await opened();
    return draftsIn(database);
  } catch {
    return undefined;
  }
};

const opened = (): Promise<IDBDatabase> =>
  new Promise((done, fail) => {
    const opening = indexedDB.open('phananh', 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(stores.drafts, { keyPath: 'owner' });
      opening.result.createObjectStore(stores.photos);
    };
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
    opening.onblocked = () => fail(new Error('another window has an older version open'));
  });

const draftsIn = (database: IDBDatabase): Drafts => {
  const change = (store: string, how: (of: IDBObjectStore) => unknown): Promise<void> =>
    new Promise((done, fail) => {
      const transaction = database.transaction(store, 'readwrite');
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
      transaction.onerror = () => fail(transaction.error);
      how(transaction.objectStore(store));
    });
  const ask = <Value>(store: string, how: (of: IDBObjectStore) => IDBRequest<Value>): Promise<Value> =>
    new Promise((done, fail) => {
      const asked = how(database.transaction(store).objectStore(store));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  /** As they were written here, by the only version of this database. */
  const all = async (): Promise<readonly Draft[]> =>
    (await ask(stores.drafts, (of) => of.getAll())) as Draft[];
  const remove = async ({ owner, photos }: Draft): Promise<void> => {
    await change(stores.drafts, (of) => of.delete(owner));
    for (const { key } of photos) await change(stores.photos, (of) => of.delete(key));
  };
  return {
    read: async (owner) => (await all()).find((one) => one.owner === owner),
    write: (draft) => change(stores.drafts, (of) => of.put(draft)),
    remove: async (owner) => {
      for (const one of await all()) if (one.owner === owner) await remove(one);
    },
    move: async (draft, owner) => {
      const to = { ...draft, owner, guest: '' };
      await change(stores.drafts, (of) => {
        of.put(to);
        of.delete(draft.owner);
      });
      return to;
    },
    removeSent: async (sent) => {
      for (const one of await all()) if (one.key === sent) await remove(one);
    },
    removeOfSignedIn: async () => {
      for (const one of await all()) if (isOfSignedIn(one)) await remove(one);
    },
    removeOf: async (mark) => {
      for (const one of await all()) if (markOf(one) === mark) await remove(one);
    },
    readPhoto: (key) => ask<Blob | undefined>(stores.photos, (of) => of.get(key)),
    writePhoto: (key, blob) => change(stores.photos, (of) => of.put(blob, key)),
    removePhoto: (key) => change(stores.photos, (of) => of.delete(key)),
    sweep: async (now) => {
      const drafts = await all();
      for (const one of drafts) if (isStale(one, now)) await remove(one);
      const named = new Set(drafts.flatMap(({ photos }) => photos.map(({ key }) => key)));
      for (const key of await ask(stores.photos, (of) => of.getAllKeys()))
        if (!named.has(String(key))) await change(stores.photos, (of) => of.delete(key));
    },
  };
};

/**
 * Waits until no other window has the form open.
 *
 * @param late told once when another one has it
 */
export const aloneWith = async (owner: string, late: () => void): Promise<void> => {
  // Browsers have locks where a page came safely; elsewhere windows are not told apart.
  if (!('locks' in navigator)) return;
  const timer = setTimeout(late, 700);
  await new Promise<void>((done) => {
    // Held until the window is closed.
    void navigator.locks.request(`phananh-draft-${owner}`, () => {
      clearTimeout(timer);
      done();
      return new Promise(() => undefined);
    });
  });
};

/** Whose draft it is who is not signed in. */
export const nobody = 'nobody';

/** Before the mark of whoever has a report by its one-time link: they signed in nowhere, and out of nothing. */
const byLink = 'link:';

/** Whose it is; which form it is of stands behind that. */
const markOf = ({ owner }: Pick<Draft, 'owner'>): string => owner.split(' ', 1)[0] ?? '';

/** Whether it goes when whoever signed in signs out. */
export const isOfSignedIn = (draft: Pick<Draft, 'owner'>): boolean =>
  markOf(draft) !== nobody && !draft.owner.startsWith(byLink);

/** Who signs in goes on with what they began before, in the form that needs no sign-in. */
export const draftOf = async (
  drafts: Drafts,
  owner: string,
  takesOver: boolean,
): Promise<Draft | undefined> => {
  const own = await drafts.read(owner);
  if (own !== undefined || !takesOver || owner === nobody) return own;
  const before = await drafts.read(nobody);
  return before && drafts.move(before, owner);
};

/** What a page shows was taken in, with what is kept of it, and what is kept beside it. */
export const withKept = (
  shown: readonly DraftPhoto[],
  kept: readonly DraftPhoto[],
): readonly DraftPhoto[] => {
  const ids = new Set(kept.flatMap(({ taken }) => (taken === null ? [] : [taken.id])));
  return [...kept, ...shown.filter(({ taken }) => taken === null || !ids.has(taken.id))];
};

/** What is said of what is kept, with the button that deletes it. */
export const noteOf = (clear: string) => {
  const element = document.createElement('div');
  element.className = 'keeping';
  const text = document.createElement('p');
  text.className = 'fine';
  text.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'second';
  button.textContent = clear;
  button.hidden = true;
  // Said to the eyes alone: to hear it at each pause would be in the way.
  const moment = document.createElement('p');
  moment.className = 'fine moment';
  element.append(text, moment, button);
  return {
    element,
    keeps: (said: string | undefined): void => {
      moment.textContent = said ?? '';
      button.hidden = said === undefined;
    },
    say: (said: string, isKept: boolean): void => {
      const told = said.replace(/ +/g, ' ').trim().replace('{n}', String(keptDays));
      if (text.textContent !== told) text.textContent = told;
      moment.textContent = '';
      button.hidden = !isKept;
    },
    onClear: (act: () => Promise<void>): void => button.addEventListener('click', () => void act()),
  };
};
