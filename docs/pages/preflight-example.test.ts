import { describe, expect, it } from "vitest";
import { deploymentCodes } from "../../kernel/errors/deployment-codes.ts";
import { examples as flowExamples } from "./flow-examples/index.ts";
import { findingsOf, preflightExample } from "./preflight-example.ts";
import { preflightExamples } from "./preflight-examples.ts";

describe("preflightExamples", () => {
  it.each(preflightExamples)(
    "$code is raised by what is wrong, and by nothing that is right",
    ({ code, wrong, right }) => {
      expect(findingsOf(wrong).map((found) => found.code)).toContain(code);
      expect(findingsOf(right)).toEqual([]);
    },
  );

  it("shows each code of the deployment that no flow shows by itself, once and in the order of the table", () => {
    const shown = preflightExamples.map(({ code }) => code);
    const others = new Set<string>(flowExamples.map(({ code }) => code)).difference(new Set<string>(shown));
    expect(shown).toEqual(Object.keys(deploymentCodes).filter((code) => !others.has(code)));
  });
});

describe("preflightExample", () => {
  it("tells what is said of it, and what to paste", () => {
    const text = preflightExample("QUEUE102").join("\n");
    expect(text).toContain('> queue "mail" has no dead-letter queue');
    expect(text).toContain('# in the [[queues.consumers]] with queue = "mail"\ndead_letter_queue = "mail-dead"\n```');
  });

  it("tells nothing of a code that is none of the preflight's", () => {
    expect(preflightExample("RUN010")).toEqual([]);
  });
});
