import { saveFile } from "../parts/saving";
import type { Document } from "./queries";

/** Saves several documents of a contract as one .zip. */
export function saveArchive(number: string, documents: readonly Document[]) {
  const body = JSON.stringify({ documents: documents.map(({ id }) => id) });
  return saveFile(`/api/billing/v1/contracts/${number}/documents:zip`, { method: "POST", body });
}
