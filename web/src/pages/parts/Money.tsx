import { Text, type TextProps } from "@mantine/core";

import { formatMoney } from "../../format";
import { useLang } from "../../i18n";

/** A sum that never breaks over two lines. */
export function Money({ amount, ...rest }: { readonly amount: string } & TextProps) {
  const lang = useLang();
  return (
    <Text component="span" inherit style={{ whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" }} {...rest}>
      {formatMoney(amount, lang)}
    </Text>
  );
}
