/** The request for several documents of a contract in one .zip. */
export function archiveOf(number: string, ids: readonly string[]): Request {
  return new Request(`/api/billing/v1/contracts/${number}/documents:zip`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Portal": "1" },
    body: JSON.stringify({ documents: ids }),
  });
}
