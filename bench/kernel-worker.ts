import { startWorkerd } from "../testing/workerd/workerd.ts";
import type { Workplace } from "./bench.ts";
import { build } from "./build.ts";
import type { Samples, Task } from "./workers/kernel.ts";

/** Has the Worker that runs the kernel alone do its tasks, one after the other. */
export async function onKernel<Given extends Task>(
  { folder, progress }: Workplace,
  tasks: readonly Given[],
): Promise<readonly { readonly task: Given; readonly samples: Samples }[]> {
  const built = await build("kernel", folder);
  const workerd = await startWorkerd([{ name: "kernel", built }], folder);
  const url = `http://127.0.0.1:${workerd.portOf("kernel")}/`;
  const done: { task: Given; samples: Samples }[] = [];
  try {
    for (const task of tasks) {
      progress(`kernel: ${JSON.stringify(task)}`);
      const response = await fetch(url, { method: "POST", body: JSON.stringify(task) });
      if (!response.ok) throw new Error(await response.text());
      done.push({ task, samples: (await response.json()) as Samples });
    }
    return done;
  } finally {
    await workerd.stop();
  }
}
