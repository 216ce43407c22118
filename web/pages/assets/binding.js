import { away, busy, call, lang, offline, result, say, show, speak, takeToken } from "./site.js";

speak({
  en: {
    title: "Access to a contract",
    heading: "Access to a contract is asked for",
    text: "If you confirm, this person will see the contract's readings, charges and documents.",
    number: "Contract",
    party: "Organisation",
    asked: "Who asks",
    until: "The link is valid until",
    confirm: "Confirm",
    reject: "It was not us",
    loading: "Reading the request…",
    confirmed: "Access is given",
    confirmedText: "We have written to both sides. Access can be ended in the portal at any time.",
    rejected: "Access is refused",
    rejectedText: "Thank you: nobody gets access by this link.",
    bound: "The contract is in another account already",
    boundText: "Access was not given. If the contract has to move, the other account has to release it first.",
    gone: "The request is no longer valid",
    goneText: "It has been answered, withdrawn, or its time is over. A new one can be made in the portal.",
  },
  ru: {
    confirmed: "Доступ открыт",
    confirmedText: "Мы написали обеим сторонам. Закрыть доступ можно в личном кабинете в любой момент.",
    rejected: "В доступе отказано",
    rejectedText: "Спасибо: по этой ссылке доступ никто не получит.",
    bound: "Договор уже привязан к другому кабинету",
    boundText: "Доступ не открыт. Чтобы перенести договор, его сначала нужно отвязать в том кабинете.",
    gone: "Запрос больше не действует",
    goneText: "На него уже ответили, его отозвали или срок вышел. Новый запрос можно сделать в личном кабинете.",
  },
});

const token = takeToken();
const path = `contracts/v1/binding-confirmations/${encodeURIComponent(token)}`;

const put = (id, text) => {
  document.getElementById(id).textContent = text;
};

async function read() {
  show("loading", { focus: false });
  const answer = await call("GET", path);
  if (answer.status !== 200) return refused(answer, read);
  const { number, party_name, asked_by, expires_at } = answer.body;
  put("number", number);
  put("party", party_name);
  put("asked-name", asked_by.name);
  put("asked-email", asked_by.email);
  put("until", new Date(expires_at).toLocaleString(lang, { dateStyle: "long", timeStyle: "short" }));
  show("ask");
}

async function decide(decision) {
  const answer = await call("POST", path, { decision });
  if (answer.status !== 200) return refused(answer, () => show("ask"));
  const outcome = decision === "confirm" ? "confirmed" : "rejected";
  result("good", say(outcome), say(`${outcome}Text`));
}

function refused(answer, again) {
  if (answer.status === 409) result("bad", say("bound"), say("boundText"));
  else if (away(answer)) offline(answer, again);
  else result("bad", say("gone"), say("goneText"));
}

if (token) {
  for (const decision of ["confirm", "reject"]) {
    const button = document.getElementById(decision);
    button.addEventListener("click", () => busy(button, () => decide(decision)));
  }
  read();
} else {
  result("bad", say("noToken"), say("noTokenText"));
}
