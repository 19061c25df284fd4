import { node as kernelNode, type NodeAuthor } from "../kernel/author/node.ts";

/** Declares a node; its `signal` is the platform's AbortSignal. Pure, strict and unkeyed unless it says otherwise. */
export const node = kernelNode as unknown as NodeAuthor<AbortSignal>;
