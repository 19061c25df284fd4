import { cron, FlowError, flow, http, kv, node, publish, queue } from "flowgate";
import * as v from "valibot";

const Note = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  text: v.pipe(v.string(), v.minLength(1)),
});
/**
 * An effect is done once per key. The same note again gets the first one's answer; another text under its id is refused
 * (IDEM102) rather than dropped. For notes that change, put what changes with them into the key:
 * `key: ({ id, revision }) => `${id}/${revision}``.
 */
const byNote = { key: "/id" };

const enqueue = node({
  input: Note,
  uses: { outbox: publish("NOTES_QUEUE") },
  idempotency: byNote,
  run: async (note, { outbox }) => {
    await outbox.send(note);
    return { queued: note.id };
  },
});

/** A route that answers at once and leaves the work to a queue. */
export const takeNote = flow("take_note", "1.0.0", { summary: "Takes a note and queues it." })
  .on(http.post("/notes"))
  .node("enqueue", enqueue)
  .respond("enqueue");

const store = node({
  input: Note,
  uses: { notes: kv("NOTES", "write", { prefix: "note:" }) },
  idempotency: byNote,
  run: async (note, { notes }) => {
    await notes.put(note.id, note);
    return { stored: note.id };
  },
});

/** The queue's consumer: one run per message, each acked, retried or kept as a failure by itself. */
export const storeNote = flow("store_note", "1.0.0", { summary: "Stores a queued note." })
  .on(queue("notes", { deadLetter: "DEAD_NOTES" }))
  .node("store", store)
  .respond("store");

const find = node({
  input: v.object({ id: v.string() }),
  uses: { notes: kv("NOTES", "read", { prefix: "note:" }) },
  run: async ({ id }, { notes }) => {
    const note = await notes.get(id);
    if (note === undefined) throw new FlowError("no such note", { code: "NOTE_UNKNOWN", status: 404 });
    return note;
  },
});

export const readNote = flow("read_note", "1.0.0", { summary: "Reads a stored note." })
  .on(http.get("/notes/:id"))
  .node("find", find)
  .respond("find");

const count = node({
  input: v.object({ scheduledTime: v.string() }),
  uses: { notes: kv("NOTES", "read", { prefix: "note:" }) },
  run: async ({ scheduledTime }, { notes }) => {
    const { keys } = await notes.list();
    return { notes: keys.length, at: scheduledTime };
  },
});

/** A schedule, in UTC: each hour. */
export const countNotes = flow("count_notes", "1.0.0", { summary: "Counts the notes every hour." })
  .on(cron("0 * * * *"))
  .node("count", count)
  .respond("count");

export const flows = [takeNote, storeNote, readNote, countNotes];
