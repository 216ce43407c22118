"""For whoever runs the system: `python -m identity.cli create-operator | create-service-client | rotate-keys`.

Every command may be repeated: what is there already stays as it is.
"""

import argparse
import asyncio
from collections.abc import Sequence

from chassis.database import Database

from identity.clients.password_hasher import PasswordHasher
from identity.clients.sealing import Sealer
from identity.domain.email_address import normalise
from identity.domain.password import check_against_email, check_new
from identity.settings import Settings
from identity.usecases.create_operator import create_operator
from identity.usecases.create_service_client import create_service_client
from identity.usecases.rotate_signing_keys import rotate_signing_keys


def main(argv: Sequence[str] | None = None) -> None:
    """Parse, run one command in one transaction, say what was done."""
    arguments = _parser().parse_args(argv)
    try:
        print(asyncio.run(_run(Settings(), arguments)))
    except ValueError as refusal:
        raise SystemExit(f"refused: {refusal}") from None


async def _run(settings: Settings, arguments: argparse.Namespace) -> str:
    database = Database(settings)
    try:
        return await _COMMANDS[arguments.command](database, settings, arguments)
    finally:
        await database.dispose()


async def _create_operator(database: Database, settings: Settings, arguments: argparse.Namespace) -> str:
    email = normalise(arguments.email)
    password = check_against_email(check_new(arguments.password), email)
    async with database.session() as session:
        is_new = await create_operator(session, settings, PasswordHasher(settings), email=email, password=password)
    return "operator created" if is_new else "operator is there"


async def _create_service_client(database: Database, _settings: Settings, arguments: argparse.Namespace) -> str:
    async with database.session() as session:
        secret = await create_service_client(
            session, client_id=arguments.id, scopes=arguments.scope, secret=arguments.secret
        )
    return "client saved" if arguments.secret else secret  # what the caller knows need not stand in his log


async def _rotate_keys(database: Database, settings: Settings, arguments: argparse.Namespace) -> str:
    sealer = Sealer(settings.sealing_keys)
    async with database.session() as session:
        made = await rotate_signing_keys(session, sealer, settings.signing_key_lifetime, force=arguments.force)
    return "key created" if made else "nothing due"


_COMMANDS = {
    "create-operator": _create_operator,
    "create-service-client": _create_service_client,
    "rotate-keys": _rotate_keys,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="identity.cli", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    operator = commands.add_parser("create-operator", help="a user of the supplier's staff")
    operator.add_argument("--email", required=True)
    operator.add_argument("--password", required=True)
    client = commands.add_parser("create-service-client", help="an internal system; prints its secret if it was drawn")
    client.add_argument("--id", required=True)
    client.add_argument("--scope", action="append", required=True, help="may be repeated")
    client.add_argument("--secret", help="at least 32 characters; drawn when absent")
    rotation = commands.add_parser("rotate-keys", help="make the next signing key if it is due")
    rotation.add_argument("--force", action="store_true", help="make it now, whatever the age of the present one")
    return parser


if __name__ == "__main__":
    main()
