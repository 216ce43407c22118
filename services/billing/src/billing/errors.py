"""What this service refuses, each with a stable code. So far only what every service does: see chassis.errors."""
