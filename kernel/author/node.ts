import type { CancelSignal } from "../cancel.ts";
import type { Invocation } from "../invocation.ts";
import type { Determinism, Effects } from "../ir/levels.ts";
import type { NodeLog } from "../node-log.ts";
import type { Reply } from "./reply.ts";
import type { Gives, Schema, Takes } from "./schema.ts";
import type { HandlesOf, Uses } from "./uses.ts";

/** What a node is told about the run it is part of. `Signal` is the platform's AbortSignal. */
export interface NodeContext<Signal = CancelSignal> {
  /** Fires when the guard or a timeout passes, the caller leaves, or another node fails. */
  readonly signal: Signal;
  readonly invocation: Invocation;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly idempotencyKey: string | undefined;
  readonly log: NodeLog;
}

export type Streams = "json" | "bytes" | false;

export interface IdempotencyOptions<Value> {
  /** The key, from the node's input: a function, or a JSON Pointer to a string or number in it. */
  readonly key: string | ((input: Value) => string);
  readonly scope?: "node" | "edge" | "partition";
  /** How long the key is remembered, in milliseconds. */
  readonly ttlMs?: number;
  /**
   * Whether another input under a key that was used fails the node (IDEM102), so that no old output stands for a new input.
   * The same event, when it is tried again, may differ. Default true; `false` is for keys that name what is to be done
   * whatever comes with them, such as a provider's event of which each delivery is numbered.
   */
  readonly compare?: boolean;
}

/** What `run` may return: the value itself, a promise of it, either with a reply's status; or a stream. */
export type Returns<Value, S extends Streams> = S extends "json"
  ? MaybeAsync<AsyncIterable<Value>>
  : S extends "bytes"
    ? MaybeAsync<AsyncIterable<Uint8Array>>
    : MaybeAsync<Value>;

type MaybeAsync<Value> = Value | Reply<Value> | Promise<Value | Reply<Value>>;

/** The value inside what `run` returned. */
export type Returned<R> = R extends Promise<infer Inner> ? Returned<Inner> : R extends Reply<infer Value> ? Value : R;

/** What a node with these schemas gives. */
export type NodeOutput<OS, R, S extends Streams> = S extends "bytes"
  ? Uint8Array
  : OS extends Schema
    ? Gives<OS>
    : S extends "json"
      ? Returned<R> extends AsyncIterable<infer Item>
        ? Item
        : never
      : Returned<R>;

export interface NodeOptions<
  IS extends Schema | undefined,
  OS extends Schema | undefined,
  U extends Uses,
  S extends Streams,
  R,
  Signal,
> {
  /** Registry key and display name. Default: the alias in the flow. */
  readonly name?: string;
  readonly summary?: string;
  /** Schema of what the node takes. Left out, it takes anything, unchecked. */
  readonly input?: IS;
  /** Schema of what it gives; of one item if it streams. Left out, the type follows from `run`. */
  readonly output?: OS;
  /** Capabilities by the names that `run` gets them under. */
  readonly uses?: U;
  /** Left out: follows from `uses`. */
  readonly effects?: Effects;
  /** Left out: follows from `uses`. */
  readonly determinism?: Determinism;
  readonly idempotency?: IdempotencyOptions<Gives<IS>>;
  readonly timeoutMs?: number;
  /** The node's output is a stream of JSON values or of bytes. Only a flow's capture node may stream. */
  readonly stream?: S;
  readonly run: (
    input: Gives<IS>,
    uses: HandlesOf<U>,
    context: NodeContext<Signal>,
  ) => R & Returns<OS extends Schema ? Takes<OS> : unknown, S>;
}

/** A typed unit of work. `In` is what must be delivered to it, `Out` what it delivers. */
export interface Node<In = never, Out = unknown, IS = unknown, OS = unknown> {
  readonly kind: "node";
  readonly name: string | undefined;
  readonly summary: string | undefined;
  readonly input: IS;
  readonly output: OS;
  readonly uses: Uses;
  readonly effects: Effects | undefined;
  readonly determinism: Determinism | undefined;
  readonly idempotency: IdempotencyOptions<never> | undefined;
  readonly timeoutMs: number | undefined;
  readonly stream: Streams;
  readonly run: (input: never, uses: never, context: never) => unknown;
  /** Phantom: the types at both ends. */
  readonly ends?: { readonly takes: (value: In) => void; readonly gives: Out };
}

/** `node` with the platform's own signal type; see `NodeContext`. */
export type NodeAuthor<Signal> = <
  const IS extends Schema | undefined = undefined,
  const OS extends Schema | undefined = undefined,
  U extends Uses = Record<never, never>,
  S extends Streams = false,
  R = unknown,
>(
  options: NodeOptions<IS, OS, U, S, R, Signal>,
) => Node<Takes<IS>, NodeOutput<OS, R, S>, IS, OS>;

/** Declares a node. Pure, strict and unkeyed unless `uses` or its options say otherwise. */
export const node: NodeAuthor<CancelSignal> = (options) =>
  Object.freeze({
    kind: "node",
    name: options.name,
    summary: options.summary,
    input: options.input as never,
    output: options.output as never,
    uses: options.uses ?? {},
    effects: options.effects,
    determinism: options.determinism,
    idempotency: options.idempotency,
    timeoutMs: options.timeoutMs,
    stream: options.stream ?? false,
    run: options.run,
  });
