import { type FlowAuthor, flow as kernelFlow } from "../kernel/author/flow.ts";
import { node as kernelNode, type NodeAuthor } from "../kernel/author/node.ts";

/** Declares a node; its `signal` is the platform's AbortSignal. Pure, strict and unkeyed unless it says otherwise. */
export const node = kernelNode as unknown as NodeAuthor<AbortSignal>;

/** Starts a flow. `version` is semver, 1.0.0 where it is left out; with the name it is the flow's identity. */
export const flow = kernelFlow as unknown as FlowAuthor<AbortSignal>;
