import { type ConversionConfig, toJsonSchema } from "@valibot/to-json-schema";
import { InvocationSchema } from "../kernel/invocation.ts";
import {
  Buffer,
  FlowIrSchema,
  Idempotency,
  IrEdge,
  IrNode,
  IrSurface,
  IrUse,
  SchemaRef,
  TriggerWiring,
} from "../kernel/ir/schema.ts";

/** As documents are written, so that what has a default may be left out. */
const written: ConversionConfig = { target: "draft-2020-12", typeMode: "input", errorMode: "throw" };

export function flowIrJsonSchema(): string {
  const definitions = {
    Node: IrNode,
    Edge: IrEdge,
    Surface: IrSurface,
    Use: IrUse,
    SchemaRef,
    Idempotency,
    Buffer,
    Trigger: TriggerWiring,
  };
  return text(toJsonSchema(FlowIrSchema, { ...written, definitions }));
}

export function invocationJsonSchema(): string {
  return text(toJsonSchema(InvocationSchema, written));
}

function text(schema: object): string {
  const { $schema, title, ...rest } = schema as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
