"""The HTTP process of identity: `python -m identity.main`."""

from typing import Any

from chassis.app import create_app, serve
from chassis.auth import KeySet
from chassis.sealing import Sealer
from chassis.tokens import LinkSigner
from events import Insight, ParkedKeys
from events.tracing import current_traceparent, report_spans
from fastapi import FastAPI

from identity.api import (
    agreement,
    auth,
    data_export,
    me,
    oauth,
    ops,
    passkeys,
    passwords,
    second_factor,
    sessions,
    tokens,
)
from identity.api.deps import Tools
from identity.api.session_check import SessionCheckRoute
from identity.clients.password_hasher import PasswordHasher
from identity.clients.relying_party import RelyingParty
from identity.settings import Settings
from identity.storage.session_lookup import SessionLookup
from identity.usecases.check_session import SessionCheck
from identity.usecases.mint_token import TokenMint


def build(settings: Settings) -> FastAPI:
    """Identity's HTTP door, composed."""
    hasher = PasswordHasher(settings)
    lookup = SessionLookup(settings.database_url)

    async def release(_app: FastAPI) -> None:
        hasher.close()
        await lookup.close()

    app = create_app(
        settings,
        service="identity",
        title="Identity",
        routers=[
            auth.router,
            passwords.router,
            me.router,
            data_export.router,
            sessions.router,
            second_factor.router,
            passkeys.router,
            tokens.router,
            agreement.router,
            ops.router,
            oauth.router,
        ],
        on_stop=[release],
        parked_keys=ParkedKeys,
        insight=Insight,
        traceparent=current_traceparent,
        spans=report_spans,
    )
    sealer = Sealer(settings.sealing_keys)
    mint = TokenMint(app.state.database, sealer, settings.signing_key_lifetime)
    party = RelyingParty(settings.public_url)
    app.state.tools = Tools(settings, hasher, sealer, LinkSigner(settings.link_keys), mint, party)
    app.state.keys = _own_keys(mint)
    app.add_middleware(SessionCheckRoute, check=SessionCheck(settings, lookup, mint))
    return app


def _own_keys(mint: TokenMint) -> KeySet:
    """Identity verifies tokens as every service does, but need not ask itself over the network for the keys."""

    async def read(_url: str) -> dict[str, Any]:
        return await mint.jwks()

    return KeySet("", read)


if __name__ == "__main__":
    own_settings = Settings()
    serve(build(own_settings), own_settings)
