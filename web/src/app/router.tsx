import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { me } from "../api/session";
import { ContractLayout } from "../pages/contract/ContractLayout";
import { Broken, NotFound } from "./Broken";
import { Shell } from "./Shell";

export interface Context {
  readonly client: QueryClient;
}

type Search = Record<string, string | undefined>;
const search = (found: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(found).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
  );

const root = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: NotFound,
  validateSearch: search,
});

/** Pages that anybody may open. */
const open = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name) });

/** Everything else asks who is there, and brings whoever signs in back to where he was going. */
const account = createRoute({
  getParentRoute: () => root,
  id: "account",
  component: Outlet,
  beforeLoad: async ({ context, location }) => {
    const user = await context.client.ensureQueryData(me);
    if (!user) throw redirect({ to: "/sign-in", search: { next: location.href } });
    if (!user.email_confirmed) throw redirect({ to: "/letter-sent" });
    if (!user.profile) throw redirect({ to: "/introduce", search: { next: location.href } });
  },
});

/** Operators need no profile of a customer; every service looks at the role itself. */
const ops = createRoute({
  getParentRoute: () => root,
  path: "/ops",
  beforeLoad: async ({ context, location }) => {
    if (!(await context.client.ensureQueryData(me)))
      throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import("../pages/ops/OpsPage"), "OpsPage"),
});

const inside = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => account, path, component: lazyRouteComponent(load as never, name) });

const contract = createRoute({ getParentRoute: () => account, path: "/contracts/$number", component: ContractLayout });

/** A tab of the contract page. */
const tab = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) => {
  const Tab = lazyRouteComponent(load as never, name) as unknown as React.ComponentType<{ number: string }>;
  const route = createRoute({
    getParentRoute: () => contract,
    path,
    component: () => <Tab number={contract.useParams().number} />,
  });
  return route;
};

const routeTree = root.addChildren([
  open("/sign-in", () => import("../pages/sign-in/SignInPage"), "SignInPage"),
  open("/register", () => import("../pages/sign-in/RegisterPage"), "RegisterPage"),
  open("/letter-sent", () => import("../pages/sign-in/LetterSentPage"), "LetterSentPage"),
  open("/forgot-password", () => import("../pages/sign-in/ForgotPage"), "ForgotPage"),
  open("/introduce", () => import("../pages/sign-in/IntroducePage"), "IntroducePage"),
  open("/confirm-email", () => import("../pages/links/ConfirmEmailPage"), "ConfirmEmailPage"),
  open("/reset-password", () => import("../pages/links/ResetPasswordPage"), "ResetPasswordPage"),
  open("/binding", () => import("../pages/links/BindingPage"), "BindingPage"),
  open("/join", () => import("../pages/members/JoinPage"), "JoinPage"),
  open("/guide", () => import("../pages/guide/GuidePage"), "GuidePage"),
  open("/contacts", () => import("../pages/guide/ContactsPage"), "ContactsPage"),
  ops,
  account.addChildren([
    inside("/", () => import("../pages/home/HomePage"), "HomePage"),
    inside("/profile", () => import("../pages/profile/ProfilePage"), "ProfilePage"),
    inside("/webhooks", () => import("../pages/webhooks/WebhooksPage"), "WebhooksPage"),
    contract.addChildren([
      tab("/", () => import("../pages/contract/DetailsPage"), "DetailsPage"),
      tab("/readings", () => import("../pages/readings/ReadingsPage"), "ReadingsPage"),
      tab("/imports", () => import("../pages/imports/ImportsPage"), "ImportsPage"),
      tab("/consumption", () => import("../pages/consumption/ConsumptionPage"), "ConsumptionPage"),
      tab("/charges", () => import("../pages/charges/ChargesPage"), "ChargesPage"),
      tab("/payments", () => import("../pages/payments/PaymentsPage"), "PaymentsPage"),
      tab("/documents", () => import("../pages/documents/DocumentsPage"), "DocumentsPage"),
      tab("/pay", () => import("../pages/pay/PayPage"), "PayPage"),
      tab("/members", () => import("../pages/members/MembersPage"), "MembersPage"),
    ]),
  ]),
]);

export function portalRouter(context: Context) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: "intent",
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof portalRouter>;
  }
}
