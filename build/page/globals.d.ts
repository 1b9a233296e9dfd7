// What the page's scripts know of each other, for the type checker: `tsc` reads it with the JSDoc in them.
interface InboxRecord {
  v: number;
  id: string;
  at: string;
  zone: string | null;
  note?: string;
  photos?: string[];
  from?: string;
}

declare var glimmersInbox: {
  open(): Promise<IDBDatabase>;
  record(now: Date, from: string): InboxRecord;
  put(record: InboxRecord, photos?: Blob[]): Promise<void>;
  waiting(): Promise<string>;
  begun(): Promise<boolean>;
  /** Those that are there, of a JSON list of names. */
  files(names: string): Promise<Blob[]>;
  count(): Promise<number>;
  forget(ids: string): Promise<void>;
};

/** Rejects where the browser lends the app no files; `said` names the part of the page with the sentence. */
declare var glimmersLent: Promise<void>;

declare var glimmersEarly: {
  /** The id of the last tap that is durable. */
  last: string | null;
  tell(): void;
  onkept(id: string): void;
};
