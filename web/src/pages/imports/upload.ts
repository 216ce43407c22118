import { Problem } from "../../api";
import type { Import } from "./queries";

/** Sends a file; not by fetch, which does not tell how much has gone. */
export function upload(url: string, file: File, onProgress: (share: number) => void): Promise<Import> {
  const form = new FormData();
  form.set("file", file);
  form.set("dry_run", "true");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-Portal", "1");
    request.setRequestHeader("Accept-Language", document.documentElement.lang || "ru");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 202) resolve(request.response as Import);
      else reject(Problem.of(request.status, request.response));
    };
    request.onerror = () => reject(new TypeError("network"));
    request.send(form);
  });
}
