import { call } from "../../api";

/** What came instead of a file: the service makes it in the background (202). */
export interface Later {
  readonly id: string;
}

/** Fetches a file and gives it to the person. Not a plain link: what is refused must be said here, not on a blank page. */
export async function saveFile(path: string, init?: RequestInit): Promise<Later | null> {
  const response = await call(path, init);
  if (response.status === 202) return (await response.json()) as Later;
  give(await response.blob(), nameOf(response));
  return null;
}

function give(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function nameOf(response: Response): string {
  const told = response.headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(told)?.[1];
  return encoded ? decodeURIComponent(encoded) : "file";
}
