"""`python -m localrun.seed <secrets.json>`: the operator and the systems' clients, by identity's own commands."""

import json
import sys
from pathlib import Path

from identity.cli import main as identity


def main() -> None:
    """May be repeated."""
    drawn = json.loads(Path(sys.argv[1]).read_text())
    operator = drawn["operator"]
    identity(["create-operator", "--email", operator["email"], f"--password={operator['password']}"])
    for client in drawn["service_clients"].values():
        secret = f"--secret={client['client_secret']}"  # it may begin with "-"
        scope = f"{client['client_id']}:write"
        identity(["create-service-client", "--id", client["client_id"], "--scope", scope, secret])


if __name__ == "__main__":
    main()
