import { DatabaseSync, type StatementSync } from "node:sqlite";
import { HeldStore } from "../../lib/catalogue/held_store.ts";
import { MIGRATIONS } from "../../lib/catalogue/migrations.ts";
import views from "../../lib/catalogue/schema/views.sql" with { type: "text" };
import { type Faults, ProcessDied } from "./faults.ts";

/** What the program uses of a connection. */
type Connection = Pick<DatabaseSync, "exec" | "prepare" | "close" | "isTransaction">;

/**
 * A real SQLite catalogue in memory that outlives the processes that open it. Every write of a process
 * passes the faults, and after every write that is there to stay somebody may check everything.
 */
export class SimulatedCatalogue {
  readonly #database = new DatabaseSync(":memory:");
  readonly #prepared = new Map<string, StatementSync>();

  constructor() {
    for (const script of MIGRATIONS) this.#database.exec(script);
    this.#database.exec(views);
    this.#database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    this.#database.exec("PRAGMA foreign_keys = ON");
    this.#database.exec("INSERT INTO catalogue (key, value) VALUES ('id', 'simulated')");
  }

  /** All rows of a question to the public views. */
  ask(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#statement(`${sql} -- asked by the simulation`).all(...values);
  }

  /** A person agrees to hide what is on a list, or not. */
  decide(heldId: number, decision: "approved" | "rejected"): void {
    HeldStore.decide(this.#database, heldId, decision);
  }

  /** The connection of a process; closing it is what the process's death does to the catalogue. */
  open(faults: Faults, onWritten: () => void): DatabaseSync {
    const database = this.#database;
    let isClosed = false;
    const assertOpen = () => {
      if (isClosed) throw new ProcessDied("A dead process has no connection");
    };
    const written = (write: () => unknown) => {
      faults.meetWrite(write);
      onWritten();
    };
    const connection: Connection = {
      get isTransaction() {
        return !isClosed && database.isTransaction;
      },
      exec: (sql) => {
        assertOpen();
        if (sql.startsWith("BEGIN")) faults.meetBegin();
        if (sql === "COMMIT") written(() => database.exec(sql));
        else database.exec(sql);
      },
      prepare: (sql) =>
        guarded(this.#statement(sql), { sql, database, faults, written, assertOpen }),
      close: () => {
        isClosed = true;
        if (database.isTransaction) database.exec("ROLLBACK");
      },
    };
    return connection as DatabaseSync;
  }

  close(): void {
    this.#database.close();
  }

  /** Preparing costs more than asking where there are few rows, and nothing is asked twice at once. */
  #statement(sql: string): StatementSync {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

interface Guard {
  readonly sql: string;
  readonly database: DatabaseSync;
  readonly faults: Faults;
  readonly written: (write: () => unknown) => void;
  readonly assertOpen: () => void;
}

/** A statement as one process has it; outside a transaction one that writes is one of its own. */
function guarded(statement: StatementSync, guard: Guard): StatementSync {
  const { sql, database, faults, written, assertOpen } = guard;
  const isWriting = !/^\s*(SELECT|PRAGMA|WITH)/.test(sql);
  type Ask = (...values: unknown[]) => unknown;
  const asked = (name: "all" | "get" | "run" | "iterate" | "setReturnArrays"): Ask => {
    const ask = (statement as unknown as Record<string, Ask>)[name]!.bind(statement);
    return (...values) => {
      assertOpen();
      if (!isWriting || database.isTransaction || name === "setReturnArrays") return ask(...values);
      faults.meetBegin();
      const results: unknown[] = [];
      written(() => results.push(ask(...values)));
      return results[0];
    };
  };
  const names = ["all", "get", "run", "iterate", "setReturnArrays"] as const;
  const methods = Object.fromEntries(names.map((name) => [name, asked(name)]));
  return methods as unknown as StatementSync;
}
