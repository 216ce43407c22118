"""`python -m brokeraccess BOOTSTRAP SECRETS`: users, their passwords and rights as they are meant to be.

SECRETS has `kafka_admin_password` and `<user>_kafka_sasl_password`. It may be run again at any time: passwords become
what the files say, rights that are not in the table are taken away. A password is changed by changing the file, running
this, and restarting the processes of that user.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from brokeraccess.rights import USERS, Right, rights

_TIMEOUT = 30.0
_ROUNDS = 8192


def main() -> None:
    """Connects as admin."""
    parser = argparse.ArgumentParser(prog="brokeraccess", description=__doc__)
    parser.add_argument("bootstrap")
    parser.add_argument("secrets", type=Path)
    parser.add_argument("--protocol", default="SASL_PLAINTEXT", help="SASL_SSL across networks")
    given = parser.parse_args()
    admin = admin_of(given.bootstrap, given.secrets, given.protocol)
    give_passwords(admin, given.secrets)
    added, removed = give_rights(admin)
    sys.stdout.write(f"{len(USERS)} users; rights: {added} added, {removed} removed\n")


def admin_of(bootstrap: str, secrets: Path, protocol: str = "SASL_PLAINTEXT") -> AdminClient:
    """The user whom the broker was formatted with."""
    return AdminClient(
        {
            "bootstrap.servers": bootstrap,
            "security.protocol": protocol,
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": "admin",
            "sasl.password": _password(secrets / "kafka_admin_password"),
        }
    )


def give_passwords(admin: AdminClient, secrets: Path) -> None:
    """SCRAM credentials of every user of the table."""
    how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ROUNDS)
    wanted: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(user.name, how, _password(secrets / f"{user.name}_kafka_sasl_password").encode())
        for user in USERS
    ]
    _wait(admin.alter_user_scram_credentials(wanted))


def give_rights(admin: AdminClient) -> tuple[int, int]:
    """The broker's rules become those of the table; how many were added and removed."""
    wanted = {_rule(right) for user in USERS for right in rights(user)}
    any_name: Any = None  # the filter takes it; its types do not say so
    everything = AclBindingFilter(
        ResourceType.ANY, any_name, ResourcePatternType.ANY, any_name, any_name, AclOperation.ANY, AclPermissionType.ANY
    )
    present = set(admin.describe_acls(everything, request_timeout=_TIMEOUT).result(_TIMEOUT))
    if added := wanted - present:
        _wait(admin.create_acls(list(added), request_timeout=_TIMEOUT))
    if removed := present - wanted:
        _wait(admin.delete_acls([_only(rule) for rule in removed], request_timeout=_TIMEOUT))
    return len(added), len(removed)


def _rule(right: Right) -> AclBinding:
    pattern = ResourcePatternType.LITERAL
    name = right.name
    if right.is_prefix and name != "*":  # to Kafka a lone asterisk is a literal that means all
        pattern, name = ResourcePatternType.PREFIXED, name[:-1]
    kind, operation = ResourceType[right.kind.upper()], AclOperation[right.operation.upper()]
    return AclBinding(kind, name, pattern, f"User:{right.user}", "*", operation, AclPermissionType.ALLOW)


def _only(rule: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        rule.restype,
        rule.name,
        rule.resource_pattern_type,
        rule.principal,
        rule.host,
        rule.operation,
        rule.permission_type,
    )


def _wait(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result(_TIMEOUT)


def _password(file: Path) -> str:
    return file.read_text().strip()


if __name__ == "__main__":
    main()
