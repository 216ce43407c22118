"""Who is who: users, credentials, sessions, confirmations, profiles, operators, systems, signing keys."""
