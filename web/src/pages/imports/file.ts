export type FileProblem = "kind" | "size" | "empty";

const KINDS = /\.(xlsx|csv|xml|zip)$/i;
export const MOST_BYTES = 20 * 1024 * 1024;

/** What can be said of a file before it is sent. */
export function fileProblem(file: Pick<File, "name" | "size">): FileProblem | null {
  if (!KINDS.test(file.name)) return "kind";
  if (file.size === 0) return "empty";
  return file.size > MOST_BYTES ? "size" : null;
}
