"""For whoever runs the system: `python -m identity.cli create-operator | create-service-client |
rotate-client-secret | retire-client-secret | rotate-keys | reseal` (docs/runbooks/keys.md says when).

Every command may be repeated: what is there already stays as it is.
"""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import timedelta

from chassis.database import Database
from chassis.sealing import Sealer

from identity.clients.password_hasher import PasswordHasher
from identity.domain.email_address import normalise
from identity.domain.password import check_against_email, check_new
from identity.settings import Settings
from identity.usecases.create_operator import create_operator
from identity.usecases.create_service_client import create_service_client
from identity.usecases.reseal_secrets import reseal_secrets
from identity.usecases.rotate_client_secret import retire_client_secret, rotate_client_secret
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


async def _rotate_client_secret(database: Database, _settings: Settings, arguments: argparse.Namespace) -> str:
    keep_for = timedelta(hours=arguments.keep_hours)
    async with database.session() as session:
        secret = await rotate_client_secret(
            session, client_id=arguments.id, secret=arguments.secret, previous_for=keep_for
        )
    return "secret saved" if arguments.secret else secret


async def _retire_client_secret(database: Database, _settings: Settings, arguments: argparse.Namespace) -> str:
    async with database.session() as session:
        retired = await retire_client_secret(session, client_id=arguments.id)
    return "previous secret retired" if retired else "there was one secret only"


async def _reseal(database: Database, settings: Settings, _arguments: argparse.Namespace) -> str:
    async with database.session() as session:
        count = await reseal_secrets(session, Sealer(settings.sealing_keys))
    return f"{count} secrets sealed with the first key"


_COMMANDS = {
    "create-operator": _create_operator,
    "create-service-client": _create_service_client,
    "rotate-client-secret": _rotate_client_secret,
    "retire-client-secret": _retire_client_secret,
    "rotate-keys": _rotate_keys,
    "reseal": _reseal,
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
    secret = commands.add_parser("rotate-client-secret", help="a second secret beside the present one; prints it")
    secret.add_argument("--id", required=True)
    secret.add_argument("--secret", help="at least 32 characters; drawn when absent")
    secret.add_argument("--keep-hours", type=float, default=168, help="so long the present one stays good")
    retired = commands.add_parser("retire-client-secret", help="end the previous secret now")
    retired.add_argument("--id", required=True)
    commands.add_parser("reseal", help="seal every stored secret with the first sealing key")
    rotation = commands.add_parser("rotate-keys", help="make the next signing key if it is due")
    rotation.add_argument("--force", action="store_true", help="make it now, whatever the age of the present one")
    return parser


if __name__ == "__main__":
    main()
