import { speak } from "./site.js";

speak({
  en: {
    title: "There is no such page",
    heading: "There is no such page",
    text: "Perhaps the address is mistyped, or the page is gone.",
    home: "Home",
  },
  ru: {},
});
