import "./print.css";

/** Prints one part of the page: a copy of it stands alone while the dialog is open (see print.css). */
export function printPart(part: HTMLElement | null): void {
  if (!part) return;
  const sheet = document.createElement("div");
  sheet.className = "print-sheet";
  sheet.append(part.cloneNode(true));
  document.body.append(sheet);
  document.body.dataset.printing = "part";
  const clear = () => {
    sheet.remove();
    delete document.body.dataset.printing;
  };
  window.addEventListener("afterprint", clear, { once: true });
  window.print();
}
