/** Colours by meaning where a name has one; else by place. Named in app.css, once for light and once for dark. */
const OUTCOMES: Readonly<Record<string, string>> = {
  completed: "--series-good",
  ok: "--series-good",
  duplicate: "--muted-series",
  kept: "--muted-series",
  deferred: "--series-2",
  retry: "--series-warn",
  continued: "--series-warn",
  failed: "--series-bad",
  cancelled: "--series-4",
};

const PLACES = 8;

/** One colour per label: an outcome has its own, and what shares one is told apart by its place. */
export function coloursOf(labels: readonly string[]): readonly string[] {
  const outcomes = labels.map((label) => OUTCOMES[label.split(" · ").at(-1) ?? ""]);
  const distinct = new Set(outcomes);
  const byOutcome = !distinct.has(undefined) && distinct.size === labels.length;
  return labels.map((_, index) => (byOutcome && outcomes[index]) || `--series-${(index % PLACES) + 1}`);
}

export function outcomeClass(outcome: string): string {
  switch (outcome) {
    case "completed":
    case "ok":
      return "good";
    case "failed":
      return "bad";
    case "cancelled":
    case "retry":
    case "continued":
    case "not_mounted":
      return "warn";
    default:
      return "neutral";
  }
}
