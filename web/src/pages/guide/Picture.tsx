/** A drawing of the screen that a chapter tells of: the same in both languages and themes. */
export function Picture({ chapter }: { readonly chapter: string }) {
  const draw = DRAWINGS[chapter];
  if (!draw) return null;
  return (
    <svg
      viewBox="0 0 320 120"
      width="320"
      style={{ maxWidth: "100%" }}
      aria-hidden="true"
      stroke="currentColor"
      fill="none"
    >
      <rect x="1" y="1" width="318" height="118" rx="6" opacity=".4" />
      <path d="M1 20h318" opacity=".4" />
      {draw}
    </svg>
  );
}

const ACCENT = "var(--mantine-primary-color-filled)";
const DRAWINGS: Readonly<Record<string, React.ReactNode>> = {
  register: (
    <>
      <rect x="95" y="32" width="130" height="14" rx="3" />
      <rect x="95" y="52" width="130" height="14" rx="3" />
      <path d="M95 76h10v10h-10z M97 81l3 3 5-7" />
      <rect x="95" y="94" width="130" height="16" rx="3" fill={ACCENT} stroke="none" />
    </>
  ),
  contract: (
    <>
      <rect x="230" y="28" width="76" height="14" rx="3" fill={ACCENT} stroke="none" />
      <rect x="14" y="50" width="140" height="58" rx="4" />
      <rect x="166" y="50" width="140" height="58" rx="4" />
      <path d="M24 62h70 M24 74h110 M24 94h40 M176 62h70 M176 74h110 M176 94h40" />
    </>
  ),
  readings: (
    <>
      <path d="M14 40h60 M14 62h60 M14 84h60" />
      <rect x="90" y="32" width="80" height="14" rx="3" />
      <rect x="90" y="54" width="80" height="14" rx="3" />
      <path d="M186 40h50 M186 62h50" opacity=".5" />
      <rect x="90" y="82" width="100" height="16" rx="3" fill={ACCENT} stroke="none" />
    </>
  ),
  pay: (
    <>
      <path d="M14 36h150 M14 52h120 M14 68h150 M14 84h90" />
      <path d="M220 32h28v28h-28z M254 32h28v28h-28z M220 66h28v28h-28z M258 70h8v8h-8z M272 84h8v8h-8z" />
    </>
  ),
  safety: (
    <>
      <path d="M160 30l34 12v22c0 20-14 34-34 42-20-8-34-22-34-42V42z" />
      <path d="M146 66l10 10 20-22" stroke={ACCENT} strokeWidth="4" />
    </>
  ),
};
