/** Only a path of our own: whoever sends a link must not choose where a person lands after signing in. */
export function safeNext(next: unknown): string | null {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : null;
}
