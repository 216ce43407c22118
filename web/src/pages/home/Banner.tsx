import { Alert, Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLang } from "../../i18n";

interface Announcement {
  readonly id: string;
  readonly ru: string;
  readonly en: string;
  readonly link?: string;
}

const HIDDEN = "cabinet.banner";

/** The supplier's announcement: /portal.json of the web server has it; hidden until there is another. */
export function Banner() {
  const { t } = useTranslation("home");
  const lang = useLang();
  const [hidden, setHidden] = useState(() => localStorage.getItem(HIDDEN));
  const { data } = useQuery({
    queryKey: ["portal"],
    queryFn: async ({ signal }): Promise<{ banner: Announcement | null }> =>
      (await fetch("/portal.json", { signal })).json(),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const banner = data?.banner;
  if (!banner || banner.id === hidden) return null;
  const close = () => {
    localStorage.setItem(HIDDEN, banner.id);
    setHidden(banner.id);
  };
  return (
    <Alert role="complementary" withCloseButton onClose={close} closeButtonLabel={t("banner.close")}>
      {banner[lang]} {banner.link && <Anchor href={banner.link}>{banner.link}</Anchor>}
    </Alert>
  );
}
