"""The inside of the HTTP process: nothing here is meant to be imported by a service."""
