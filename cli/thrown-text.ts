/** The first line of what a thrown value says; of one that throws when it is asked, its kind. */
export function thrownText(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? String(thrown.message) || thrown.name : String(thrown);
    return text.trim().split("\n")[0]?.trim() ?? "";
  } catch {
    return "something that cannot be shown";
  }
}

/** Its stack, where it has one; an error's own getters may throw as well. */
export function stackText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack ?? thrown.message) : String(thrown);
  } catch {
    return thrownText(thrown);
  }
}
