import { answer, type IdentitySchemas, identity } from ".";
import type { Account } from "./session";

/** Browsers bind passkeys to names of hosts, never to addresses: `http://localhost` knows them, `http://127.0.0.1` does not. */
export const passkeysWork =
  typeof PublicKeyCredential !== "undefined" &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential &&
  !/^[\d.:[\]]+$/.test(location.hostname);

/** Signs in by a passkey of this device; null when the person changed his mind. */
export async function enterByPasskey(): Promise<Account | null> {
  const options = await answer(identity.POST("/api/identity/v1/auth/passkey/options"));
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
  const credential = await chosen(navigator.credentials.get({ publicKey }));
  if (!credential) return null;
  const body = { credential: credential.toJSON() as Record<string, unknown> };
  return (await answer(identity.POST("/api/identity/v1/auth/passkey/login", { body }))).user;
}

/** Makes a passkey on this device; null when the person changed his mind. */
export async function makePasskey(name: string, password: string): Promise<IdentitySchemas["PasskeyBody"] | null> {
  const options = await answer(identity.POST("/api/identity/v1/me/passkeys/options", { body: { password } }));
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
  const credential = await chosen(navigator.credentials.create({ publicKey }));
  if (!credential) return null;
  const body = { name, credential: credential.toJSON() as Record<string, unknown> };
  return answer(identity.POST("/api/identity/v1/me/passkeys", { body }));
}

async function chosen(asked: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await asked) as PublicKeyCredential | null;
  } catch (error) {
    if (error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name)) return null;
    throw error;
  }
}
